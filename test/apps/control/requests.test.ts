import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { listen } from '#listen'
import { aisp, type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let base: string

/** Opens a sandbox on a real server, under the address that its links name. */
async function openServer(): Promise<void> {
  let surfaces: TestSandbox['surfaces'] | undefined
  const server = listen(() => surfaces as TestSandbox['surfaces'], 0, '127.0.0.1').unref()
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  sandbox = await testSandbox({ baseUrl: base, wait: () => new Promise((resolve) => setTimeout(resolve, 200).unref()) })
  surfaces = sandbox.surfaces
  world = await sandbox.createWorld()
}
beforeEach(openServer)

const logPath = () => `/control/worlds/${world.id}/requests`
const newest = async (): Promise<Json> =>
  (await sandbox.send('GET', logPath(), undefined, world.controlKey)).body.requests[0]
const shown = async (as: string): Promise<Response> =>
  sandbox.request(`${logPath()}/${(await newest()).id}?as=${as}`, { token: world.controlKey })

const consentBody = JSON.stringify({ Data: { Initiation: { note: "it's" } }, Risk: {} })

describe('?as=curl', () => {
  test('runs against the sandbox when its variables are set, and gets the same answer', async () => {
    const headers = { 'content-type': 'application/json', 'x-idempotency-key': 'k 1' }
    const path = '/open-banking/v4.0/pisp/domestic-payment-consents'
    const first = await sandbox.request(path, {
      method: 'POST',
      token: world.developerToken,
      headers,
      body: consentBody,
    })
    const answer = await shown('curl')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const script = await answer.text()
    expect(script).toContain('# Secrets are not logged. Set these variables first: TOKEN')
    expect(script).not.toContain(world.developerToken)
    const env = { ...process.env, TOKEN: world.developerToken }
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { env })
    const [, body = ''] = stdout.split(/\r\n\r\n/)
    expect(stdout).toMatch(/^HTTP\/1.1 400/)
    expect({ ...JSON.parse(body), Id: '' }).toEqual({ ...((await first.json()) as object), Id: '' })
  })

  test('has variables for the secrets of a body and a query', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = 'grant_type=refresh_token&refresh_token=secret&client_id=a'
    await sandbox.request(`/authorization/${world.id}/token?code=abc`, { method: 'POST', headers: form, body })
    const script = await (await shown('curl')).text()
    expect(script).toContain(`'${base}/authorization/${world.id}/token?code='"$SECRET_1"`)
    expect(script).toContain(`--data-raw 'grant_type=refresh_token&refresh_token='"$SECRET_2"'&client_id=a'`)
  })
})

describe('?as=har', () => {
  test('is valid HAR 1.2', async () => {
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const validate = ajv.compile(har12)
    await sandbox.send('GET', `${aisp}/balances?colour=red`, undefined, world.developerToken)
    const rejected = await (await shown('har')).json()
    await sandbox.request('/open-banking/v4.0/pisp/domestic-payment-consents', {
      ...{ method: 'POST', token: world.developerToken, body: consentBody },
      headers: { 'content-type': 'application/json', 'x-idempotency-key': 'k' },
    })
    const posted = (await (await shown('har')).json()) as Json
    for (const one of [rejected, posted]) {
      validate(one)
      expect(validate.errors).toBeNull()
    }
    const [{ request, response }] = posted.log.entries
    expect([request.method, request.postData.text, response.status]).toEqual(['POST', consentBody, 400])
    expect(JSON.stringify(posted)).not.toContain(world.developerToken)
  })
})

describe('the live stream', () => {
  const follow = async (query = '') => {
    const answer = await fetch(`${base}${logPath()}/live${query}`, {
      headers: { authorization: `Bearer ${world.controlKey}` },
    })
    return { answer, reader: (answer.body as ReadableStream<Uint8Array>).getReader() }
  }
  const readUntil = async (reader: ReadableStreamDefaultReader<Uint8Array>, what: RegExp): Promise<string> => {
    let text = ''
    while (!what.test(text)) {
      const { done, value } = await reader.read()
      if (done) return text
      text += Buffer.from(value).toString()
    }
    return text
  }

  test('sends each request of its world as an event over a socket, filtered', async () => {
    const { answer, reader } = await follow('?operation=GetBalances')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const other = await sandbox.createWorld()
    await sandbox.send('GET', `${aisp}/balances`, undefined, other.developerToken)
    await sandbox.send('GET', `${aisp}/accounts`, undefined, world.developerToken)
    await sandbox.send('GET', `${aisp}/balances`, undefined, world.developerToken)
    const text = await readUntil(reader, /data: .*\n\n/)
    const [, id, data] = /id: (\S+)\nevent: request\ndata: (.*)\n\n/.exec(text) ?? []
    expect(JSON.parse(data as string)).toEqual(await newest())
    expect(id).toBe((await newest()).id)
    await reader.cancel()
  })

  test('ends after its seconds', async () => {
    const { reader } = await follow('?seconds=1')
    expect(await readUntil(reader, /never/)).toMatch(/^: the requests of this world\n\n/)
  })

  test('ends when its world is deleted', async () => {
    const { reader } = await follow()
    await sandbox.send('DELETE', `/control/worlds/${world.id}`, undefined, world.controlKey)
    expect(await readUntil(reader, /never/)).toContain('"operation":"DeleteWorld"')
  })
})

/** HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): required fields and types. */
const text = { type: 'string' }
const size = { type: 'integer', minimum: -1 }
const pairs = {
  type: 'array',
  items: { type: 'object', required: ['name', 'value'], properties: { name: text, value: text } },
}
const har12 = {
  type: 'object',
  required: ['log'],
  properties: {
    log: {
      type: 'object',
      required: ['version', 'creator', 'entries'],
      properties: {
        version: { const: '1.2' },
        creator: { type: 'object', required: ['name', 'version'], properties: { name: text, version: text } },
        entries: {
          type: 'array',
          items: {
            type: 'object',
            required: ['startedDateTime', 'time', 'request', 'response', 'cache', 'timings'],
            properties: {
              startedDateTime: { type: 'string', format: 'date-time' },
              time: { type: 'number', minimum: 0 },
              request: {
                type: 'object',
                required: [
                  ...['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize'],
                ],
                properties: {
                  ...{ method: text, url: { type: 'string', format: 'uri' }, httpVersion: text, cookies: pairs },
                  ...{ headers: pairs, queryString: pairs, headersSize: size, bodySize: size },
                  postData: { type: 'object', required: ['mimeType', 'text'] },
                },
              },
              response: {
                type: 'object',
                required: [
                  ...['status', 'statusText', 'httpVersion', 'cookies', 'headers', 'content', 'redirectURL'],
                  ...['headersSize', 'bodySize'],
                ],
                properties: {
                  ...{ status: { type: 'integer' }, statusText: text, httpVersion: text, cookies: pairs },
                  ...{ headers: pairs, redirectURL: text, headersSize: size, bodySize: size },
                  content: { type: 'object', required: ['size', 'mimeType'], properties: { size, mimeType: text } },
                },
              },
              cache: { type: 'object' },
              timings: { type: 'object', required: ['send', 'wait', 'receive'] },
            },
          },
        },
      },
    },
  },
}
