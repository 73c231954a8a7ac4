import { Hono } from 'hono'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { ProblemCode } from '#bank/base/problem.ts'
import { operation, Rendered } from '#edge/operation.ts'
import { serve } from '#edge/serve.ts'
import { pisp } from '#test/support/payers.ts'
import { asked } from '#test/support/payments/examples.ts'
import { aisp, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let foreign: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  foreign = await sandbox.createWorld()
})

const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Sends any request. Returns status, headers and JSON body. */
async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit) {
  const response = await sandbox.request(path, { method, headers, ...(body !== undefined && { body }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) }
}
const reading = () => ({ authorization: `Bearer ${world.developerToken}` })

describe('a request with every fault is rejected for one fault after the other, in this order:', () => {
  type Sent = { path: string; headers: Record<string, string>; body: string }
  const wrong = (): Sent => ({
    path: `/control/worlds/${world.id}/tokens?colour=red`,
    headers: {
      'x-fapi-interaction-id': 'one',
      accept: 'text/html',
      'x-sandbank-scenario': 'earthquake',
      'content-type': 'text/plain',
    },
    body: '{"customer":',
  })
  const mend = (sent: Sent, headers: Record<string, string>) => ({ ...sent, headers: { ...sent.headers, ...headers } })
  const without = (sent: Sent, name: string) => {
    const { [name]: _, ...headers } = sent.headers
    return { ...sent, headers }
  }
  const bearing = (token: () => string) => (sent: Sent) => mend(sent, { authorization: `Bearer ${token()}` })

  /** Each rejection, and the change that fixes it. */
  const ladder: [refusal: string, mended: (sent: Sent) => Sent][] = [
    ['400 header-invalid', (sent) => mend(sent, { 'x-fapi-interaction-id': id })],
    ['406 not-acceptable', (sent) => mend(sent, { accept: 'application/json' })],
    ['400 scenario-unknown', (sent) => without(sent, 'x-sandbank-scenario')],
    ['401 token-missing', bearing(() => 'nonsense')],
    ['401 token-invalid', bearing(() => world.developerToken)],
    ['403 grant-insufficient', bearing(() => foreign.controlKey)],
    ['403 world-foreign', bearing(() => world.controlKey)],
    ['400 field-unexpected', (sent) => ({ ...sent, path: sent.path.replace('?colour=red', '') })],
    ['415 content-type-unsupported', (sent) => mend(sent, { 'content-type': 'application/json' })],
    ['400 body-malformed', (sent) => ({ ...sent, body: '{}' })],
    ['400 field-missing', (sent) => ({ ...sent, body: '{"customer":"cus_200"}' })],
    ['400 customer-unknown', (sent) => ({ ...sent, body: '{"customer":"cus_199"}' })],
  ]

  test(ladder.map(([refusal]) => refusal).join(', '), async () => {
    let sent = wrong()
    for (const [refusal, mended] of ladder) {
      expect(rejectionOf(await ask('POST', sent.path, sent.headers, sent.body))).toBe(refusal)
      sent = mended(sent)
    }
    expect((await ask('POST', sent.path, sent.headers, sent.body)).status).toBe(201)
  })

  test('and a scenario takes effect before the token is checked', async () => {
    const answer = await ask('GET', `${aisp}/accounts`, { 'x-sandbank-scenario': 'unavailable' })
    expect(rejectionOf(answer)).toBe('503 unavailable')
  })
})

describe('x-fapi-auth-date', () => {
  const read = (date: string, path = `${aisp}/accounts`) => ask('GET', path, { ...reading(), 'x-fapi-auth-date': date })

  test.each(['Tue, 24 Nov 2026 09:30:00 GMT', 'Sun, 10 Sep 2017 19:43:31 UTC'])('%s is accepted', async (date) => {
    expect((await read(date)).status).toBe(200)
  })

  test.each([
    '2026-11-24',
    '2026-11-24T09:30:00Z',
    'Tue, 24 Nov 2026 09:30:00',
    'Tue, 4 Nov 2026 09:30:00 GMT',
    'tue, 24 nov 2026 09:30:00 gmt',
    'now',
  ])('%s is rejected on the Read/Write API', async (date) => {
    const answer = await read(date)
    expect([answer.status, answer.body.Errors[0].Path]).toEqual([400, 'header x-fapi-auth-date'])
  })

  test('is ignored on the control API', async () => {
    const headers = { authorization: `Bearer ${world.controlKey}`, 'x-fapi-auth-date': 'now' }
    expect((await ask('GET', `/control/worlds/${world.id}`, headers)).status).toBe(200)
  })
})

describe('x-fapi-interaction-id', () => {
  const everywhere: [string, string, string, () => Record<string, string>, string?][] = [
    ['200', 'GET', `${aisp}/accounts`, reading],
    ['201', 'POST', '/control/worlds', () => ({ 'content-type': 'application/json' }), '{}'],
    ['400', 'GET', `${aisp}/accounts/acc_1_student`, reading],
    ['401', 'GET', `${aisp}/accounts`, () => ({})],
    ['403', 'GET', `${aisp}/accounts`, () => ({ authorization: `Bearer ${world.controlKey}` })],
    ['404', 'GET', '/control/nowhere', () => ({})],
    ['405', 'DELETE', `${aisp}/accounts`, reading],
    ['406', 'GET', `${aisp}/accounts`, () => ({ accept: 'text/csv' })],
    ['415', 'POST', '/control/worlds', () => ({ 'content-type': 'text/csv' }), '{}'],
    ['429', 'GET', '/control/personas', () => ({ 'x-sandbank-scenario': 'too-many-requests' })],
    ['500', 'GET', `${aisp}/accounts`, () => ({ 'x-sandbank-scenario': 'server-error' })],
  ]

  test.each(everywhere)('is echoed on a %s: %s %s', async (status, method, path, headers, body) => {
    const answer = await ask(method, path, { ...headers(), 'x-fapi-interaction-id': id }, body)
    expect(String(answer.status)).toBe(status)
    expect(answer.headers.get('x-fapi-interaction-id')).toBe(id)
  })

  test.each(everywhere)('is generated if none was sent, on a %s: %s %s', async (_, method, path, headers, body) => {
    const answer = await ask(method, path, headers(), body)
    expect(answer.headers.get('x-fapi-interaction-id')).toMatch(uuid)
    if (answer.status >= 400) {
      const told = answer.body.Id ?? answer.body.interactionId
      expect(told).toBe(answer.headers.get('x-fapi-interaction-id'))
    }
  })

  test('is echoed on a 204, which has no body', async () => {
    const { id: worldId, controlKey } = await sandbox.createWorld()
    const headers = { authorization: `Bearer ${controlKey}`, 'x-fapi-interaction-id': id }
    const answer = await ask('DELETE', `/control/worlds/${worldId}`, headers)
    expect([answer.status, answer.headers.get('x-fapi-interaction-id'), answer.text]).toEqual([204, id, ''])
  })

  test('is echoed unchanged, capitals included', async () => {
    const sent = id.toUpperCase()
    const answer = await ask('GET', `${aisp}/accounts`, { ...reading(), 'x-fapi-interaction-id': sent })
    expect([answer.status, answer.headers.get('x-fapi-interaction-id')]).toEqual([200, sent])
  })

  test('is echoed if another header is malformed', async () => {
    const sent = { ...reading(), 'content-type': 'application/json', 'x-fapi-interaction-id': id }
    const headers = { ...sent, 'x-idempotency-key': 'x'.repeat(41) }
    const body = JSON.stringify(asked['domestic-payment'])
    const answer = await ask('POST', `${pisp}/domestic-payment-consents`, headers, body)
    expect(rejectionOf(answer)).toBe('400 header-invalid')
    expect([answer.headers.get('x-fapi-interaction-id'), answer.body.Id]).toEqual([id, id])
  })

  test.each(['1', `${id}0`, `{${id}}`, `${id}, ${id}`, id.replaceAll('-', ''), 'g2504e0-4f89-41d3-9a0c-0305e82c3301'])(
    'that is not a UUID, %j, is 400, and the answer has a new one',
    async (sent) => {
      const answer = await ask('GET', `${aisp}/accounts`, { ...reading(), 'x-fapi-interaction-id': sent })
      expect(rejectionOf(answer)).toBe('400 header-invalid')
      expect(answer.body.Errors[0]).toMatchObject({ ErrorCode: 'U006', Path: 'header x-fapi-interaction-id' })
      expect(answer.headers.get('x-fapi-interaction-id')).toMatch(uuid)
      expect(answer.headers.get('x-fapi-interaction-id')).not.toBe(sent)
    },
  )
})

describe('every answer', () => {
  test.each([
    ['a page', 'GET', `${aisp}/accounts`, 'application/json; charset=utf-8'],
    ["the standard's refusal", 'GET', `${aisp}/accounts/none`, 'application/json; charset=utf-8'],
    ["the control API's refusal", 'GET', '/control/nowhere', 'application/problem+json; charset=utf-8'],
  ])('%s, is JSON of its kind, is not stored and is not guessed at', async (_, method, path, type) => {
    const { headers } = await ask(method, path, reading())
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('a scenario', () => {
  test.each([
    ['too-many-requests', '429 too-many-requests', '30'],
    ['unavailable; retryAfterS=7', '503 unavailable', '7'],
    ['server-error', '500 bank-failed', null],
  ])('%s is applied, echoed and carries its headers', async (line, rejection, retryAfter) => {
    for (const path of [`${aisp}/accounts`, '/control/personas', '/open-banking/v4.0/nothing', '/nothing']) {
      const answer = await ask('GET', path, { ...reading(), 'x-sandbank-scenario': line })
      expect(rejectionOf(answer)).toBe(rejection)
      expect(answer.headers.get('x-sandbank-scenario')).toBe(line.split(';')[0])
      expect(answer.headers.get('retry-after')).toBe(retryAfter)
    }
  })

  test('is not echoed if none was requested', async () => {
    expect((await ask('GET', `${aisp}/accounts`, reading())).headers.get('x-sandbank-scenario')).toBeNull()
  })

  test('server-error fails as a bank does, and does not name the sandbox as broken', async () => {
    const answer = await ask('GET', `${aisp}/accounts`, { 'x-sandbank-scenario': 'server-error' })
    expect(rejectionOf(answer)).toBe('500 bank-failed')
    expect(answer.text).not.toContain('sandbox failed')
    expect(answer.body.Errors[0].ErrorCode).toBe('U000')
  })

  test.each<[string, string]>([
    ['server_error', '; did you mean server-error?'],
    ['SERVER-ERROR', '; did you mean server-error?'],
    ['too-many-request', '; did you mean too-many-requests?'],
    ['flood', ''],
    ['toString', ''],
    ['', ''],
  ])('that is unknown, %j, is rejected with the nearest one', async (name, suggestion) => {
    const answer = await ask('GET', `${aisp}/accounts`, { ...reading(), 'x-sandbank-scenario': name })
    expect(rejectionOf(answer)).toBe('400 scenario-unknown')
    expect(answer.body.Errors[0].Message).toBe(
      `header x-sandbank-scenario: must be a name that GET /control/scenarios lists, such as too-many-requests (got ${name})${suggestion}`,
    )
    expect(answer.headers.get('x-sandbank-scenario')).toBeNull()
  })

  test('reads and writes nothing', async () => {
    const before = { ...sandbox.store.units }
    const headers = { 'content-type': 'application/json', 'x-sandbank-scenario': 'unavailable' }
    await ask('POST', '/control/worlds', headers, '{}')
    expect(sandbox.store.units).toEqual(before)
  })

  test('is not our bug, so nothing is logged', () => {
    expect(sandbox.logged).toEqual([])
  })
})

describe("a header of the sandbox's own", () => {
  test('that is misspelt is rejected, and the error lists the known ones', async () => {
    const answer = await ask('GET', `${aisp}/accounts`, { ...reading(), 'X-Sandbank-Scenarios': 'unavailable' })
    expect(rejectionOf(answer)).toBe('400 header-invalid')
    expect(answer.text).toContain(
      'header x-sandbank-scenarios: is unknown; the headers are x-sandbank-scenario, x-sandbank-robot; did you mean x-sandbank-scenario?',
    )
  })

  test('that is meant for the authorization URL is accepted on any call', async () => {
    expect((await ask('GET', `${aisp}/accounts`, { ...reading(), 'x-sandbank-robot': 'approve' })).status).toBe(200)
  })
})

describe('a path', () => {
  test.each([
    ['GET', `${aisp}/account`, `did you mean ${aisp}/accounts? `],
    ['GET', `${aisp}/accounts/`, `did you mean ${aisp}/accounts? `],
    ['GET', `${aisp}/accounts/acc_0_current/nothing`, ''],
    ['GET', `${aisp}/accounts/acc_0_current/balance`, `did you mean ${aisp}/accounts/acc_0_current/balances? `],
    ['GET', '/open-banking/v4.0/accounts', `did you mean ${aisp}/accounts? `],
    ['GET', '/openbanking/v4.0/aisp/accounts', `did you mean ${aisp}/accounts? `],
    ['POST', '/controll/worlds', 'did you mean /control/worlds? '],
    ['GET', '/open-banking/v3.1/aisp/accounts', `did you mean ${aisp}/accounts? `],
    ['POST', '/control/world', 'did you mean /control/worlds? '],
    ['GET', '/control/', ''],
  ])('that leads nowhere is 404, and says which is near and where the list is: %s %s', async (method, path, near) => {
    const answer = await ask(method, path, reading())
    expect(rejectionOf(answer)).toBe('404 path-unknown')
    expect(answer.text).toContain(
      `there is nothing at ${path}; ${near}see http://sandbank.test/openapi.json for every path`,
    )
  })

  test.each([
    ['POST', `${aisp}/accounts`, 'GET'],
    ['PATCH', `${aisp}/accounts/acc_0_current/transactions`, 'GET'],
    ['PUT', '/control/worlds', 'POST, GET'],
    ['POST', '/control/worlds/wld_x', 'GET, PATCH, DELETE'],
    ['GET', '/control/worlds/wld_x/clock/advance', 'POST'],
    ['DELETE', '/control/personas', 'GET'],
  ])('that exists does not answer to %s: 405, %s allows %s', async (method, path, allow) => {
    const answer = await ask(method, path)
    expect(rejectionOf(answer)).toBe('405 method-not-allowed')
    expect(answer.headers.get('allow')).toBe(allow)
    expect(answer.text).toContain(`takes ${allow}, not ${method}`)
  })
})

describe('HEAD', () => {
  test('answers like GET, without the body', async () => {
    const get = await ask('GET', `${aisp}/accounts`, { ...reading(), 'x-fapi-interaction-id': id })
    const head = await ask('HEAD', `${aisp}/accounts`, { ...reading(), 'x-fapi-interaction-id': id })
    expect([head.status, head.text]).toEqual([200, ''])
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers))
  })

  test('needs the same token, and is rejected on paths without GET', async () => {
    expect((await ask('HEAD', `${aisp}/accounts`)).status).toBe(401)
    const answer = await ask('HEAD', '/control/worlds/wld_x/clock/advance')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('OPTIONS', () => {
  test('is rejected like any unsupported method: 405, and Allow lists the methods', async () => {
    const answer = await ask('OPTIONS', '/control/worlds')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, GET'])
  })

  test('allows no other origin: as at a real bank, browsers call it from its own pages only', async () => {
    const headers = { origin: 'https://elsewhere.test', 'access-control-request-method': 'GET' }
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await ask(method, `${aisp}/accounts`, { ...reading(), ...headers })
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })
})

describe('an unexpected error', () => {
  const secret = 'the password of the database is hunter2'

  /** Returns a sandbox whose store fails from now on. */
  async function broken() {
    const sound = await testSandbox()
    const { developerToken, controlKey, id: worldId } = await sound.createWorld()
    const fail = () => {
      throw new TypeError(secret)
    }
    const store = { ...sound.store, get: fail, list: fail, commit: fail }
    return { ...(await testSandbox({ store })), developerToken, controlKey, worldId }
  }

  test.each([
    ['GET', `${aisp}/accounts`],
    ['GET', '/control/worlds'],
    ['POST', '/control/worlds'],
  ])('is a bare 500: %s %s tells only whose fault it is, and the interaction id', async (method, path) => {
    const { request, logged, developerToken } = await broken()
    const response = await request(path, {
      method,
      token: developerToken,
      headers: { 'x-fapi-interaction-id': id, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{}' }),
    })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(response.headers.get('x-fapi-interaction-id')).toBe(id)
    expect(text).toContain(`the sandbox failed, not your request; report it with the interaction id ${id}`)
    for (const leak of ['hunter2', 'TypeError', 'node:', '.ts', 'stack', developerToken])
      expect(text).not.toContain(leak)
    expect(logged).toEqual([
      {
        level: 'error',
        interactionId: id,
        message: 'unexpected error while handling a request',
        error: expect.objectContaining({ message: secret }),
      },
    ])
  })

  test('is logged under the generated interaction id, if the caller sent none', async () => {
    const { send, logged, developerToken } = await broken()
    const { headers } = await send('GET', `${aisp}/accounts`, undefined, developerToken)
    expect(logged).toMatchObject([{ interactionId: headers.get('x-fapi-interaction-id') }])
  })
})

describe('the answer of an operation', () => {
  const schema = z.strictObject({ name: z.string() })
  const surface = (answer: object | Rendered) => ({
    name: 'test',
    title: 'Test',
    base: '/test',
    errorForm: 'details' as const,
    operations: [
      operation({
        id: 'Get',
        tag: 'Test',
        summary: 'Test',
        method: 'get',
        path: '/it',
        needs: 'anyone',
        returns: { status: 200, schema },
        problems: [] as ProblemCode[],
        run: async () => answer as { name: string },
      }),
    ],
  })
  async function answered(answer: object, strict: boolean) {
    const app = new Hono()
    const readAsset = () => Promise.reject(new Error('no assets'))
    serve(app, [surface(answer)], { sandbox: sandbox.sandbox, strict, readAsset })
    return app.request('/test/it')
  }

  test.each([
    ['more than its schema says', { name: 'a', secret: 'b' }],
    ['less than its schema says', {}],
    ['a text that its schema does not know', new Rendered('{"name":1}')],
    ['a text that is no JSON', new Rendered('{"name"')],
  ])('with %s is a bug, which strict mode finds: 500', async (_, answer) => {
    const before = sandbox.logged.length
    expect((await answered(answer, true)).status).toBe(500)
    expect(sandbox.logged.splice(before).length).toBe(1)
  })

  test.each([
    ['an object', { name: 'a' }],
    ['a text', new Rendered('{"name":"a"}')],
  ])('as its schema says, in %s, is sent', async (_, answer) => {
    for (const strict of [true, false]) {
      const response = await answered(answer, strict)
      expect([response.status, await response.text()]).toEqual([200, '{"name":"a"}'])
    }
  })
})
