import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import 'reflect-metadata'
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { afterEach, describe, expect, test } from 'vitest'
import { createSender } from '#worker/deliver/send.ts'

const open: { close(done: () => void): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((done) => server.close(done))
})

async function portOf(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close: (done) => {
      if ('closeAllConnections' in server) server.closeAllConnections()
      server.close(done)
    },
  })
  return (server.address() as AddressInfo).port
}

/** Opens a receiver that answers with `answer`, and returns its URL. */
const receive = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await portOf(createServer(answer))}/events`

const send = createSender({ isLocal: true, now: () => performance.now() })
const message = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
  body: '{"ü":1}',
})

describe('what is sent and read', () => {
  test('a POST with the headers and the body of the message', async () => {
    let seen: (IncomingMessage & { text?: string }) | undefined
    const url = await receive(async (request, response) => {
      seen = request
      seen.text = (await request.toArray()).join('')
      response.writeHead(202).end('thank you')
    })
    const sent = await send(message(url))
    expect(sent).toEqual({ status: 202, body: 'thank you', durationMs: expect.any(Number) })
    expect(seen?.method).toBe('POST')
    expect(seen?.url).toBe('/events')
    expect(seen?.text).toBe('{"ü":1}')
    expect(seen?.headers).toMatchObject({ 'webhook-id': 'evt_1', 'content-length': '8' })
  })

  test('a redirect is an answer, and is not followed', async () => {
    let calls = 0
    const target = await receive((_, response) => {
      calls++
      response.end()
    })
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await receive((_, response) => response.writeHead(status, { location: target }).end())
      expect(await send(message(url))).toMatchObject({ status })
    }
    expect(calls).toBe(0)
  })

  test('the body of an answer is read up to 16 KB', async () => {
    const url = await receive((_, response) => {
      response.writeHead(200)
      const write = () => {
        if (response.write('x'.repeat(8_192)) && !response.destroyed) setImmediate(write)
      }
      write()
    })
    const { status, body } = await send(message(url))
    expect([status, body?.length]).toEqual([200, 16_384])
  })

  test('headers of more than 16 KB are an error', async () => {
    const url = await receive((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end())
    expect((await send(message(url))).error).toMatch(/^127\.0\.0\.1:\d+ sent headers of more than 16 KB$/)
  })

  test('the header Retry-After', async () => {
    const url = await receive((_, response) => response.writeHead(503, { 'retry-after': '120' }).end())
    expect(await send(message(url))).toMatchObject({ status: 503, retryAfter: '120' })
  })
})

describe('what goes wrong', () => {
  const impatient = createSender({ isLocal: true, now: () => performance.now(), timeoutMs: 100 })

  test('a receiver that does not answer', async () => {
    const url = await receive(() => {})
    expect((await impatient(message(url))).error).toMatch(/ did not answer within 0\.1 seconds$/)
  })

  test('a receiver whose body does not end: its status counts', async () => {
    const url = await receive((_, response) => void response.writeHead(200).write('beginning'))
    expect(await impatient(message(url))).toMatchObject({ status: 200, body: 'beginning' })
  })

  test('nothing listens', async () => {
    const port = await portOf(createSocketServer())
    for (const server of open.splice(0)) await new Promise<void>((done) => server.close(done))
    expect((await send(message(`http://127.0.0.1:${port}/`))).error).toBe(
      `127.0.0.1:${port} refused the connection: nothing listens there`,
    )
  })

  test.each([
    ['closes the connection', (socket: Socket) => socket.destroy(), 'closed the connection without an answer'],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy(), 'closed the connection without an answer'],
    ['answers in another protocol', (socket: Socket) => socket.end('220 smtp\r\n'), 'did not answer in HTTP'],
    [
      'switches protocols',
      (socket: Socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'closed the connection without an answer',
    ],
  ])('a receiver that %s', async (_, act, error) => {
    const port = await portOf(
      createSocketServer((socket) => void socket.once('data', () => act(socket)).on('error', () => {})),
    )
    expect((await impatient(message(`http://127.0.0.1:${port}/`))).error).toContain(error)
  })

  test('a header that cannot be sent', async () => {
    const url = await receive((_, response) => response.end())
    expect((await send({ ...message(url), headers: { 'x-name': 'a\r\nb' } })).error).toMatch(/Invalid character/)
  })

  test('a kept connection that the receiver has closed: the message goes over another one', async () => {
    let sockets = 0
    const server = createServer((request, response) => {
      sockets++
      response.end()
      // It ends the connection when the next message arrives.
      request.socket.once('data', () => request.socket.resetAndDestroy())
    })
    const port = await portOf(server)
    expect(await send(message(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 200 })
    await new Promise((done) => setImmediate(done))
    expect(await send(message(`http://127.0.0.1:${port}/`))).toMatchObject({ status: 200 })
    expect(sockets).toBe(2)
  })
})

describe('the address that was checked', () => {
  const cloud = (resolve: (name: string) => Promise<{ address: string; family: number }[]>, ca?: string) =>
    createSender({ isLocal: false, now: () => 0, timeoutMs: 2_000, resolve, ...(ca && { ca }) })
  const v4 = (address: string) => ({ address, family: 4 })

  test('the cloud rejects a URL that it would not register', async () => {
    const neverResolve = () => Promise.reject(new Error('resolved'))
    for (const url of ['http://app.example/', 'https://127.0.0.1/', 'https://[::1]/', 'https://app.example:22/'])
      expect((await cloud(neverResolve)(message(url))).error).toMatch(/^url: must /)
  })

  test.each([
    ['127.0.0.1', 'the sandbox itself'],
    ['10.0.0.1', 'a private address'],
    ['169.254.169.254', 'a link-local address'],
    ['::ffff:169.254.169.254', 'an IPv6 address that holds an IPv4 address'],
    ['64:ff9b::a9fe:a9fe', 'an IPv6 address that holds an IPv4 address'],
  ])('a name that leads to %s', async (address, why) => {
    const send = cloud(async () => [v4('8.8.8.8'), { address, family: address.includes(':') ? 6 : 4 }])
    expect((await send(message('https://app.example/'))).error).toContain(`must not lead to ${why}`)
  })

  test('a name without an address', async () => {
    expect((await cloud(async () => [])(message('https://app.example/'))).error).toBe(
      'the name app.example cannot be resolved (ENOTFOUND)',
    )
  })

  test('a name that leads elsewhere the second time is resolved once for each connection', async () => {
    const asked: string[] = []
    const send = cloud(async (name) => {
      asked.push(name)
      return [v4(asked.length === 1 ? '10.0.0.1' : '127.0.0.1')]
    })
    expect((await send(message('https://app.example/'))).error).toContain('(got 10.0.0.1)')
    expect((await send(message('https://app.example/'))).error).toContain('(got 127.0.0.1)')
    expect(asked).toEqual(['app.example', 'app.example'])
  })

  test('the connection goes to the resolved address, and a kept one stays there', async () => {
    let [sockets, asked] = [0, 0]
    const server = createServer((_, response) => response.end()).on('connection', () => sockets++)
    const port = await portOf(server)
    const resolve = async () => [v4(asked++ === 0 ? '127.0.0.1' : '169.254.169.254')]
    const send = createSender({ isLocal: true, now: () => 0, resolve })
    const url = `http://app.example:${port}/`
    expect(await send(message(url))).toMatchObject({ status: 200 })
    expect(await send(message(url))).toMatchObject({ status: 200 })
    expect([sockets, asked]).toEqual([1, 1])
    server.closeAllConnections()
    expect((await send(message(url))).error).toContain('a link-local address')
  })

  test('TLS verifies the name of the URL, not the address', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=app.example',
      keys,
      notAfter: new Date(Date.now() + 86_400_000),
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'app.example' }])],
    })
    const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
    const cert = certificate.toString('pem')
    const names: unknown[] = []
    const server = createTlsServer(
      { cert, key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n` },
      (request, response) => {
        names.push((request.socket as TLSSocket & { servername?: string }).servername)
        response.end()
      },
    )
    const port = await portOf(server)
    const settings = { isLocal: true, now: () => 0, resolve: async () => [v4('127.0.0.1')] }
    const trusting = createSender({ ...settings, ca: cert })
    expect(await trusting(message(`https://app.example:${port}/`))).toMatchObject({ status: 200 })
    expect(names).toEqual(['app.example'])
    expect((await trusting(message(`https://other.example:${port}/`))).error).toContain(
      'is not accepted (ERR_TLS_CERT_ALTNAME_INVALID)',
    )
    expect((await createSender(settings)(message(`https://app.example:${port}/`))).error).toContain('TLS certificate')
  })
})
