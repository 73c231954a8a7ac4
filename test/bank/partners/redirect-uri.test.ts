import { describe, expect, test } from 'vitest'
import { findCloudFault, isLoopback, RedirectUris, WebUri } from '#bank/partners/redirect-uri.ts'

const faultIn = (uri: unknown) => RedirectUris.safeParse([uri]).error?.issues[0]?.message

describe('a redirect URI is accepted', () => {
  test.each([
    'https://app.example/callback',
    'https://app.example:8443/callback?from=bank&x=%20',
    'https://app.example',
    'https://localhost:3000/callback',
    'http://localhost:3000/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:3000/callback',
    'HTTP://LOCALHOST/x',
    'http://shop.localhost:3000/callback',
    'http://192.168.0.17:5173/callback',
    'http://10.0.0.2/callback',
    'http://172.31.255.255/callback',
    'http://169.254.1.1/callback',
    'http://[fd12::1]:3000/callback',
    'http://[fe80::1]/callback',
    'https://App.Example:443',
    'https://127.0.0.1:8443/conformancesuite/callback',
    'https://xn--bcher-kva.example/callback',
    'https://app.example?from=bank/https://a:1',
    "https://app.example/a(b);c='d'/~e/@f:1/$&+,!*",
  ])('%s', (uri) => {
    expect(RedirectUris.parse([uri])).toEqual([uri])
  })
})

describe('a redirect URI is rejected', () => {
  test.each([
    ['http://app.example/callback', 'must be https'],
    ['http://localhost.example/callback', 'must be https'],
    ['http://127.0.0.1.example/callback', 'must be https'],
    ['http://127.0.0.2/callback', 'must be https'],
    ['http://[::2]/callback', 'must be https'],
    ['http://172.32.0.1/callback', 'must be https'],
    ['http://8.8.8.8/callback', 'must be https'],
    ['http://192.168.0.17.example/callback', 'must be https'],
    ['http://[2001:db8::1]/callback', 'must be https'],
    ['http://0.0.0.0/callback', 'must be https'],
    ['https://app.example/callback#', 'fragment'],
    ['https://app.example/callback#top', 'fragment'],
    ['http://localhost@evil.example/', 'user'],
    ['https://user:word@app.example/', 'user'],
    ['myapp://callback', 'absolute URI'],
    ['javascript:alert(1)', 'absolute URI'],
    ['data:text/html,x', 'absolute URI'],
    ['/callback', 'absolute URI'],
    ['//app.example/callback', 'absolute URI'],
    ['app.example/callback', 'absolute URI'],
    ['https:app.example', 'absolute URI'],
    ['https:\\\\app.example\\', 'absolute URI'],
    ['https://app.example\\@evil.example/', 'absolute URI'],
    [' https://app.example/', 'absolute URI'],
    ['https://app.example/\n', 'absolute URI'],
    ['https://app.example/a b', 'absolute URI'],
    ['https://app.example/a\u0000b', 'absolute URI'],
    ['https://', 'absolute URI'],
    ['https://app.example/<b>', 'absolute URI'],
    ['https://app.example/"onload="', 'absolute URI'],
    ['https://app.example/\u202e', 'absolute URI'],
    ['https://bücher.example/', 'absolute URI'],
    ['https://app.example:99999/', 'absolute URI'],
    ['https:///app.example/callback', 'must write its host as app.example'],
    ['https://@app.example/callback', 'must write its host as app.example'],
    ['https://:@app.example/callback', 'must write its host as app.example'],
    ['https://app.example:/callback', 'must write its host as app.example'],
    ['https://%65vil.example/', 'must write its host as evil.example'],
    ['http://127.1/callback', 'must write its host as 127.0.0.1'],
    ['http://2130706433/callback', 'must write its host as 127.0.0.1'],
    ['http://[0:0:0:0:0:0:0:1]/callback', 'must write its host as [::1]'],
    ['https://*.app.example/callback', 'one host'],
    ['', 'absolute URI'],
    [`https://app.example/${'x'.repeat(256)}`, '256'],
    [7, 'string'],
  ])('%j', (uri, why) => {
    expect(faultIn(uri)).toContain(why)
  })
})

test('one to ten redirect URIs are accepted, none or eleven rejected', () => {
  const some = (count: number) => Array.from({ length: count }, (_, n) => `https://app.example/${n}`)
  expect(RedirectUris.safeParse(some(10)).success).toBe(true)
  expect(RedirectUris.safeParse(some(11)).success).toBe(false)
  expect(RedirectUris.safeParse([]).success).toBe(false)
})

test('in the cloud, plain http returns to the machine itself only', () => {
  for (const uri of ['http://192.168.0.17/callback', 'HTTP://10.0.0.2', 'http://shop.localhost/callback'])
    expect(findCloudFault(uri), uri).toContain('must be https')
  for (const uri of ['https://app.example', 'http://localhost:3000/callback', 'http://[::1]/'])
    expect(findCloudFault(uri), uri).toBeUndefined()
})

test('a loopback host counts only with plain http', () => {
  expect(['http://localhost:4000', 'http://127.0.0.1', 'http://[::1]:1'].map(isLoopback)).toEqual([true, true, true])
  expect(['https://localhost', 'http://localhost.example', 'localhost', ''].some(isLoopback)).toBe(false)
})

test('a logo must have an https address', () => {
  expect(WebUri.safeParse('https://app.example/logo.svg').success).toBe(true)
  for (const uri of [
    'http://app.example/logo.svg',
    'javascript:alert(1)',
    'data:image/png,x',
    'https://a b',
    'logo.svg',
  ])
    expect(WebUri.safeParse(uri).success, uri).toBe(false)
})
