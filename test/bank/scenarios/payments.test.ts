import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { findConsent } from '#actions/consents/consents.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { placeOrder } from '#actions/payments/orders.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { forcedOutcomes, paymentScenarios } from '#bank/scenarios/payments.ts'
import type { Place, Scenario } from '#bank/scenarios/scenario.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { placeOf } from '#edge/request/place.ts'
import { consents } from '#store/records.ts'
import { worldOf } from '#test/support/grants.ts'
import { bodyOf, type Family, familiesOf } from '#test/support/operations/families.ts'
import { fund } from '#test/support/payers.ts'
import { externalPayee, type PaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { advance, aisp, allOf, balanceOf, type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * Every payment scenario at every operation where it says that it applies, asked for by header and
 * armed. A developer token is the app and the customer at once. The world begins on Tuesday 24
 * November 2026, 09:30.
 */
let sandbox: TestSandbox
let world: NewWorld
let families: readonly Family[]
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  await fund(sandbox, world, { acc_0_current: '10000.00' })
  const { body } = await sandbox.send('GET', `${aisp}/accounts/acc_0_current`, undefined, token())
  families = familiesOf(body.Data.Account[0].Account[0].Identification)
})

const token = () => world.developerToken
let sent = 0

async function call(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
  const headers = { 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}`, ...more }
  const response = await sandbox.request(openBanking.base + path, {
    method,
    token: token(),
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Json }
}

const proof = async () =>
  (await sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, world.controlKey)).body
const faultsPath = () => `/control/worlds/${world.id}/faults`

/** The ways to ask for a scenario: each returns the headers to send with the call. */
const ways: readonly (readonly [
  way: string,
  ask: (line: string, operation: string) => Promise<Record<string, string>>,
])[] = [
  ['by header', async (line) => ({ 'x-sandbank-scenario': line })],
  [
    'armed',
    async (line, operation) => {
      const [scenario, parameter] = line.split('; ')
      const [name = '', value] = parameter?.split('=') ?? []
      const parameters = value === undefined ? {} : { [name]: Number(value) }
      const fault = { scenario, parameters, when: { operations: [operation], count: 1 } }
      const { status, body } = await sandbox.send('POST', faultsPath(), fault, world.controlKey)
      expect(status, JSON.stringify(body)).toBe(201)
      return {}
    },
  ],
]

/** The operations where a scenario applies, each with the steps that it needs before. */
const operationsOf = ({ appliesTo }: Pick<Scenario, 'appliesTo'>, is: (path: string) => boolean) =>
  openBanking.operations.flatMap((operation) => {
    const { path } = operation
    if (!appliesTo(placeOf(openBanking, operation)) || !is(path)) return []
    const family = families.find(
      ({ consents, orders }) => path.startsWith(`${consents}/`) || path === consents || path === orders,
    )
    if (!family) throw new Error(`${operation.id} has no family`)
    return { ...operation, family }
  })

/** Creates a consent, with its file if it is one to a file. */
async function lodge({ consents, consentBody, file }: Family, headers: Record<string, string> = {}): Promise<string> {
  const { status, body } = await call('POST', consents, consentBody, headers)
  expect(status, JSON.stringify(body)).toBe(201)
  const { ConsentId } = body.Data
  if (file) expect((await call('POST', `${consents}/${ConsentId}/file`, file)).status).toBe(200)
  return ConsentId
}

/** Makes an order, and the same again by the same key. Returns how to read it. */
async function order(family: Family, headers: Record<string, string>, key = `order ${++sent}`) {
  const { orders = '', orderBody } = family
  const asked = orderBody?.(await lodge(family))
  const more = { ...headers, 'x-idempotency-key': key }
  const { status, body, ...answer } = await call('POST', orders, asked, more)
  expect(status, JSON.stringify(body)).toBe(201)
  const path = new URL(body.Links.Self).pathname.slice(openBanking.base.length)
  const again = await call('POST', orders, asked, { 'x-idempotency-key': key })
  expect([again.status, again.body.Links.Self]).toEqual([201, body.Links.Self])
  return { path, id: path.split('/').at(-1) as string, scenario: answer.headers.get('x-sandbank-scenario') }
}

const isOrder = (path: string) => families.some(({ orders, scope }) => orders === path && scope === 'payments')

/** Returns the status of an order and the code of its reason. */
async function statusOf(path: string): Promise<string> {
  const { Status, StatusReason } = (await call('GET', path)).body.Data
  return StatusReason ? `${Status} ${StatusReason[0].StatusReasonCode}` : Status
}

describe.each(ways)('%s', (_, ask) => {
  test.each([
    ['payment-rejected', 'RJCT AC03', 'INCO'],
    ['payment-returned', 'RJCT AC06', 'INCO'],
    ['insufficient-funds', 'RJCT AM04', 'INFA AM04'],
    ['account-blocked', 'RJCT AC06', 'INFA AC06'],
    ['account-closed', 'RJCT AC07', 'INFA AC07'],
  ] as const)('%s ends every kind of order, and the money is back or was never moved', async (name, single, series) => {
    const made: { id: string; path: string; operation: string }[] = []
    for (const { id, path, family } of operationsOf(paymentScenarios[name], isOrder)) {
      const { scenario, ...placed } = await order(family, await ask(name, id))
      expect(scenario).toBe(name)
      made.push({ ...placed, operation: id })
      expect(path).toBe(family.orders)
    }
    expect(made).toHaveLength(8)
    await advance(sandbox, world, { to: '2026-12-28T12:00:00Z' })
    for (const { path, operation } of made) {
      const isSeries = /StandingOrders|FilePayments/.test(operation)
      expect([operation, await statusOf(path)]).toEqual([operation, isSeries ? series : single])
      expect([operation, (await call('GET', `${path}/payment-details`)).status]).toEqual([operation, 200])
    }
    expect(await proof()).toMatchObject({ holds: true })
    // Charges of international payments are not returned; every amount is.
    const since = `${aisp}/accounts/acc_0_current/transactions?fromBookingDateTime=2026-11-24T09:30:00`
    const entries = await allOf(sandbox, since, token(), 'Transaction')
    const ofPayments = entries.filter(({ TransactionId }) => /_l\d+$/.test(TransactionId))
    const isFee = ({ ProprietaryBankTransactionCode }: Json) => /fee/i.test(ProprietaryBankTransactionCode.Code)
    const sum = ofPayments
      .filter((one: Json) => !isFee(one))
      .reduce(
        (total: number, { CreditDebitIndicator, Amount }: Json) =>
          total + (CreditDebitIndicator === 'Debit' ? -1 : 1) * Number(Amount.Amount),
        0,
      )
    expect(sum).toBeCloseTo(0, 5)
    expect(ofPayments.length > 0).toBe(single === 'RJCT AC03' || name === 'payment-returned')
  })

  test.each<[line: string, steps: readonly (readonly [at: string, domestic: string, abroad: string])[]]>([
    [
      'payment-pending; days=3',
      [
        ['2026-11-24T09:30:01Z', 'ACSP', 'ACSP'],
        ['2026-11-27T09:29:59Z', 'ACSP', 'ACSP'],
        ['2026-12-04T12:00:00Z', 'ACCC', 'ACCC'],
      ],
    ],
    [
      'payment-held; hours=24',
      [
        ['2026-11-24T09:30:01Z', 'PDNG', 'PDNG'],
        ['2026-11-25T09:30:00Z', 'PDNG', 'PDNG'],
        ['2026-11-25T09:30:01Z', 'ACSP', 'ACSP'],
        ['2026-12-04T12:00:00Z', 'ACCC', 'ACCC'],
      ],
    ],
    [
      'cut-off-missed',
      [
        ['2026-11-24T09:30:01Z', 'RCVD', 'PDNG'],
        ['2026-11-25T07:59:59Z', 'RCVD', 'PDNG'],
        ['2026-11-25T08:00:01Z', 'ACSP', 'ACSP'],
        ['2026-12-04T12:00:00Z', 'ACCC', 'ACCC'],
      ],
    ],
  ])('%s delays a payment, which moves its money once and only then', async (line, steps) => {
    const [name = ''] = line.split(';')
    const scenario = paymentScenarios[name as keyof typeof paymentScenarios]
    const before = Number(await balanceOf({ ...sandbox, world }))
    const found = operationsOf(scenario, isOrder)
    expect(found.map(({ id }) => id)).toEqual(['CreateDomesticPayments', 'CreateInternationalPayments'])
    const paths: string[] = []
    for (const { id, family } of found) paths.push((await order(family, await ask(line, id))).path)
    expect(await Promise.all(paths.map(statusOf))).toEqual(['RCVD', 'PDNG'])
    let since: readonly unknown[] = []
    for (const [at, ...statuses] of steps) {
      await advance(sandbox, world, { to: at })
      const views = await Promise.all(paths.map(async (path) => (await call('GET', path)).body.Data))
      expect([at, ...views.map(({ Status }) => Status)]).toEqual([at, ...statuses])
      const details = await Promise.all(paths.map((path) => call('GET', `${path}/payment-details`)))
      expect([at, ...details.map(({ status }) => status)]).toEqual([at, 200, 200])
      since = views.map(({ StatusUpdateDateTime }) => Date.parse(StatusUpdateDateTime) <= Date.parse(at))
      expect(since).toEqual([true, true])
      if (at.startsWith('2026-11-24')) expect(Number(await balanceOf({ ...sandbox, world }))).toBe(before)
    }
    expect(await proof()).toMatchObject({ holds: true, orders: 2 })
  })

  test.each(['insufficient-funds', 'account-blocked'] as const)(
    '%s says no to every confirmation of funds, once',
    async (name) => {
      const found = operationsOf(paymentScenarios[name], (path) => !isOrder(path))
      expect(found).toHaveLength(5)
      for (const { id, path, method, family } of found) {
        const consent = await lodge(family)
        const body = method === 'get' ? undefined : (family.fundsBody ?? family.orderBody)?.(consent)
        const asked = (headers: Record<string, string>) =>
          call(method.toUpperCase(), path.replace('{ConsentId}', consent), body, headers)
        const [no, yes] = [await asked(await ask(name, id)), await asked({})]
        const said = ({ body: { Data } }: { body: Json }) =>
          Data.FundsAvailableResult?.FundsAvailable ?? Data.FundsAvailable
        expect([id, [false, 'NotAvailable'].includes(said(no)), [true, 'Available'].includes(said(yes))]).toEqual([
          id,
          true,
          true,
        ])
      }
    },
  )

  test.each([
    ['payee-close-match', { result: 'close-match', name: expect.any(String) }],
    ['payee-no-match', { result: 'no-match' }],
  ] as const)('%s stays in every consent with a payee', async (name, check) => {
    const found = operationsOf(paymentScenarios[name], () => true)
    expect(found).toHaveLength(7)
    for (const { id, path, family } of found) {
      const consent = await lodge(family, await ask(name, id))
      const stored = (await findConsent(await worldOf(sandbox, world), consent))?.consent
      expect([id, stored]).toEqual([id, expect.objectContaining({ payeeCheck: check })])
      if (family.consents === '/pisp/domestic-vrp-consents') continue
      const { StatusReason } = (await call('GET', `${path}/${consent}`)).body.Data
      expect([id, StatusReason.at(-1).StatusReasonCode]).toEqual([id, '1162'])
    }
  })
})

/** Returns the family of domestic payments with another initiation. */
function payingBy(change: object): Family {
  const family = families.find(({ orders }) => orders === '/pisp/domestic-payments') as Family
  const { Data, Risk } = family.consentBody as Json
  const Initiation = { ...Data.Initiation, ...change }
  return {
    ...family,
    consentBody: { Data: { Initiation }, Risk },
    orderBody: (ConsentId) => ({ Data: { ConsentId, Initiation }, Risk }),
  }
}

test('a delayed payment is rejected at its instant if the money is gone by then', async () => {
  const family = payingBy({ InstructedAmount: { Amount: '9000.00', Currency: 'GBP' } })
  const { path } = await order(family, { 'x-sandbank-scenario': 'payment-held' })
  await fund(sandbox, world, { acc_0_current: '100.00' })
  await advance(sandbox, world, { days: 1 })
  expect(await statusOf(path)).toBe('RJCT AM04')
  expect(await proof()).toMatchObject({ holds: true, orders: 0 })
})

describe('a delayed payment that needs a second director', () => {
  const large = {
    InstructionIdentification: 'I1',
    EndToEndIdentification: 'E1',
    InstructedAmount: { Amount: '6000.00', Currency: 'GBP' },
    CreditorAccount: externalPayee,
  }
  const placeHeld = async (bank: PaymentBank) => {
    const scenarios = new Map([['payment-held', { hours: 24 }]])
    return (
      await bank.place('acc_6_business', 'domestic-payment', large, { in: { ...(await bank.world()), scenarios } })
    ).id
  }
  const seen = async (bank: PaymentBank, id: string) =>
    deriveOrderStatus(await bank.world(), await bank.order(id)).status

  test('waits for the approval first, and then for its release', async () => {
    const bank = paymentBankOf(sandbox, world)
    const id = await placeHeld(bank)
    await bank.advance({ hours: 1 })
    expect(await seen(bank, id)).toBe('PATC')
    const path = `/control/worlds/${world.id}/orders/${id}/approve`
    expect((await sandbox.send('POST', path, {}, world.controlKey)).status).toBe(200)
    await bank.advance({ seconds: 1 })
    expect(await seen(bank, id)).toBe('PDNG')
    await bank.advance({ hours: 24 })
    expect(await seen(bank, id)).toBe('ACCC')
    expect(await proof()).toMatchObject({ holds: true, orders: 1 })
  })

  test('is executed at the approval, if that comes after its release', async () => {
    const bank = paymentBankOf(sandbox, world)
    const id = await placeHeld(bank)
    await bank.advance({ hours: 30 })
    const path = `/control/worlds/${world.id}/orders/${id}/approve`
    expect((await sandbox.send('POST', path, {}, world.controlKey)).status).toBe(200)
    await bank.advance({ minutes: 1 })
    expect(await seen(bank, id)).toBe('ACCC')
    expect(await proof()).toMatchObject({ holds: true, orders: 1 })
  })

  test('is released after a robot has approved it', async () => {
    const bank = paymentBankOf(sandbox, world)
    const here = await bank.world()
    const consent = {
      id: 'pic_held',
      kind: 'domestic-payment',
      partner: 'app_till',
      createdAt: here.now,
      state: 'AUTH',
      stateAt: here.now,
      customer: 'cus_6',
      accounts: ['acc_6_business'],
      authorisations: 1,
      aliveFrom: 1,
      second: 'approve',
      request: { Data: { Initiation: large }, Risk: {} },
    }
    await sandbox.store.commit([{ put: consents.key(here, consent.id), expect: 'absent', value: consent }])
    const grant = { scope: 'payment', partner: consent.partner, agreed: { consent, version: 1 } } as never
    const body = { Data: { ConsentId: consent.id, Initiation: large }, Risk: {} }
    const scenarios = new Map([['payment-held', { hours: 24 }]])
    const { order } = await placeOrder({ ...here, scenarios }, grant, 'domestic-payment', { body, idempotencyKey: 'k' })
    await bank.advance({ minutes: 2 })
    expect(await seen(bank, order.id)).toBe('PDNG')
    await bank.advance({ hours: 24 })
    expect(await seen(bank, order.id)).toBe('ACCC')
    expect(await proof()).toMatchObject({ holds: true, orders: 1 })
  })
})

test('a fault about an account reaches calls with a developer token under a consent to pay from it', async () => {
  const arm = async (account: string) => {
    const fault = { scenario: 'server-error', when: { account } }
    const { status, body } = await sandbox.send('POST', faultsPath(), fault, world.controlKey)
    expect(status).toBe(201)
    return () => sandbox.send('DELETE', `${faultsPath()}/${body.id}`, undefined, world.controlKey)
  }
  const underConsent = { appliesTo: ({ isUnderConsent }: Place) => isUnderConsent }
  const calls = operationsOf(underConsent, (path) => !path.startsWith('/aisp/'))
  expect(calls).toHaveLength(13)
  for (const operation of calls) {
    const consent = await lodge(operation.family)
    const path = operation.path.replace('{ConsentId}', consent)
    const body = operation.method === 'get' ? undefined : bodyOf(operation.family, operation, consent)
    const scenarioOf = async () => {
      const { status, headers } = await call(operation.method.toUpperCase(), path, body)
      return [operation.id, headers.get('x-sandbank-scenario') ?? `${status}`]
    }
    const [disarmOther, disarm] = [await arm('acc_0_savings'), await arm('acc_0_current')]
    expect(await scenarioOf()).toEqual([operation.id, 'server-error'])
    await disarm()
    // The first use authorises the consent.
    expect(await scenarioOf()).toEqual([operation.id, expect.stringMatching(/^20[01]$/)])
    const disarmAgain = await arm('acc_0_current')
    expect(await scenarioOf()).toEqual([operation.id, 'server-error'])
    await disarmOther()
    await disarmAgain()
  }
})

test('a fault about an account leaves to validation what names no consent', async () => {
  const fault = { scenario: 'server-error', when: { account: 'acc_0_current' } }
  await sandbox.send('POST', faultsPath(), fault, world.controlKey)
  for (const body of [[], { Data: 'pic_1' }, { Data: { ConsentId: 7 } }, { Data: { ConsentId: 'pic_none' } }])
    expect((await call('POST', '/pisp/domestic-payments', body)).status).toBe(400)
})

test('a delayed payment cannot be cancelled', async () => {
  const { id } = await order(payingBy({}), { 'x-sandbank-scenario': 'payment-held' })
  await expect(cancelOrder(await worldOf(sandbox, world), 'cus_0', id)).rejects.toThrow(
    `${id} is being processed and cannot be cancelled`,
  )
})

test('a payment to an account of this bank that comes back never reaches that account', async () => {
  const savings = (await sandbox.send('GET', `${aisp}/accounts/acc_0_savings`, undefined, token())).body.Data.Account[0]
    .Account[0]
  const { SchemeName, Identification, Name } = savings
  const here = payingBy({ CreditorAccount: { SchemeName, Identification, Name } })
  const before = [await balanceOf({ ...sandbox, world }), await balanceOf({ ...sandbox, world }, 'acc_0_savings')]
  const { path } = await order(here, { 'x-sandbank-scenario': 'payment-rejected' })
  expect(await balanceOf({ ...sandbox, world }, 'acc_0_savings')).toBe(before[1])
  await advance(sandbox, world, { seconds: 1 })
  expect(await statusOf(path)).toBe('ACSP')
  await advance(sandbox, world, { seconds: 1 })
  expect(await statusOf(path)).toBe('RJCT AC03')
  expect([await balanceOf({ ...sandbox, world }), await balanceOf({ ...sandbox, world }, 'acc_0_savings')]).toEqual(
    before,
  )
  expect(await proof()).toMatchObject({ holds: true })
})

test('with any scenarios armed, the proof holds and a key gives one order', async () => {
  const names = [...forcedOutcomes, 'payment-pending', 'payment-held', 'cut-off-missed', 'commit-then-error'] as const
  const Fault = fc.record({ scenario: fc.constantFrom(...names), probability: fc.constantFrom(0.3, 0.7, 1) })
  const { SchemeName, Identification, Name } = (
    await sandbox.send('GET', `${aisp}/accounts/acc_0_savings`, undefined, token())
  ).body.Data.Account[0].Account[0]
  const toThisBank = payingBy({ CreditorAccount: { SchemeName, Identification, Name } })
  const payable = [toThisBank, ...families.filter(({ scope, orders }) => scope === 'payments' && orders)]
  const Step = fc.record({ kind: fc.nat(payable.length - 1), retries: fc.nat(2), hours: fc.constantFrom(0, 0, 1, 3) })
  const ordersOf = (name: string) => operationsOf(scenarios[name] as Scenario, isOrder).map(({ id }) => id)
  await fc.assert(
    fc.asyncProperty(
      fc.array(Fault, { maxLength: 4 }),
      fc.array(Step, { minLength: 1, maxLength: 6 }),
      async (faults, steps) => {
        world = await sandbox.createWorld()
        await fund(sandbox, world, { acc_0_current: '100.00' })
        for (const { scenario, probability } of faults)
          expect(
            (
              await sandbox.send(
                'POST',
                faultsPath(),
                { scenario, when: { probability, operations: ordersOf(scenario) } },
                world.controlKey,
              )
            ).status,
          ).toBe(201)
        const made: { path: string; status: string }[] = []
        for (const { kind, retries, hours } of steps) {
          const family = payable[kind] as Family
          const consent = await lodge(family)
          const answers: Json[] = []
          for (let n = 0; n <= retries + 2; n++) {
            const key = { 'x-idempotency-key': `order ${consent}` }
            const { status, body } = await call('POST', family.orders as string, family.orderBody?.(consent), key)
            if (status === 201) answers.push(body)
            else expect(status).toBe(500)
          }
          const links = new Set(answers.map(({ Links }) => Links.Self))
          expect(links.size).toBeLessThanOrEqual(1)
          if (hours > 0) await advance(sandbox, world, { hours })
          for (const Self of links) {
            const path = new URL(Self).pathname.slice(openBanking.base.length)
            made.push({ path, status: await statusOf(path) })
          }
        }
        expect(await proof()).toMatchObject({ holds: true })
        await advance(sandbox, world, { months: 4 })
        expect(await proof()).toMatchObject({ holds: true })
        for (const { path, status } of made) {
          const last = await statusOf(path)
          expect(last).toMatch(/^(ACCC|INCO|ACSC|RJCT|INFA)/)
          if (status.startsWith('RJCT')) expect(last).toBe(status)
        }
      },
    ),
    { numRuns: 12 },
  )
})
