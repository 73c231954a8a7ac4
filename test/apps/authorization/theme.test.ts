import { describe, expect, test } from 'vitest'
import { textsFor } from '#apps/authorization/texts.ts'
import { rejectionOf, testSandbox } from '#test/support/sandbox.ts'

describe('a world’s theme', async () => {
  const sandbox = await testSandbox()

  test('is stored, returned and shown', async () => {
    const theme = { look: 'plum', name: "Bank of St. Mary's & Son" }
    const world = await sandbox.createWorld({ theme })
    const { body } = await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)
    expect(body.theme).toEqual(theme)
    const page = await (await sandbox.request(`/authorization/${world.id}/customer`)).text()
    expect(page).toContain('data-look="plum"')
    expect(page).toContain('Bank of St. Mary&#39;s &amp; Son')
    expect(page).toContain('<span class="letter" aria-hidden="true">B</span>')
  })

  test('is Sandbank’s own by default', async () => {
    const world = await sandbox.createWorld()
    const page = await (await sandbox.request(`/authorization/${world.id}/customer`)).text()
    expect(page).toContain('data-look="sandbank"')
    expect(page).toContain('<span>Sandbank</span>')
    expect(page).not.toContain('class="letter"')
  })

  test.each([
    [{ look: 'neon' }, '400 field-invalid'],
    [{ name: '' }, '400 field-invalid'],
    [{ name: 'x'.repeat(31) }, '400 field-invalid'],
    [{ name: '<b>Bank</b>' }, '400 field-invalid'],
    [{ name: ' Bank' }, '400 field-invalid'],
    [{ accent: '#ff0000' }, '400 field-unexpected'],
    ['plum', '400 field-invalid'],
  ])('%j is rejected', async (theme, refusal) => {
    expect(rejectionOf(await sandbox.send('POST', '/control/worlds', { theme }))).toBe(refusal)
  })
})

test('the language is the first supported one of the browser, and English otherwise', () => {
  for (const accepted of [undefined, '', 'en-GB,en;q=0.9', 'de, en;q=0.5', 'xx', ',,;'])
    expect(textsFor(accepted).lang).toBe('en')
})

test('every page loads its styles from the bank only, and no script', async () => {
  const sandbox = await testSandbox()
  const world = await sandbox.createWorld()
  const page = await (await sandbox.request(`/authorization/${world.id}/customer`)).text()
  const styles = [...page.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, path]) => path as string)
  expect(styles).toEqual(['/looks/looks.css', '/looks/bank.css', '/looks/home.css'])
  expect(page).not.toMatch(/<script|<style| style=/)
  for (const path of styles) {
    const { status, headers } = await sandbox.request(path)
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/css; charset=utf-8',
      'public, max-age=300',
    ])
  }
})

test('a page is compressed, a token is not', async () => {
  const sandbox = await testSandbox()
  const world = await sandbox.createWorld()
  const headers = { 'accept-encoding': 'gzip', accept: 'text/html' }
  const page = await sandbox.request(`/authorization/${world.id}/customer`, { headers })
  expect(page.headers.get('content-encoding')).toBe('gzip')
  const text = await new Response(page.body?.pipeThrough(new DecompressionStream('gzip'))).text()
  expect(text).toContain('<h1>Sign in</h1>')
  const metadata = await sandbox.request(`/authorization/${world.id}/.well-known/openid-configuration`, {
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(metadata.headers.get('content-encoding')).toBeNull()
})
