import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { WebhookRequest } from '#bank/events/webhook-requests.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'
import { createSender } from '#worker/deliver/send.ts'

const guide = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8')

/** Runs the receiver of the guide, which this repository holds, on a free port. */
async function startReceiver(secret: string, log: unknown[][]): Promise<Server> {
  const [, block = ''] = /```js\n([\s\S]*?)```/.exec(guide) ?? []
  const lines = block.split('\n').map((line) => line.trim())
  expect(lines.filter((line) => line.startsWith('import '))).toEqual([
    "import { createServer } from 'node:http'",
    "import { Webhook } from 'standardwebhooks'",
  ])
  const code = `${lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replace('3000', '0')}\nreturn server`
  const console = { log: (...words: unknown[]) => log.push(words) }
  const process = { env: { WEBHOOK_SECRET: secret } }
  const server: Server = new Function('createServer', 'Webhook', 'console', 'process', code)(
    ...[createServer, Webhook, console, process],
  )
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

test("the guide's receiver accepts a message, and refuses one that another secret signs", async () => {
  const bank = await testSandbox({ isLocal: true, send: createSender({ isLocal: true, now: Date.now }) })
  bank.setReal(new Date().toISOString())
  const world = await bank.createWorld()
  const path = `/control/worlds/${world.id}/webhooks`
  const call = async (below = '', body?: object) => (await bank.send('POST', path + below, body, world.controlKey)).body
  const log: Json[][] = []
  const { id, secret } = await call('', { url: 'http://localhost:3000/webhooks' })
  const server = await startReceiver(secret, log)
  try {
    const url = `http://localhost:${(server.address() as AddressInfo).port}/webhooks`
    await bank.send('PATCH', `${path}/${id}`, { url }, world.controlKey)
    expect(await call(`/${id}/test`)).toMatchObject({ isDelivered: true, status: 204 })
    expect(log).toEqual([[expect.stringMatching(/^test_/), 'webhook.test', { webhook: id }]])
    await call(`/${id}/rotate-secret`)
    expect(await call(`/${id}/test`)).toMatchObject({ isDelivered: true, status: 204 })
    await call(`/${id}/rotate-secret`, { oldSignsForHours: 0 })
    expect(await call(`/${id}/test`)).toMatchObject({
      isDelivered: false,
      status: 400,
      body: 'No matching signature found',
    })
    expect(log).toHaveLength(2)
  } finally {
    server.close()
  }
})

test('the guide names every field of the request', () => {
  const [, table = ''] = /## Choose what is sent\n([\s\S]*?)\n## /.exec(guide) ?? []
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field)
  expect(rows).toEqual(Object.keys(WebhookRequest.shape))
})
