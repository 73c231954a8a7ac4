import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli, type Started, sources, startCli } from '#test/support/reference-impls/cli.ts'

const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`

let folder: string
let sandbox: Started
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-listen-'))
  sandbox = startCli(sources, ['up', '--memory', '--port', '0', '--json'], { cwd: folder })
  const [line] = await sandbox.line(/^\{.*\}$/)
  url = JSON.parse(line).url
})

afterAll(async () => {
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

const call = (...args: string[]) => runCli(sources, args, { cwd: folder })
const startListening = (...args: string[]) => startCli(sources, ['events', 'listen', ...args], { cwd: folder })

type Event = { id: string; type: string; data: Record<string, string> }

/** An app that verifies each event and answers with the next of some statuses, then 204. */
async function startApp(port = 0, statuses: number[] = []) {
  const received: Event[] = []
  const app = createServer(async (request, response) => {
    let body = ''
    for await (const part of request.setEncoding('utf8')) body += part
    received.push(new Webhook(secret).verify(body, request.headers as Record<string, string>) as Event)
    response.writeHead(statuses.shift() ?? 204).end()
  })
  await listenOn(app, port)
  return { app, received, port: (app.address() as { port: number }).port }
}

const listenOn = (app: Server, port: number) => new Promise<void>((done) => void app.listen(port, done))
const close = (app: Server) =>
  new Promise<void>((done) => {
    app.close(() => done())
    app.closeAllConnections()
  })

test('an app that is down gets each event once it is up, in the order of its object', async () => {
  const first = await startApp()
  const { port } = first
  await close(first.app)
  const listening = startListening('--forward-to', `http://localhost:${port}/hook`, '--secret', secret)
  await listening.line(/^ready/)
  await call('pay', '1', 'okafor')
  await listening.line(/-> attempt 1: ECONNREFUSED in \d+ ms, again in 0\.5 s/)
  await listening.line(/payment\.settled/)
  const { app, received } = await startApp(port)
  await listening.line(/-> attempt [2-9]: 204/)
  while (!received.some(({ type }) => type === 'payment.settled')) await listening.line(/: 204/)
  const ofPayment = received.filter(({ data }) => 'DomesticPaymentId' in data).map(({ type }) => type)
  expect(ofPayment[0]).toBe('payment.accepted')
  expect(new Set(received.map(({ id }) => id)).size).toBe(received.length)
  expect((await listening.stop('SIGINT')).code).toBe(0)
  await close(app)
})

test('an app that fails gets the event again, and each attempt has a line', async () => {
  const { app, received, port } = await startApp(0, [500, 503])
  const forward = ['--forward-to', `http://localhost:${port}/`, '--secret', secret, '--kind', 'payment.accepted']
  const listening = startListening(...forward, '--count', '1', '--json')
  await listening.line(/^ready/)
  await call('pay', '1', 'okafor')
  const { code, out } = await listening.ended
  expect(code).toBe(0)
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ type: 'payment.accepted' })
  expect(lines.slice(1)).toMatchObject([
    { event: lines[0].id, attempt: 1, status: 500, isDelivered: false, retryMs: 500 },
    { attempt: 2, status: 503, isDelivered: false, retryMs: 1_000 },
    { attempt: 3, status: 204, isDelivered: true },
  ])
  expect(received).toHaveLength(3)
  await close(app)
})

test('a listener that is stopped names the first event that it did not deliver, which resend sends', async () => {
  const { app, received, port } = await startApp()
  await close(app)
  const target = `http://localhost:${port}/`
  const listening = startListening('--forward-to', target, '--kind', 'payment.accepted')
  await listening.line(/^ready/)
  await call('pay', '1', 'okafor')
  await listening.line(/ECONNREFUSED/)
  const { code, errors } = await listening.stop()
  expect(code).toBe(1)
  const [, id = ''] = /1 event was not delivered: (evt_\w+)\nnext: +sandbank events resend evt_/.exec(errors) ?? []
  await listenOn(app, port)
  const resent = await call('events', 'resend', id, '--forward-to', target, '--secret', secret)
  expect(resent).toMatchObject({ code: 0, out: expect.stringContaining(`${id}  payment.accepted  -> 204`) })
  expect(received).toMatchObject([{ id }])
  await close(app)
  expect(await call('events', 'resend', id, '--forward-to', target)).toMatchObject({ code: 1 })
  expect(await call('events', 'resend', 'evt_none', '--forward-to', target)).toMatchObject({ code: 5 })
})

test('where there is no live stream, as in the cloud, it waits by long poll and misses nothing', async () => {
  // A sandbox whose gateway has no live stream.
  const gateway = createServer(async (request, response) => {
    if (request.url?.includes('/events/live')) return void response.writeHead(404).end('{}')
    const { authorization = '' } = request.headers
    const answer = await fetch(`${url}${request.url}`, { headers: { authorization } })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await listenOn(gateway, 0)
  const { port } = gateway.address() as { port: number }
  const listening = startListening('--url', `http://localhost:${port}`, '--kind', 'payment.accepted', '--count', '2')
  await listening.line(/^ready/)
  await call('pay', '1', 'okafor')
  await listening.line(/payment\.accepted/)
  await call('pay', '2', 'okafor')
  expect(await listening.ended).toMatchObject({ code: 0 })
  await close(gateway)
})

test('a sandbox that is gone is said once, and the listener goes on when it is back', async () => {
  const own = await mkdtemp(join(tmpdir(), 'sandbank-back-'))
  const run = (...args: string[]) => startCli(sources, args, { cwd: own })
  const before = run('up', '--port', '0', '--json')
  const [line] = await before.line(/^\{.*\}$/)
  const { port } = new URL(JSON.parse(line).url)
  const listening = run('events', 'listen', '--kind', 'payment.accepted', '--count', '1')
  await listening.line(/^ready/)
  await before.stop()
  await listening.line(/^no sandbox answers at .*: trying again until it does$/)
  const after = run('up', '--port', port, '--json')
  await after.line(/^\{.*\}$/)
  await runCli(sources, ['pay', '1', 'okafor'], { cwd: own })
  const { code, out } = await listening.ended
  expect(code).toBe(0)
  expect(out).toContain('payment.accepted')
  await after.stop()
  await rm(own, { recursive: true })
})

test.each([
  ['--forward-to', 'localhost:3000', 2, /--forward-to: must be an http or https URL .*\(got localhost:3000\)/],
  ['--secret', 'password', 2, /--secret: must be whsec_ and 24 to 64 bytes in base64/],
  ['--kind', 'payment.acepted', 4, /payment\.accepted/],
])('%s %s is rejected', async (flag, value, code, message) => {
  const ended = await call('events', 'listen', flag, value)
  expect(ended).toMatchObject({ code, out: '' })
  expect(ended.errors).toMatch(message)
})
