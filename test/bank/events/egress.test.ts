import { describe, expect, test } from 'vitest'
import { Problem } from '#bank/base/problem.ts'
import { checkAddress, checkUrl } from '#bank/events/egress.ts'

/** `ok`, or what the message says between the path and the value. */
function resultOf(run: () => unknown): string {
  try {
    run()
    return 'ok'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error.code).toBe('field-invalid')
    expect(error.faults[0].path).toBe('url')
    return /^url: (.*) \(got .*\)$/s.exec(error.message)?.[1] ?? error.message
  }
}

const https = 'must begin with https://'
const either = 'must begin with http:// or https://'
const loopback = 'must not lead to the sandbox itself (a loopback address)'
const private_ = 'must not lead to a private address'
const link = 'must not lead to a link-local address, such as the metadata service of a cloud'
const embedded = 'must not lead to an IPv6 address that holds an IPv4 address'
const reserved = 'must not lead to a reserved address'
const unspecified = 'must not lead to an unspecified address; name the host, such as 127.0.0.1'
const provider = 'must not lead to an address of a provider (100.64.0.0/10)'
const multicast = 'must not lead to a multicast address'
const user = 'must not contain a user name or password; verify the signature of each message instead'
const ports = 'must use one of the ports 443 and 8443'
const dotted = 'must have a public host name, with a dot'
const publicName = 'must have a public host name; this one is for private networks'
const dot = 'must not have a dot at the end of its host name'
const characters = 'must not contain spaces, backslashes or control characters'
const absolute = 'must be an absolute URL that begins with https://'
const letters = 'must have a host name of letters, digits and hyphens'

const urls: [url: string, cloud: string, local: string][] = [
  ['https://app.example/events', 'ok', 'ok'],
  ['https://app.example:8443/events?a=b', 'ok', 'ok'],
  ['https://app.example:443', 'ok', 'ok'],
  ['https://app.example:22/', ports, 'ok'],
  ['https://app.example:8080/', ports, 'ok'],
  ['https://app.example:0/', 'must not name port 0', 'must not name port 0'],
  ['https://app.example:99999/', absolute, absolute],
  ['http://app.example/events', https, 'ok'],
  ['HTTPS://APP.EXAMPLE/events', 'ok', 'ok'],
  ['ftp://app.example/events', https, either],
  ['file:///etc/passwd', https, either],
  ['gopher://127.0.0.1:70/_', https, either],
  ['javascript:alert(1)', https, either],
  ['data:text/plain,x', https, either],
  ['/events', absolute, absolute],
  ['app.example/events', absolute, absolute],
  ['', absolute, absolute],
  ['https://', absolute, absolute],
  ['https:app.example', 'must have two slashes before its host', 'must have two slashes before its host'],
  ['https:///app.example', 'must have two slashes before its host', 'must have two slashes before its host'],
  ['https:\\\\app.example', characters, characters],
  ['https://app.example/a b', characters, characters],
  ['https://app.exa\tmple/', characters, characters],
  ['https://app.example/\r\nHost: x', characters, characters],
  ['https://app.exam\u200bple/', characters, characters],
  ['https://ada:secret@app.example/', user, user],
  ['https://ada@app.example/', user, user],
  ['https://@app.example/', user, user],
  ['https://app.example@169.254.169.254/', user, user],
  ['https://app.example#@10.0.0.1/', 'must not have a fragment (#...)', 'must not have a fragment (#...)'],
  ['https://app.example/#', 'must not have a fragment (#...)', 'must not have a fragment (#...)'],
  ['https://app.example/@ada', 'ok', 'ok'],
  // Loopback, in each form that the parser of URLs reads.
  ['https://127.0.0.1/', loopback, 'ok'],
  ['https://127.1/', loopback, 'ok'],
  ['https://2130706433/', loopback, 'ok'],
  ['https://017700000001/', loopback, 'ok'],
  ['https://0x7f000001/', loopback, 'ok'],
  ['https://0x7f.0.0.1/', loopback, 'ok'],
  ['https://0177.0.0.01/', loopback, 'ok'],
  ['https://127.255.255.254/', loopback, 'ok'],
  ['https://127.0.0.1./', loopback, 'ok'],
  ['https://%31%32%37.0.0.1/', loopback, 'ok'],
  ['https://１２７.０.０.１/', loopback, 'ok'],
  ['https://①②⑦.0.0.1/', loopback, 'ok'],
  ['https://127。0。0。1/', loopback, 'ok'],
  ['https://[::1]/', loopback, 'ok'],
  ['https://[0:0:0:0:0:0:0:1]/', loopback, 'ok'],
  ['https://0/', unspecified, unspecified],
  ['https://0.0.0.0/', unspecified, unspecified],
  ['https://[::]/', unspecified, unspecified],
  ['https://256.0.0.1/', absolute, absolute],
  ['https://1.2.3.4.5/', absolute, absolute],
  // Private.
  ['https://10.0.0.1/', private_, 'ok'],
  ['https://172.16.0.1/', private_, 'ok'],
  ['https://172.32.0.1/', 'ok', 'ok'],
  ['https://192.168.1.1/', private_, 'ok'],
  ['https://0xC0A80101/', private_, 'ok'],
  ['https://[fd00:ec2::254]/', private_, 'ok'],
  ['https://[fc00::1]/', private_, 'ok'],
  ['https://[fec0::1]/', private_, private_],
  // Metadata and link-local.
  ['https://169.254.169.254/latest/meta-data/', link, link],
  ['https://2852039166/', link, link],
  ['https://0xa9fea9fe/', link, link],
  ['https://0251.0376.0251.0376/', link, link],
  ['https://169.254.43518/', link, link],
  ['https://[fe80::1]/', link, link],
  ['https://[fe80::1%25eth0]/', absolute, absolute],
  ['https://100.100.100.200/', provider, provider],
  [
    'https://168.63.129.16/',
    'must not lead to the metadata service of a cloud',
    'must not lead to the metadata service of a cloud',
  ],
  ['https://192.0.0.192/', reserved, reserved],
  // An IPv4 address inside an IPv6 address.
  ['https://[::ffff:127.0.0.1]/', embedded, embedded],
  ['https://[::ffff:a9fe:a9fe]/', embedded, embedded],
  ['https://[::ffff:0:10.0.0.1]/', embedded, embedded],
  ['https://[::127.0.0.1]/', reserved, reserved],
  ['https://[64:ff9b::a9fe:a9fe]/', embedded, embedded],
  ['https://[64:ff9b:1::10.0.0.1]/', embedded, embedded],
  ['https://[2002:7f00:1::]/', embedded, embedded],
  ['https://[2001:0:53aa:64c::1]/', embedded, embedded],
  ['https://[2606:4700::5efe:10.0.0.1]/', embedded, embedded],
  ['https://[2606:4700::200:5efe:a00:1]/', embedded, embedded],
  // Reserved.
  ['https://192.0.2.1/', reserved, reserved],
  ['https://198.18.0.1/', reserved, reserved],
  ['https://203.0.113.9/', reserved, reserved],
  ['https://240.0.0.1/', reserved, reserved],
  ['https://255.255.255.255/', 'must not lead to a broadcast address', 'must not lead to a broadcast address'],
  ['https://224.0.0.1/', multicast, multicast],
  ['https://[ff02::1]/', multicast, multicast],
  ['https://[2001:db8::1]/', reserved, reserved],
  ['https://[3fff::1]/', reserved, reserved],
  ['https://[5f00::1]/', reserved, reserved],
  ['https://[4000::1]/', reserved, reserved],
  // Public.
  ['https://8.8.8.8/', 'ok', 'ok'],
  ['https://134744072/', 'ok', 'ok'],
  ['https://[2606:4700:4700::1111]/', 'ok', 'ok'],
  // Names.
  ['https://localhost/', dotted, 'ok'],
  ['https://LOCALHOST/', dotted, 'ok'],
  ['https://localhost./', dot, dot],
  ['https://app.localhost/', publicName, 'ok'],
  ['https://router/', dotted, 'ok'],
  ['https://printer.local/', publicName, 'ok'],
  ['https://metadata.google.internal/', publicName, 'ok'],
  ['https://1.0.0.127.in-addr.arpa/', publicName, 'ok'],
  ['https://app.example./', dot, dot],
  ['https://app..example/', letters, letters],
  ['https://-app.example/', letters, letters],
  ['https://under_score.example/', 'ok', 'ok'],
  ['https://127.0.0.1.nip.io/', 'ok', 'ok'],
  ['https://bücher.example/', 'ok', 'ok'],
  ['https://xn--bcher-kva.example/', 'ok', 'ok'],
  ['https://аpple.example/', 'ok', 'ok'],
  ['https://ｌｏｃａｌｈｏｓｔ/', dotted, 'ok'],
  [
    `https://${'a'.repeat(64)}.example/`,
    'must not have more than 63 characters between two dots',
    'must not have more than 63 characters between two dots',
  ],
  [
    `https://${'abcdefg.'.repeat(32)}example/`,
    'must have a host name of at most 253 characters',
    'must have a host name of at most 253 characters',
  ],
  [
    `https://app.example/${'a'.repeat(2_100)}`,
    'must be at most 2048 characters long',
    'must be at most 2048 characters long',
  ],
]

describe('checkUrl', () => {
  test.each(urls)('%s: %s', (url, cloud, local) => {
    expect([
      resultOf(() => checkUrl(url, { isLocal: false })),
      resultOf(() => checkUrl(url, { isLocal: true })),
    ]).toEqual([cloud, local])
  })

  test('names the field of the caller, and shows the beginning of a long value', () => {
    const path = 'Data.CallbackUrl'
    expect(() => checkUrl(`ftp://${'a'.repeat(500)}`, { isLocal: false, path })).toThrow(
      `Data.CallbackUrl: must begin with https:// (got "ftp://${'a'.repeat(94)}...")`,
    )
  })

  test('returns the URL as it is connected to', () => {
    expect(checkUrl('https://BÜCHER.example:443/ü', { isLocal: false }).href).toBe(
      'https://xn--bcher-kva.example/%C3%BC',
    )
  })
})

describe('checkAddress', () => {
  test.each([
    ['8.8.8.8', 'ok', 'ok'],
    ['2606:4700:4700::1111', 'ok', 'ok'],
    ['127.0.0.1', loopback, 'ok'],
    ['::1', loopback, 'ok'],
    ['10.1.2.3', private_, 'ok'],
    ['169.254.169.254', link, link],
    ['::ffff:8.8.8.8', embedded, embedded],
    ['fe80::1%eth0', link, link],
    ['0x7f.1', 'must lead to an IP address', 'must lead to an IP address'],
    ['app.example', 'must lead to an IP address', 'must lead to an IP address'],
  ])('%s: %s', (ip, cloud, local) => {
    expect([
      resultOf(() => checkAddress(ip, { isLocal: false })),
      resultOf(() => checkAddress(ip, { isLocal: true })),
    ]).toEqual([cloud, local])
  })
})
