import { expect, test } from 'vitest'
import { baseUrlOf, namesOfMachine, renderQrCode } from '#local/addresses.ts'

test.each([
  ['127.0.0.1', 4000, 'http://localhost:4000'],
  ['localhost', 4000, 'http://localhost:4000'],
  ['::1', 4000, 'http://localhost:4000'],
  ['127.0.0.1', 80, 'http://localhost'],
  ['192.168.1.7', 4000, 'http://192.168.1.7:4000'],
  ['fe80::7', 4000, 'http://[fe80::7]:4000'],
  ['box.local', 4000, 'http://box.local:4000'],
])('a sandbox that listens on %s, port %i, is at %s', (host, port, url) => {
  expect(baseUrlOf(host, port)).toBe(url)
})

test.each(['0.0.0.0', '::'])('a sandbox that listens on every address (%s) is at one of the machine', (host) => {
  const { hostname, port } = new URL(baseUrlOf(host, 4000))
  expect([...namesOfMachine(), 'localhost']).toContain(hostname)
  expect(port).toBe('4000')
})

test("the machine's names are hosts of URLs, with its .local name among them", () => {
  const names = namesOfMachine()
  expect(names.filter((name) => URL.parse(`http://${name}`)?.hostname !== name)).toEqual([])
  expect(names.at(-1)).toMatch(/^[^.]+\.local$/)
})

test('a base URL that other machines reach has a QR code, with a finder pattern in three corners', () => {
  const rows = renderQrCode('http://192.168.1.7:4000').split('\n')
  expect(new Set(rows.map((row) => row.length)).size).toBe(1)
  expect(rows[1]).toMatch(/^█ █▀▀▀█ █.*█ █▀▀▀█ █$/)
  expect(rows.at(-4)).toMatch(/^█ █▀▀▀█ █/)
  expect(renderQrCode('http://192.168.1.8:4000')).not.toBe(rows.join('\n'))
})

test.each(['http://localhost:4000', 'http://shop.localhost', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
  'a base URL of this machine only (%s) has no QR code',
  (baseUrl) => {
    expect(renderQrCode(baseUrl)).toBe('')
  },
)
