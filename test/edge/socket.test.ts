import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { listen } from '#listen'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * Bodies on a real socket, as the local host receives them: in chunks, without a length, without an
 * end.
 */
let sandbox: TestSandbox
let world: NewWorld
let server: Server
let port: number

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  server = listen(() => sandbox.surfaces, 0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
beforeEach(() => {
  sandbox.logged.length = 0
  written.mockClear()
})
afterEach(() => {
  expect(sandbox.logged).toEqual([])
  expect(written).not.toHaveBeenCalled()
})
afterAll(() => {
  server.close()
})

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const tooLarge = 'HTTP/1.1 413 Payload Too Large'
/** The provider's own error: OAuth has no code for it. */
const refused = 'HTTP/1.1 400 Bad Request'
/**
 * The paths that read a body differently, each with its media type and its rejection of a body that
 * is too large.
 */
const places: [what: string, path: () => string, media: string, refusal: string][] = [
  ['JSON', () => '/control/worlds', json, tooLarge],
  ['JSON with a larger limit', () => `/control/worlds/${world.id}/edits`, json, tooLarge],
  ['a registration', () => `/authorization/${world.id}/register`, 'application/jwt', tooLarge],
  ["a form of the bank's pages", () => `/authorization/${world.id}/customer`, form, tooLarge],
  ['a form where none is taken', () => `/authorization/${world.id}/authorize`, form, 'HTTP/1.1 405 Method Not Allowed'],
  ['a pushed authorization request', () => `/authorization/${world.id}/par`, form, refused],
  ['a token request', () => `/authorization/${world.id}/token`, form, refused],
]

/** Sends the head of a request with a chunked body. */
async function open(path: string, media: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  const answer = new Promise<string>((resolve) => {
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\r\n\r\n')) resolve(text)
    })
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  const method = path.endsWith('/edits') ? 'PUT' : 'POST'
  socket.write(
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: ${media}\r\naccept: text/html, application/json\r\n` +
      `authorization: Bearer ${world.controlKey}\r\ntransfer-encoding: chunked\r\n\r\n`,
  )
  return { socket, answer }
}

const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${'a'.repeat(bytes)}\r\n`

describe.each(places)('%s', (_, path, media, refusal) => {
  test('without a length and an end is rejected as soon as it is too large', async () => {
    const { socket, answer } = await open(path(), media)
    let sent = 0
    const flood = setInterval(() => {
      if (socket.writableNeedDrain || socket.destroyed) return
      socket.write(chunk(16_384))
      sent += 16_384
    }, 1)
    expect((await answer).split('\r\n')[0]).toBe(refusal)
    clearInterval(flood)
    socket.destroy()
    expect(sent).toBeLessThan(12 * 1024 * 1024)
  })

  test('that was rejected early does not block the connection: the next request is answered or the connection ends', async () => {
    const { socket, answer } = await open(path(), media)
    // More than any limit.
    socket.write(chunk(6 * 1024 * 1024))
    expect((await answer).split('\r\n')[0]).toBe(refusal)
    const heard = new Promise((resolve) => {
      socket.on('data', (part: string) => part.includes('HTTP/1.1 404') && resolve('the answer'))
      socket.on('close', () => resolve('the end'))
    })
    socket.write(`${chunk(1_000)}0\r\n\r\nGET /nowhere HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`)
    expect(['the answer', 'the end']).toContain(await heard)
    socket.destroy()
  })

  test('that breaks off is not logged as an error', async () => {
    const accepted = once(server, 'connection')
    const { socket } = await open(path(), media)
    const [there] = (await accepted) as [Socket]
    socket.write(chunk(100))
    await vi.waitFor(() => expect(there.bytesRead).toBe(socket.bytesWritten), { timeout: 60_000 })
    const closed = new Promise((resolve) => there.once('close', resolve))
    socket.destroy()
    await closed
    // By then the reader of the body has failed and would have logged it.
    for (let turn = 0; turn < 50; turn++) await nextTurn()
  })
})
