import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { listen } from '#listen'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * Bodies on a real socket, as the local host gets them: in pieces, without a length, without an
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
/** What the provider says itself: OAuth has no word for it. */
const refused = 'HTTP/1.1 400 Bad Request'
/**
 * Places where a body is read in ways of their own, the media type each takes, and how one that is
 * too large is refused.
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

/** Sends the head of a request, whose body is to come in chunks. */
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
  test('that says no length and has no end is refused as soon as it is too large', async () => {
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

  test('that was refused before its end keeps nobody waiting: the next request is answered, or the connection ends', async () => {
    const { socket, answer } = await open(path(), media)
    // Larger than any limit.
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

  test('that breaks off is nobody’s bug: nothing is logged', async () => {
    const accepted = once(server, 'connection')
    const { socket } = await open(path(), media)
    const [there] = (await accepted) as [Socket]
    socket.write(chunk(100))
    await vi.waitFor(() => expect(there.bytesRead).toBe(socket.bytesWritten), { timeout: 60_000 })
    const closed = new Promise((resolve) => there.once('close', resolve))
    socket.destroy()
    await closed
    // Whoever waited for the body has heard of it by then, and has said what there is to say.
    for (let turn = 0; turn < 50; turn++) await nextTurn()
  })
})
