import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '#listen'
import { testSandbox } from '#test/support/sandbox.ts'

let port: number
let world: string
let server: ReturnType<typeof listen>
beforeAll(async () => {
  const sandbox = await testSandbox()
  world = (await sandbox.createWorld()).id
  server = listen(() => sandbox.surfaces, 0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

/** Sends chunks without end, and returns how many bytes the server took until it closed. */
async function sendWithoutEnd(head: string): Promise<{ answer: string; megabytes: number }> {
  const socket: Socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text
  })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(`${head}\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`)
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const closed = new Promise((resolve) => socket.once('close', resolve))
  while (!socket.destroyed && socket.bytesWritten < 2 ** 30) {
    const isRoom = socket.write(chunk)
    await (isRoom
      ? new Promise(setImmediate)
      : Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]))
  }
  const megabytes = socket.bytesWritten / 2 ** 20
  socket.destroy()
  return { answer: answer.slice(0, 12), megabytes }
}

describe('a body without end is cut off', () => {
  const form = 'Content-Type: application/x-www-form-urlencoded'
  test.each([
    ['the token endpoint', () => `POST /authorization/${world}/token HTTP/1.1\r\n${form}`, 'HTTP/1.1 413'],
    [
      'the token endpoint of an unknown world',
      () => `POST /authorization/wld_none/token HTTP/1.1\r\n${form}`,
      'HTTP/1.1 404',
    ],
    ['a GET', () => 'GET /open-banking/v4.0/aisp/accounts HTTP/1.1', 'HTTP/1.1 401'],
    ['an unknown path', () => 'POST /nowhere HTTP/1.1', 'HTTP/1.1 404'],
    ['a JSON body', () => 'POST /control/worlds HTTP/1.1\r\nContent-Type: application/json', 'HTTP/1.1 413'],
  ])('%s', async (_, head, status) => {
    const { answer, megabytes } = await sendWithoutEnd(head())
    expect(answer).toBe(status)
    // The server's limit, and what the system buffers on the way.
    expect(megabytes).toBeLessThan(200)
  })
})

test('a connection that sends nothing, or no whole request, is closed in time', () => {
  const { headersTimeout, requestTimeout, timeout } = server
  expect([headersTimeout, requestTimeout, timeout]).toEqual([10_000, 60_000, 0])
})
