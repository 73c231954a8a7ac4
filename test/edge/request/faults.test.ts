import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { Risk } from '#test/support/orders.ts'
import { ask, clientToken, join, lodge, openBank, type Partner, post } from '#test/support/partners.ts'
import { pisp } from '#test/support/payers.ts'
import { domestic, pounds } from '#test/support/payment-requests.ts'
import {
  advance,
  aisp,
  clientOf,
  type Json,
  rejectionOf,
  type TestSandbox,
  testSandbox,
} from '#test/support/sandbox.ts'
import { fetchOverSocket } from '#test/support/sockets.ts'

/*
 * Faults that a world arms reach every call, on all ways of a request: through Hono, on the fast
 * path of a socket, and without a socket as in a Lambda.
 */
let sandbox: TestSandbox
let world: NewWorld
const waited: number[] = []

beforeEach(async () => {
  waited.length = 0
  sandbox = await testSandbox({ wait: async (ms) => void waited.push(ms) })
  world = await sandbox.createWorld()
})

const faultsPath = () => `/control/worlds/${world.id}/faults`
const arm = (fault: object, one = sandbox, key = world.controlKey) => one.send('POST', faultsPath(), fault, key)
let partner: Promise<Partner> | undefined
/** Returns one partner of a bank of its own. */
const joinedPartner = () => {
  partner ??= openBank().then((bank) => join(bank))
  return partner
}
const read = (path = '/accounts', token = world.developerToken) => sandbox.send('GET', aisp + path, undefined, token)
const scenarioOf = ({ headers }: { headers: Headers }) => headers.get('x-sandbank-scenario')

describe('an armed fault', () => {
  test('reaches calls that send no header, is named in the answer, and ends when it is disarmed', async () => {
    const armed = await arm({ scenario: 'unavailable', parameters: { retryAfterS: 7 } })
    expect([armed.status, armed.body.id, armed.body.armedAt]).toEqual([201, 'flt_1', '2026-11-24T09:30:00.000Z'])
    const rejected = await read()
    expect([rejectionOf(rejected), rejected.headers.get('retry-after'), scenarioOf(rejected)]).toEqual([
      '503 unavailable',
      '7',
      'unavailable',
    ])
    // The message names no number of seconds, because the parameter sets it.
    expect(rejected.body.Errors[0].Message).toBe('The bank is down for maintenance: 503 with Retry-After')
    expect((await sandbox.send('GET', faultsPath(), undefined, world.controlKey)).body.faults).toEqual([armed.body])
    expect((await sandbox.send('DELETE', `${faultsPath()}/flt_1`, undefined, world.controlKey)).status).toBe(204)
    expect((await read()).status).toBe(200)
    const { body } = await sandbox.send('GET', faultsPath(), undefined, world.controlKey)
    expect(body.faults).toEqual([])
  })

  test('does not name itself if it is quiet', async () => {
    await arm({ scenario: 'server-error', quiet: true })
    expect(scenarioOf(await read())).toBeNull()
  })

  test('reaches no other world, and never the control API', async () => {
    await arm({ scenario: 'server-error' })
    const other = await sandbox.createWorld()
    expect((await read('/accounts', other.developerToken)).status).toBe(200)
    expect((await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)).status).toBe(200)
  })

  test('reaches only what its conditions name', async () => {
    await arm({ scenario: 'server-error', when: { operations: ['GetBalances'] } })
    await arm({ scenario: 'unavailable', when: { account: 'acc_0_savings' } })
    expect((await read()).status).toBe(200)
    expect(rejectionOf(await read('/balances'))).toBe('500 bank-failed')
    expect((await read('/accounts/acc_0_current')).status).toBe(200)
    expect(rejectionOf(await read('/accounts/acc_0_savings/transactions'))).toBe('503 unavailable')
  })

  test("applies between two instants of the world's clock", async () => {
    await arm({ scenario: 'server-error', when: { from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z' } })
    const seen: number[] = []
    for (const days of [0, 1, 1]) {
      if (days > 0) await advance(sandbox, world, { days })
      seen.push((await read()).status)
    }
    expect(seen).toEqual([200, 500, 200])
  })

  test('applies as often as its count says, also to calls at the same time', async () => {
    await arm({ scenario: 'server-error', when: { count: 3 } })
    const answers = await Promise.all(Array.from({ length: 10 }, () => read()))
    expect(answers.filter(({ status }) => status === 500)).toHaveLength(3)
  })

  test('applies with its probability: the same seed and calls give the same faults', async () => {
    const run = async () => {
      const mine = await testSandbox()
      const made = await mine.createWorld({ seed: 'pr-123' })
      const path = `/control/worlds/${made.id}/faults`
      await mine.send('POST', path, { scenario: 'server-error', when: { probability: 0.3 } }, made.controlKey)
      const statuses: number[] = []
      for (let n = 0; n < 100; n++)
        statuses.push((await mine.send('GET', `${aisp}/accounts`, undefined, made.developerToken)).status)
      return statuses
    }
    const [one, other] = [await run(), await run()]
    expect(other).toEqual(one)
    const failed = one.filter((status) => status === 500).length
    expect(failed).toBeGreaterThan(15)
    expect(failed).toBeLessThan(50)
  })

  test('writes nothing without a count and a probability', async () => {
    await arm({ scenario: 'slow-bank' })
    await read()
    const before = sandbox.store.units.write
    await read()
    expect(sandbox.store.units.write).toBe(before)
    expect(waited).toHaveLength(2)
  })

  test('of a bank with response times waits by its quantiles', async () => {
    await arm({ scenario: 'median-bank' })
    for (let n = 0; n < 200; n++) await read(`/accounts?page=cus_${n}`)
    expect(waited).toHaveLength(200)
    expect(waited.every((ms) => ms >= 0 && ms <= 5_000)).toBe(true)
    const middle = waited.toSorted((a, b) => a - b)[100] as number
    expect(middle).toBeGreaterThan(250)
    expect(middle).toBeLessThan(500)
  })

  test.each<[what: string, fault: object, path: string]>([
    ['an unknown scenario', { scenario: 'slo' }, 'scenario'],
    ['an unknown parameter', { scenario: 'slow', parameters: { delay: 5 } }, 'parameters.delay'],
    ['a parameter out of range', { scenario: 'slow', parameters: { delayMs: 999_999 } }, 'parameters.delayMs'],
    ['a probability above 1', { scenario: 'slow', when: { probability: 1.5 } }, 'when.probability'],
    ['an unknown operation', { scenario: 'slow', when: { operations: ['GetAcounts'] } }, 'when.operations.0'],
    [
      'a place where it does not apply',
      { scenario: 'commit-then-cut', when: { operations: ['GetAccounts'] } },
      'when.operations.0',
    ],
    [
      'a partner where the bank knows none',
      { scenario: 'slow', when: { operations: ['token'], partner: 'tpp_1' } },
      'when.partner',
    ],
    [
      'an account where the bank knows none',
      { scenario: 'slow', when: { operations: ['authorize'], account: 'acc_0_current' } },
      'when.account',
    ],
    ['a partner that the world does not have', { scenario: 'slow', when: { partner: 'tpp_1' } }, 'when.partner'],
    ['an account that the bank does not have', { scenario: 'slow', when: { account: 'acc_0_curent' } }, 'when.account'],
    ['an account of no customer', { scenario: 'slow', when: { account: 'acc_9999999_current' } }, 'when.account'],
    ...[
      'CreateDomesticScheduledPayments',
      'CreateInternationalScheduledPayments',
      'CreateDomesticStandingOrders',
      'CreateInternationalStandingOrders',
      'CreateFilePayments',
      'domesticVrpPost',
    ].flatMap((operation) =>
      ['payment-pending', 'payment-held', 'cut-off-missed'].map((scenario): [string, object, string] => [
        `${scenario} at ${operation}`,
        { scenario, when: { operations: ['CreateDomesticPayments', operation] } },
        'when.operations.1',
      ]),
    ),
    [
      'an end before the start',
      { scenario: 'slow', when: { from: '2026-11-26T00:00:00Z', to: '2026-11-25T00:00:00Z' } },
      'when.from',
    ],
    ['an unknown field', { scenario: 'slow', delayMs: 5 }, 'delayMs'],
  ])('with %s is rejected, and nothing is armed', async (_, fault, path) => {
    const answer = await arm(fault)
    expect([answer.status, answer.body.errors[0].path]).toEqual([400, path])
    expect((await sandbox.send('GET', faultsPath(), undefined, world.controlKey)).body.faults).toEqual([])
  })

  test('may name a partner or a developer token of its world, and a rejection names the nearest', async () => {
    const { bank, id } = await joinedPartner()
    ;[sandbox, world] = [bank, bank.world]
    const { body } = await sandbox.send('GET', `/control/worlds/${world.id}/tokens`, undefined, world.controlKey)
    for (const known of [id, body.tokens[0].id]) {
      const armed = await arm({ scenario: 'slow', when: { partner: known } })
      expect(armed.status).toBe(201)
      const path = `${faultsPath()}/${armed.body.id}`
      const wrong = { scenario: 'slow', when: { partner: `${known}x` } }
      const changed = await sandbox.send('PUT', path, wrong, world.controlKey)
      expect([changed.status, changed.body.errors[0].path]).toEqual([400, 'when.partner'])
      expect(changed.body.detail).toContain(`(got ${known}x); did you mean ${known}?`)
      expect((await sandbox.send('DELETE', path, undefined, world.controlKey)).status).toBe(204)
    }
  })

  test('of a misspelt account is rejected with the accounts of its customer', async () => {
    const { body } = await arm({ scenario: 'slow', when: { account: 'acc_0_curent' } })
    expect(body.detail).toMatch(/^when\.account: .*\(got acc_0_curent\); cus_0 has acc_0_current, /)
  })

  test('shows how often it was used, if it has a count', async () => {
    await arm({ scenario: 'slow' })
    const counted = { scenario: 'server-error', when: { count: 2, operations: ['GetBalances'] } }
    expect((await arm(counted)).body.used).toBe(0)
    const list = async () =>
      (await sandbox.send('GET', faultsPath(), undefined, world.controlKey)).body.faults.map(({ used }: Json) => used)
    const seen = [await list()]
    for (let n = 0; n < 3; n++) {
      await read('/balances')
      seen.push(await list())
    }
    expect(seen).toEqual([0, 1, 2, 2].map((used) => [undefined, used]))
    const path = `${faultsPath()}/flt_2`
    expect((await sandbox.send('GET', path, undefined, world.controlKey)).body.used).toBe(2)
    expect((await sandbox.send('PUT', path, counted, world.controlKey)).body.used).toBe(0)
    expect((await list()).at(-1)).toBe(0)
  })

  test('that is replaced gets a new id, and its count starts again', async () => {
    await arm({ scenario: 'server-error', when: { count: 1 } })
    expect((await read()).status).toBe(500)
    const changed = await sandbox.send(
      'PUT',
      `${faultsPath()}/flt_1`,
      { scenario: 'server-error', when: { count: 1 } },
      world.controlKey,
    )
    expect([changed.status, changed.body.id]).toEqual([200, 'flt_2'])
    expect([(await read()).status, (await read()).status]).toEqual([500, 200])
  })

  test('ends with a reset of its world', async () => {
    await arm({ scenario: 'server-error', when: { count: 5 } })
    expect((await read()).status).toBe(500)
    const reset = await sandbox.send('POST', `/control/worlds/${world.id}/reset`, undefined, world.controlKey)
    expect(reset.status).toBe(200)
    expect((await read()).status).toBe(200)
    expect((await arm({ scenario: 'server-error' })).body.id).toBe('flt_1')
  })

  test('is the 51st: the limit is reached', async () => {
    for (let n = 0; n < 50; n++) expect((await arm({ scenario: 'slow' })).status).toBe(201)
    expect(rejectionOf(await arm({ scenario: 'slow' }))).toBe('409 limit-reached')
  })
})

describe('on all ways of a request', () => {
  const ways: [way: string, over: (one: TestSandbox) => Pick<TestSandbox, 'send'>][] = [
    ['over a socket, as on a laptop', ({ surfaces }) => clientOf(fetchOverSocket(surfaces), 'http://sandbank.test')],
    ['without a socket, as in a Lambda', (one) => one],
  ]

  test.each(ways)('%s the bank and its authorization server fail', async (_, over) => {
    const { send } = over(sandbox)
    await arm({ scenario: 'server-error' })
    const answers = [
      await send('GET', `${aisp}/accounts`, undefined, world.developerToken),
      await send('POST', `/authorization/${world.id}/token`, {}),
      await send('GET', `/authorization/${world.id}/.well-known/openid-configuration`),
      await send('POST', `/authorization/${world.id}/register`, {}),
    ]
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 500])
    expect(answers.map(scenarioOf)).toEqual(answers.map(() => 'server-error'))
  })

  test.each(ways)('%s a gateway answers for both', async (_, over) => {
    const { request } = { ...sandbox, ...over(sandbox) } as TestSandbox
    await arm({ scenario: 'gateway-page', quiet: true })
    for (const path of [`${aisp}/accounts`, `/authorization/${world.id}/token`]) {
      const method = path.endsWith('token') ? 'POST' : 'GET'
      const answer = await request(path, {
        method,
        token: world.developerToken,
        ...(method === 'POST' && { body: 'a=b' }),
      })
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-fapi-interaction-id')]).toEqual([
        502,
        'text/html',
        null,
      ])
      expect(await answer.text()).toContain('502 Bad Gateway')
    }
  })

  test.each(ways)('%s two changes of one body: the second leaves alone what is not JSON any more', async (_, over) => {
    const { request } = { ...sandbox, ...over(sandbox) } as TestSandbox
    for (const scenario of ['malformed-json', 'extra-fields', 'unknown-code', 'dead-next']) await arm({ scenario })
    const list = await request(`${aisp}/transactions`, { token: world.developerToken })
    expect([list.status, (await list.text()).endsWith(',}')]).toEqual([200, true])
    const token = await request(`/authorization/${world.id}/token`, { method: 'POST', body: 'a=b' })
    expect([token.status, (await token.text()).endsWith(',}')]).toEqual([400, true])
  })

  test.each(ways)('%s a slow body keeps every cookie of a page', async (_, over) => {
    const { bank } = await joinedPartner()
    ;[sandbox, world] = [bank, bank.world]
    const { request } = { ...sandbox, ...over(sandbox) } as TestSandbox
    const cookiesOf = async () => {
      const { url } = await ask(await joinedPartner(), await lodge(await joinedPartner()))
      const { pathname, search } = new URL(url)
      const answer = await request(pathname + search, { redirect: 'manual' } as never)
      return answer.headers.getSetCookie().map((cookie) => cookie.split('=')[0])
    }
    const plain = await cookiesOf()
    expect(plain.length).toBeGreaterThan(1)
    const armed = await arm({ scenario: 'slow-body', parameters: { bodyMs: 0 } })
    expect(await cookiesOf()).toEqual(plain)
    await sandbox.send('DELETE', `${faultsPath()}/${armed.body.id}`, undefined, world.controlKey)
  })

  describe('a token', () => {
    let partner: Partner
    beforeAll(async () => {
      const bank = await openBank()
      ;[sandbox, world] = [bank, bank.world]
      partner = await join(bank)
    })

    test('is issued although its answer is cut off, and the next request gets one too', async () => {
      ;[sandbox, world] = [partner.bank, partner.bank.world]
      const overSocket = {
        ...partner,
        fetch: (url: string, init?: RequestInit) => fetchOverSocket(partner.bank.surfaces)(new Request(url, init)),
      }
      await arm({ scenario: 'cut-body', when: { operations: ['token'], count: 1 } })
      const asks = { grant_type: 'client_credentials', scope: 'accounts' }
      await expect(post(overSocket as Partner, 'token', asks)).rejects.toThrow()
      expect((await post(overSocket as Partner, 'token', asks)).status).toBe(200)
      expect((await clientToken(partner)).access_token).toBeDefined()
    })
  })
})

describe('an unknown outcome', () => {
  const pay = async (send: (path: string, init: RequestInit & { token: string }) => Promise<Response>, n: number) => {
    const headers = { 'content-type': 'application/json', 'x-idempotency-key': `key ${n}` }
    const call = (path: string, body: object) =>
      send(pisp + path, { method: 'POST', token: world.developerToken, headers, body: JSON.stringify(body) })
    const Initiation = domestic({ InstructedAmount: pounds('0.01') })
    const consent = (await (await call('/domestic-payment-consents', { Data: { Initiation }, Risk })).json()) as Json
    return () =>
      call('/domestic-payments', { Data: { ConsentId: consent.Data.ConsentId, Initiation }, Risk }).then(
        async (answer) => ({ status: answer.status, body: (await answer.json()) as Json }),
      )
  }

  test('commit-then-cut over 500 payments, with retries under the same keys: exactly 500', async () => {
    const { request } = clientOf(fetchOverSocket(sandbox.surfaces), 'http://sandbank.test')
    const send = request as never
    await arm({ scenario: 'commit-then-cut', when: { operations: ['CreateDomesticPayments'], probability: 0.5 } })
    let cut = 0
    for (let n = 0; n < 500; n++) {
      const once = await pay(send, n)
      for (let tries = 0; tries < 20; tries++) {
        const answer = await once().catch(() => undefined)
        if (!answer) cut++
        else {
          expect(answer.status).toBe(201)
          break
        }
      }
    }
    expect(cut).toBeGreaterThan(100)
    const proof = await sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, world.controlKey)
    expect([proof.body.holds, proof.body.orders]).toEqual([true, 500])
  })

  test('without a socket is 504, and the payment is made', async () => {
    await arm({ scenario: 'commit-then-cut', when: { operations: ['CreateDomesticPayments'], count: 1 } })
    const once = await pay(sandbox.request as never, 1)
    const [first, second] = [await once(), await once()]
    expect([rejectionOf(first), second.status]).toEqual(['504 gateway-timeout', 201])
    const proof = await sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, world.controlKey)
    expect(proof.body.orders).toBe(1)
  })

  test('commit-then-error is 500, and the payment is made', async () => {
    await arm({ scenario: 'commit-then-error', when: { operations: ['CreateDomesticPayments'], count: 1 } })
    const once = await pay(sandbox.request as never, 1)
    const [first, second] = [await once(), await once()]
    expect([rejectionOf(first), second.status]).toEqual(['500 bank-failed', 201])
  })
})
