import { errors } from 'oidc-provider'
import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { textsFor } from '#apps/authorization/texts.ts'
import { control } from '#apps/control/app.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { problems } from '#bank/base/problem.ts'
import { clientToken, connect, connectPartner, join, newKeys, openBank } from '#test/support/partners.ts'
import {
  aisp,
  clientOf,
  type Json,
  rejectionOf,
  type TestSandbox,
  testNow,
  testSandbox,
} from '#test/support/sandbox.ts'
import { fetchOverSocket } from '#test/support/sockets.ts'

/* The log of what callers sent to a world, and what it answered, on all ways of a request. */
let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const logPath = (one = world) => `/control/worlds/${one.id}/requests`
const read = (path: string, init: object = {}) => sandbox.request(aisp + path, { token: world.developerToken, ...init })
const log = async (query = '', one: Pick<TestSandbox, 'send'> = sandbox, key = world.controlKey) =>
  (await one.send('GET', `${logPath()}${query}`, undefined, key)).body as Json
const whole = async (id: string, one: Pick<TestSandbox, 'send'> = sandbox) =>
  (await one.send('GET', `${logPath()}/${id}`, undefined, world.controlKey)).body as Json
const named = async (query = '') => (await log(query)).requests.map(({ operation }: Json) => operation)

describe('an entry', () => {
  test('says when, who, what and how it ended', async () => {
    const interactionId = '11111111-1111-4111-8111-111111111111'
    await read('/accounts/acc_0_current/balances', { headers: { 'x-fapi-interaction-id': interactionId } })
    const { requests } = await log()
    expect(requests).toEqual([
      {
        id: expect.stringMatching(/^req_[0-9a-z]+_1$/),
        at: testNow,
        realAt: testNow,
        durationMs: 0,
        interactionId,
        surface: 'open-banking',
        operation: 'GetAccountsAccountIdBalances',
        method: 'GET',
        target: `${aisp}/accounts/acc_0_current/balances`,
        customer: 'cus_0',
        status: 200,
      },
    ])
  })

  test('holds headers and bodies, with secrets masked', async () => {
    const answer = await read('/balances')
    const { request, answer: logged, chain } = await whole((await log()).requests[0].id)
    expect(request.headers).toContainEqual({ name: 'authorization', value: 'Bearer ***' })
    expect(logged.headers).toContainEqual({ name: 'cache-control', value: 'no-store' })
    expect(logged.body).toBe(await answer.text())
    expect(chain.token.id).toMatch(/^tok_[0-9a-f]{16}$/)
  })

  test('names the scenarios that applied, the quiet ones too', async () => {
    await sandbox.send(
      'POST',
      `/control/worlds/${world.id}/faults`,
      { scenario: 'slow', quiet: true },
      world.controlKey,
    )
    await read('/accounts', { headers: { 'x-sandbank-scenario': 'malformed-json' } })
    const [{ id, scenarios }] = (await log()).requests
    expect(scenarios).toEqual([
      { name: 'malformed-json', quiet: false },
      { name: 'slow', quiet: true },
    ])
    const { answer } = await whole(id)
    expect(() => JSON.parse(answer.body)).toThrow()
    expect(answer.headers).toContainEqual({ name: 'x-sandbank-scenario', value: 'malformed-json' })
  })

  test('of a rejected call names its problem', async () => {
    await read('/accounts/acc_9_current')
    const [entry] = (await log()).requests
    expect([entry.status, entry.problem]).toEqual([400, 'account-not-found'])
    const { answer } = await whole(entry.id)
    expect(JSON.parse(answer.body).Code).toBe('account-not-found')
  })

  test('of a caller who was not admitted stands in the log of the world that its token names', async () => {
    const forged = `${world.developerToken.slice(0, -4)}zzzz`
    await read('/accounts', { token: forged })
    const [entry] = (await log()).requests
    expect([entry.status, entry.problem, entry.at]).toEqual([401, 'token-invalid', undefined])
  })

  test('of a long body holds its first 16 KB', async () => {
    const answer = await read('/transactions')
    const length = (await answer.text()).length
    expect(length).toBeGreaterThan(16_384)
    const { answer: logged } = await whole((await log()).requests[0].id)
    expect([logged.body.length, logged.bodyLength, logged.isCut]).toEqual([16_384, length, true])
  })

  test('of a body that is no text holds its length alone', async () => {
    const path = '/accounts/acc_0_current/statements/st_0_current_24321/file'
    const answer = await read(path, { headers: { accept: 'application/pdf' } })
    const length = (await answer.arrayBuffer()).byteLength
    const { answer: logged } = await whole((await log()).requests[0].id)
    expect([logged.body, logged.bodyLength]).toEqual([undefined, length])
  })

  test('leads to the consent, the order and the legs of a payment', async () => {
    const bank = await openBank()
    ;[sandbox, world] = [bank, bank.world]
    const Initiation = {
      InstructionIdentification: 'I1',
      EndToEndIdentification: 'E1',
      InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
      CreditorAccount: {
        SchemeName: 'UK.OBIE.SortCodeAccountNumber',
        Identification: '08080021325698',
        Name: 'Bob Clements',
      },
    }
    const call = async (path: string, body: object): Promise<Json> => {
      const headers = { 'content-type': 'application/json', 'x-idempotency-key': path }
      const init = { method: 'POST', token: world.developerToken, headers, body: JSON.stringify(body) }
      return (await sandbox.request(`/open-banking/v4.0/pisp${path}`, init)).json()
    }
    const made = await call('/domestic-payment-consents', { Data: { Initiation }, Risk: {} })
    const { ConsentId } = made.Data
    const paid = await call('/domestic-payments', { Data: { ConsentId, Initiation }, Risk: {} })
    const [entry] = (await log()).requests
    const { chain, request } = await whole(entry.id)
    expect(JSON.parse(request.body).Data.ConsentId).toBe(ConsentId)
    expect(chain.consent).toMatchObject({ id: ConsentId, kind: 'domestic-payment' })
    expect(chain.order).toMatchObject({ id: paid.Data.DomesticPaymentId, account: 'acc_0_current' })
    expect(chain.legs.map(({ amount }: Json) => amount)).toEqual(['-1234', '1234'])
  })

  test('is not made for a request that reads the log', async () => {
    await log()
    await log()
    expect((await log()).requests).toEqual([])
  })

  test('that cannot be logged fails no answer', async () => {
    const { logged } = sandbox
    const broken = {
      ...(sandbox.sandbox.requestLog as object),
      add: () => {
        throw new Error('full')
      },
    }
    const other = await testSandbox({ requestLog: broken as never })
    const made = await other.createWorld()
    const answer = await other.send('GET', `${aisp}/accounts`, undefined, made.developerToken)
    expect([answer.status, logged]).toEqual([200, []])
    expect(other.logged).toContainEqual(expect.objectContaining({ message: 'the request could not be logged' }))
  })
})

describe('a list', () => {
  test('shows the newest first, in pages', async () => {
    for (let n = 0; n < 150; n++) await read(n % 2 === 0 ? '/accounts' : '/balances')
    const first = await log()
    const second = await log(`?page=${first.next}`)
    expect([first.requests.length, second.requests.length, second.next]).toEqual([100, 50, undefined])
    const ids = [...first.requests, ...second.requests].map(({ id }: Json) => id)
    expect(new Set(ids).size).toBe(150)
    expect(first.requests[0].operation).toBe('GetBalances')
  })

  test.each([
    ['?operation=GetBalances', ['GetBalances']],
    ['?status=400', ['GetAccountsAccountId']],
    ['?status=4xx', ['GetBalances', 'GetAccountsAccountId']],
    ['?problem=account-not-found', ['GetAccountsAccountId']],
    ['?interactionId=22222222-2222-4222-8222-222222222222', ['GetAccounts']],
    ['?since=2026-11-24T09:31:00Z', ['GetBalances']],
    ['?since=2026-11-24T09:31:00Z&status=200', []],
  ])('by %s', async (query, expected) => {
    await read('/accounts', { headers: { 'x-fapi-interaction-id': '22222222-2222-4222-8222-222222222222' } })
    await read('/accounts/acc_9_current')
    sandbox.setReal('2026-11-24T09:31:00.000Z')
    await read('/balances?colour=red', { headers: { accept: 'text/csv' } })
    expect(await named(query)).toEqual(expected)
  })

  test('by a status that cannot be is rejected', async () => {
    expect((await log('?status=9xx')).detail).toBe(
      'query status: must be a status such as 404, a class such as 4xx, or cut (got "9xx")',
    )
  })

  test.each([
    [
      '?operation=GetAcounts',
      /^query operation: must be the id of an operation .* \(got GetAcounts\); did you mean GetAccounts\?$/,
    ],
    ['?operation=createworld', /did you mean CreateWorld\?$/],
    ['?operation=tokn', /did you mean token\?$/],
    ['?problem=consent-statos', /^query problem: must be the code of a problem .*; did you mean consent-status\?$/],
    ['?problem=invalid_grnt', /did you mean invalid_grant\?$/],
    ['?partner=app_none', /^query partner: must be the clientId of a partner of this world \(got app_none\)/],
    ['/live?operation=GetAcounts', /did you mean GetAccounts\?$/],
  ])('by %s, which no request can have, is rejected', async (query, message) => {
    expect((await log(query)).detail).toMatch(message)
  })

  test('takes every operation and problem that a log may name', async () => {
    const operations = [...openBanking.operations, ...control.operations].filter(({ isUnlogged }) => !isUnlogged)
    // The base classes of the errors have no code of their own.
    const oauth = Object.values(errors).flatMap((one) => {
      const { error } = new (one as new (text: string) => { error?: string })('text')
      return error === undefined || error === 'text' ? [] : [error]
    })
    const codes = [...Object.keys(problems), ...oauth, ...Object.keys(textsFor(undefined).pageErrors)]
    expect(codes).toEqual(expect.arrayContaining(['consent-status', 'invalid_grant', 'browser-foreign']))
    const queries = [...operations.map(({ id }) => `?operation=${id}`), ...codes.map((code) => `?problem=${code}`)]
    const rejected = []
    for (const query of queries) if (!(await log(query)).requests) rejected.push(query)
    expect(rejected).toEqual([])
  })

  test('by partner, and by an endpoint of the authorization server', async () => {
    const bank = await openBank()
    ;[sandbox, world] = [bank, bank.world]
    const partner = await join(bank)
    await clientToken(partner)
    await read('/accounts')
    const { consent } = await connect(partner)
    const mine = await log(`?partner=${partner.id}`)
    expect(mine.requests.map(({ operation }: Json) => operation)).toContain('CreateAccountAccessConsents')
    const operations = mine.requests.map(({ operation }: Json) => operation)
    expect(operations.filter((one: string) => ['token', 'par'].includes(one)).sort()).toEqual([
      'par',
      'token',
      'token',
      'token',
    ])
    const made = mine.requests.find(({ operation }: Json) => operation === 'CreateAccountAccessConsents')
    const { chain } = await whole(made.id)
    expect(chain.consent).toEqual({ id: consent, kind: 'account-access', status: 'AUTH' })
    const issued = await whole(chain.token.issuedBy)
    expect([issued.operation, JSON.parse(issued.answer.body).access_token]).toEqual(['token', '***'])
  })

  test('shows nothing of another world', async () => {
    const other = await sandbox.createWorld()
    await sandbox.send('GET', `${aisp}/accounts`, undefined, other.developerToken)
    expect((await log()).requests).toEqual([])
  })

  test('shows nothing from before a reset', async () => {
    await read('/accounts')
    const [{ id }] = (await log()).requests
    await sandbox.send('POST', `/control/worlds/${world.id}/reset`, undefined, world.controlKey)
    expect((await log()).requests).toEqual([])
    expect(rejectionOf(await sandbox.send('GET', `${logPath()}/${id}`, undefined, world.controlKey))).toBe(
      '404 request-not-found',
    )
    await read('/accounts')
    expect(await named()).toEqual(['GetAccounts'])
  })

  test('waits for the next request', async () => {
    let end = () => {}
    const waiting = new Promise<void>((resolve) => {
      end = resolve
    })
    const asked: number[] = []
    sandbox = await testSandbox({ wait: (ms) => Promise.all([asked.push(ms), waiting]) })
    world = await sandbox.createWorld()
    await read('/accounts')
    const { last } = await log()
    const polling = log(`?after=${last}&waitS=20&operation=GetBalances`)
    await read('/accounts')
    await read('/balances')
    const polled = await polling
    expect(asked).toEqual([20_000])
    expect(polled.requests.map(({ operation }: Json) => operation)).toEqual(['GetBalances'])
    const none = log(`?after=${polled.last}&waitS=5`)
    await Promise.resolve().then(end)
    expect((await none).requests).toEqual([])
    expect(asked).toEqual([20_000, 5_000])
  })
})

describe('on all ways of a request', () => {
  const ways: [way: string, over: (one: TestSandbox) => Pick<TestSandbox, 'send' | 'request'>][] = [
    ['over a socket, as on a laptop', ({ surfaces }) => clientOf(fetchOverSocket(surfaces), 'http://sandbank.test')],
    ['without a socket, as in a Lambda', (one) => one],
  ]

  test.each(ways)('%s every request has its entry, with bodies', async (_, over) => {
    const { send, request } = over(sandbox)
    const own = `/authorization/${world.id}`
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    await send('GET', `${aisp}/accounts`, undefined, world.developerToken)
    await send('GET', `${aisp}/nothing`, undefined, world.developerToken)
    await request(`${own}/token`, { method: 'POST', headers: form, body: 'grant_type=nothing&client_id=app_9' })
    await request(`${own}/token`, {
      method: 'POST',
      headers: { ...form, 'x-sandbank-scenario': 'slow; delayMs=1' },
      body: 'grant_type=other',
    })
    await send('GET', `${own}/.well-known/openid-configuration`)
    await send('POST', `${own}/register`, {})
    await request(`${own}/authorize?client_id=app_9`, { headers: { accept: 'text/html' } })
    await send('POST', `/control/worlds/${world.id}/tokens`, { customer: 'cus_1' }, world.controlKey)
    const { requests } = await log('', { send })
    const seen = await Promise.all(
      requests.map(async ({ id, operation, status, problem }: Json) => {
        const { request: sent, answer } = await whole(id, { send })
        return [operation, status, problem, sent.body?.slice(0, 22), answer.body.slice(0, 9)]
      }),
    )
    expect(seen.reverse()).toEqual([
      ['GetAccounts', 200, undefined, undefined, '{"Data":{'],
      [undefined, 404, 'path-unknown', undefined, '{"Id":"00'],
      ['token', 401, 'invalid_client', 'grant_type=nothing&cli', '{"error":'],
      ['token', 400, 'invalid_request', 'grant_type=other', '{"error":'],
      ['metadata', 200, undefined, undefined, '{"acr_val'],
      ['register', 415, 'content-type-unsupported', undefined, '{"error":'],
      ['authorize', 400, 'invalid_client', undefined, '<!doctype'],
      ['CreateToken', 201, undefined, '{"customer":"cus_1"}', '{"id":"to'],
    ])
  })

  test.each([
    ['over a socket', (one: TestSandbox) => fetchOverSocket(one.surfaces)],
    ['without a socket', (one: TestSandbox) => one.fetch],
  ])('%s a token request names the partner, once it has authenticated', async (_, fetchOf) => {
    const bank = await openBank()
    ;[sandbox, world] = [bank, bank.world]
    const reached = { ...bank, fetch: fetchOf(bank) }
    const partner = await join(reached)
    const { privateKey } = await newKeys('ES256')
    const forger = await connectPartner(
      reached,
      { id: partner.id, profile: 'fapi2', authentication: 'private_key_jwt', binding: 'dpop', redirectUris: [] },
      { key: privateKey, kid: partner.kid },
    )
    await clientToken(partner)
    await expect(clientToken(partner, 'paints')).rejects.toThrow()
    await expect(clientToken(forger)).rejects.toThrow()
    const { requests } = await log('?operation=token')
    expect(requests.map(({ status, problem, partner: by }: Json) => [status, problem, by])).toEqual([
      [401, 'invalid_client', undefined],
      [400, 'invalid_scope', partner.id],
      [200, undefined, partner.id],
    ])
  })

  test('a cut connection has an entry without a status', async () => {
    const { request } = clientOf(fetchOverSocket(sandbox.surfaces), 'http://sandbank.test')
    const headers = { 'x-sandbank-scenario': 'commit-then-cut', 'content-type': 'application/json' }
    const body = JSON.stringify({ customer: 'cus_1' })
    const path = `/control/worlds/${world.id}/tokens`
    await expect(request(path, { method: 'POST', headers, body, token: world.controlKey })).rejects.toThrow()
    const [entry] = (await log('?status=cut')).requests
    expect([entry.operation, entry.status, entry.problem]).toEqual(['CreateToken', undefined, 'gateway-timeout'])
    expect((await whole(entry.id)).answer).toBeUndefined()
  })
})
