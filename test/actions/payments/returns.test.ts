import { describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { legKey } from '#actions/ledger/ledger.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { deriveOrderStatus, loadPaymentDetails } from '#actions/payments/order-views.ts'
import { deleteVrpConsent } from '#actions/vrp/mandates.ts'
import { buildVrpView } from '#actions/vrp/views.ts'
import { isIban } from '#bank/account-information/iban.ts'
import type { PaymentConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { failures } from '#bank/rails/rail.ts'
import { rails } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import { failingAccountOf, failingAccounts } from '#mocks/accounts/external.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { consents } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { loadWorldAsStored, type World } from '#store/world.ts'
import { changed } from '#test/support/official-schemas.ts'
import { mandate, mandateAt } from '#test/support/payers.ts'
import { accountIdOf, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash } from '#test/support/stores.ts'

/*
 * Payments that other banks return. The world begins on Tuesday 24 November 2026, 09:30. Ada has
 * 1,000 pounds.
 */
const number = (Identification: string) => ({
  SchemeName: 'UK.OBIE.SortCodeAccountNumber',
  Identification,
  Name: 'Clara Gone',
})
const iban = (Identification: string) => ({ SchemeName: 'UK.OBIE.IBAN', Identification, Name: 'Clara Gone' })
const [unknown, blocked, closed] = ['00900000000003', '00900000000006', '00900000000007'].map(number)
const pay = (CreditorAccount: object | undefined, more: object = {}) => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds('10.00'),
  CreditorAccount,
  RemittanceInformation: { Unstructured: ['INVOICE 7'] },
  ...more,
})
const by = (instrument: string) => ({ LocalInstrument: `UK.OBIE.${instrument}` })
const euros = { CurrencyOfTransfer: 'EUR' }
const open = (more: object = {}) => openPaymentBank({ ada: '1000.00' }, more)

/**
 * A line of the table: instant, status and reason of the payment, Ada's balance, the balance of the
 * rail and the bank's income.
 */
type Line = readonly [when: string, status: string, ada: string, clearing: string, fees: string]

async function lineAt(bank: PaymentBank, { id, rail }: OrderRecord, to: string): Promise<Line> {
  const when = `2026-${to}Z`
  if (to !== '11-24T09:30:00') await bank.advance({ to: when })
  const { status, why } = deriveOrderStatus(await bank.world(), await bank.order(id))
  const on = async (account: string) => (Number((await bank.legs(account)).at(-1)?.balance ?? 0) / 100).toFixed(2)
  const own = accountIdOf('ada')
  const said = why ? `${status} ${why.code}` : status
  return [to, said, await bank.balance('ada'), await on(`clr_${rail}_${own}`), await on(`bnk_fees_${own}`)]
}

const tables: readonly (readonly [name: string, kind: PaymentKind, initiation: object, lines: readonly Line[]])[] = [
  [
    'Faster Payments, to an account that there is not',
    'domestic-payment',
    pay(unknown),
    [
      ['11-24T09:30:00', 'RCVD', '990.00', '10.00', '0.00'],
      ['11-24T09:30:01', 'ACSP', '990.00', '10.00', '0.00'],
      ['11-24T09:30:02', 'ACSP', '990.00', '10.00', '0.00'],
      ['11-24T09:30:03', 'RJCT AC03', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'Faster Payments, to an account that is closed',
    'domestic-payment',
    pay(closed),
    [
      ['11-24T09:30:02', 'ACSP', '990.00', '10.00', '0.00'],
      ['11-24T09:30:03', 'RJCT AC07', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'Faster Payments, to an account that is blocked: the other bank has it for a day',
    'domestic-payment',
    pay(blocked),
    [
      ['11-24T09:30:03', 'ACSC', '990.00', '10.00', '0.00'],
      ['11-24T09:30:05', 'ACWP', '990.00', '10.00', '0.00'],
      ['11-25T11:59:59', 'ACWP', '990.00', '10.00', '0.00'],
      ['11-25T12:00:00', 'RJCT AC06', '1000.00', '0.00', '0.00'],
      ['12-24T12:00:00', 'RJCT AC06', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'Bacs: three working days there, three more back',
    'domestic-payment',
    pay(closed, by('BACS')),
    [
      ['11-24T09:30:01', 'ACSP', '990.00', '10.00', '0.00'],
      ['11-26T06:00:00', 'ACSC', '990.00', '10.00', '0.00'],
      ['11-26T07:00:00', 'ACWP', '990.00', '10.00', '0.00'],
      ['12-01T06:59:59', 'ACWP', '990.00', '10.00', '0.00'],
      ['12-01T07:00:00', 'RJCT AC07', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'CHAPS: the amount comes back, its charge does not',
    'domestic-payment',
    pay(unknown, by('CHAPS')),
    [
      ['11-24T09:30:00', 'RCVD', '970.00', '10.00', '20.00'],
      ['11-24T09:45:00', 'ACWP', '970.00', '10.00', '20.00'],
      ['11-25T09:59:59', 'ACWP', '970.00', '10.00', '20.00'],
      ['11-25T10:00:00', 'RJCT AC03', '980.00', '0.00', '20.00'],
    ],
  ],
  [
    'SEPA Instant',
    'international-payment',
    pay(iban('DE67009000000000000007'), { ...euros, InstructionPriority: 'Urgent' }),
    [
      ['11-24T09:30:04', 'ACSP', '990.00', '10.00', '0.00'],
      ['11-24T09:30:05', 'RJCT AC07', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'SEPA: back in the pounds that left, whatever the rate has become',
    'international-payment',
    pay(iban('DE78009000000000000003'), euros),
    [
      ['11-24T17:00:00', 'ACSC', '990.00', '10.00', '0.00'],
      ['11-25T09:00:00', 'ACWP', '990.00', '10.00', '0.00'],
      ['11-30T08:59:59', 'ACWP', '990.00', '10.00', '0.00'],
      ['11-30T09:00:00', 'RJCT AC03', '1000.00', '0.00', '0.00'],
    ],
  ],
  [
    'SWIFT: the amount comes back, its charges do not',
    'international-payment',
    pay(iban('AE640090000000000000006'), { CurrencyOfTransfer: 'USD', InstructedAmount: pounds('100.00') }),
    [
      ['11-25T09:00:00', 'ACSC', '883.00', '100.00', '17.00'],
      ['11-26T12:00:00', 'ACWP', '883.00', '100.00', '17.00'],
      ['12-01T11:59:59', 'ACWP', '883.00', '100.00', '17.00'],
      ['12-01T12:00:00', 'RJCT AC06', '983.00', '0.00', '17.00'],
    ],
  ],
]

describe('a returned payment, day by day', () => {
  test.each(tables)('%s', async (_, kind, initiation, lines) => {
    const bank = await open()
    const order = await bank.place('ada', kind, initiation)
    const seen: Line[] = []
    for (const [when] of lines) seen.push(await lineAt(bank, order, when))
    expect(seen).toEqual(lines)
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 2 })
    expect(await bank.due()).toEqual([])
  })

  test('is booked as its own movement, which names the payment and repeats its payee and reference', async () => {
    const bank = await open()
    const { id } = await bank.place('ada', 'domestic-payment', pay(closed))
    expect(await bank.due()).toEqual([`2026-11-24T09:30 ${id} 1000000`])
    await bank.advance({ days: 1 })
    expect(await bank.journal('ada')).toEqual([
      `2026-11-24T09:30   -10.00 ${id}`,
      `2026-11-24T09:30    10.00 ${id}.returned`,
    ])
    const [, back] = await bank.legs(accountIdOf('ada'))
    expect(back).toMatchObject({
      kind: 'payment-returned',
      at: Date.parse('2026-11-24T09:30:03Z'),
      reference: 'INVOICE 7',
      party: { name: 'Clara Gone', identification: '00900000000007' },
    })
  })

  test('is not returned if nothing was paid', async () => {
    const bank = await openPaymentBank({ ada: '9.99' })
    const { id } = await bank.place('ada', 'domestic-payment', pay(closed))
    await bank.advance({ days: 30 })
    expect(deriveOrderStatus(await bank.world(), await bank.order(id))).toMatchObject({
      status: 'RJCT',
      why: { code: 'AM04' },
    })
    expect(await bank.legs()).toEqual([])
  })

  test('is credited to an account that is blocked or deleted by then', async () => {
    const bank = await open()
    await bank.place('ada', 'domestic-payment', pay(blocked))
    await bank.hold({ ada: { opening: '1000.00', persona: 'estate' } })
    await bank.advance({ hours: 12 })
    await bank.hold({ bob: '1.00' })
    await bank.advance({ days: 7 })
    expect(await bank.journal('ada')).toHaveLength(2)
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 2 })
  })
})

describe('returns of other kinds of order', () => {
  const consentOf = async (bank: PaymentBank, { consent }: OrderRecord) => {
    const here = await bank.world()
    const [item] = await bank.sandbox.store.get([consents.key(here, consent)])
    return consents.read(item ?? expect.fail('no consent')) as PaymentConsentRecord
  }
  const standing = {
    MandateRelatedInformation: { Frequency: { Type: 'WEEK' }, FirstPaymentDateTime: '2026-12-01T07:00:00Z' },
    FirstPaymentAmount: pounds('10.00'),
    NumberOfPayments: '3',
    CreditorAccount: blocked,
  }

  test('a scheduled payment is executed on its day and returned after it', async () => {
    const bank = await open()
    const RequestedExecutionDateTime = '2026-12-01T07:00:00Z'
    const { id } = await bank.place('ada', 'domestic-scheduled-payment', pay(blocked, { RequestedExecutionDateTime }))
    await bank.advance({ to: '2026-12-01T12:00:00Z' })
    expect(await bank.due()).toEqual([`2026-12-02T12:00 ${id} 1000000`])
    await bank.advance({ days: 1 })
    expect(await bank.journal('ada')).toEqual([
      `2026-12-01T07:00   -10.00 ${id}`,
      `2026-12-02T12:00    10.00 ${id}.returned`,
    ])
    expect(deriveOrderStatus(await bank.world(), await bank.order(id))).toMatchObject({
      status: 'RJCT',
      why: { code: 'AC06' },
    })
  })

  test('each payment of a standing order is returned, and the next one is still made', async () => {
    const bank = await open()
    const order = await bank.place('ada', 'domestic-standing-order', standing)
    const { id } = order
    await bank.advance({ months: 2 })
    expect(await bank.journal('ada')).toEqual([
      `2026-12-01T07:00   -10.00 ${id}.0`,
      `2026-12-02T12:00    10.00 ${id}.0.returned`,
      `2026-12-08T07:00   -10.00 ${id}.1`,
      `2026-12-09T12:00    10.00 ${id}.1.returned`,
      `2026-12-15T07:00   -10.00 ${id}.2`,
      `2026-12-16T12:00    10.00 ${id}.2.returned`,
    ])
    const here = await bank.world()
    const details = await loadPaymentDetails(here, await bank.order(id), await consentOf(bank, order))
    expect(details).toHaveLength(3)
    for (const one of details) expect(one).toMatchObject({ Status: 'RJCT', StatusDetail: { StatusReason: 'AC06' } })
    expect(deriveOrderStatus(here, await bank.order(id)).status).toBe('INCO')
  })

  test('payments are returned after their standing order was cancelled, and two in flight are returned one by one', async () => {
    const bank = await open()
    const { id } = await bank.place('ada', 'domestic-standing-order', {
      ...standing,
      MandateRelatedInformation: { Frequency: { Type: 'DAIL' }, FirstPaymentDateTime: '2026-11-27T13:00:00Z' },
      NumberOfPayments: '40',
    })
    // Those of Friday and the weekend are returned on Monday.
    await bank.advance({ to: '2026-11-29T23:00:00Z' })
    expect(await bank.journal('ada')).toHaveLength(3)
    await cancelOrder(await bank.world(), 'cus_x_ada', id)
    await bank.advance({ months: 2 })
    const journal = await bank.journal('ada')
    expect(journal.slice(3)).toEqual([0, 1, 2].map((n) => `2026-11-30T12:00    10.00 ${id}.${n}.returned`))
    expect([await bank.balance('ada'), (await bank.order(id)).stopped?.state]).toEqual(['1000.00', 'CANC'])
    expect(await bank.due()).toEqual([])
  })

  test('a VRP payment is returned after its mandate was deleted, and still counts towards the limit', async () => {
    const bank = await open()
    const here = await bank.world()
    const limited = mandate({
      PeriodicLimits: [{ PeriodType: 'Month', PeriodAlignment: 'Calendar', Amount: '60.00', Currency: 'GBP' }],
    })
    const body = changed(limited, 'Data.Initiation.CreditorAccount', blocked)
    const { pay, consent } = await mandateAt(here, body, { accounts: ['acc_x_ada_current'] })
    const vrp = await pay(here.now, '6.00')
    await pay(here.now, '4.00')
    expect(vrp.order.failure).toBe('account-blocked')
    await bank.advance({ days: 2 })
    const place = await bank.world()
    expect(await bank.balance('ada')).toBe('1000.00')
    expect(buildVrpView(place, vrp)).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AC06' }] })
    expect(buildVrpView(place, vrp)).not.toHaveProperty('ExpectedSettlementDateTime')
    // Ten of the 14 pounds that the month's limit has left are used up, although they were
    // returned.
    await expect(pay(place.now, '4.01', { place })).rejects.toMatchObject({ code: 'control-parameters-exceeded' })
    await pay(place.now, '4.00', { place })
    await deleteVrpConsent(await bank.world(), { scope: 'partner', partner: 'app_pays' } as never, consent.id)
    await bank.advance({ days: 7 })
    expect(await bank.balance('ada')).toBe('1000.00')
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 6 })
  })
})

test('a return and a payment of the same instant have a fixed order, however often the world is read', async () => {
  const daily = {
    MandateRelatedInformation: { Frequency: { Type: 'DAIL' }, FirstPaymentDateTime: '2026-11-30T12:00:00Z' },
    FirstPaymentAmount: pounds('10.00'),
    NumberOfPayments: '12',
    CreditorAccount: blocked,
  }
  const seen = await Promise.all(
    [[24], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 24], [7, 24]].map(async (days) => {
      const bank = await openPaymentBank({ ada: '35.00' })
      await bank.place('ada', 'domestic-standing-order', daily)
      for (const day of days) await bank.advance({ to: `2026-12-${String(day).padStart(2, '0')}T12:00:00Z` })
      return bank.journal('ada')
    }),
  )
  expect(seen[0]).toHaveLength(24)
  for (const one of seen) expect(one).toEqual(seen[0])
})

describe('returns are booked exactly once', () => {
  test('when many pay at once: each payment is made and each is returned', async () => {
    const bank = await openPaymentBank({ ada: '1000.00', bob: '1000.00' })
    const all = Array.from({ length: 60 }, (_, n) =>
      bank.place(n % 2 ? 'ada' : 'bob', 'domestic-payment', pay(closed), { key: `k${n}`, name: `p${n}` }),
    )
    await Promise.all(all)
    expect(await bank.due()).toHaveLength(60)
    await bank.advance({ days: 1 })
    expect([await bank.balance('ada'), await bank.balance('bob')]).toEqual(['1000.00', '1000.00'])
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 120 })
  })

  test.each([2, 5])('when %d processes catch up at once', async (count) => {
    const bank = await openPaymentBank({ ada: '1000.00' }, { catchUp: undefined } as never)
    for (let n = 0; n < 30; n++) await bank.place('ada', 'domestic-payment', pay(blocked))
    await bank.advance({ months: 1 })
    const processes = Array.from({ length: count }, () => ({ ...bank.sandbox.sandbox }))
    await Promise.all(processes.map((process) => catchUp(process, bank.newWorld.id)))
    expect(await bank.balance('ada')).toBe('1000.00')
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 60 })
  })

  async function liveDying(n: number, when: 'before' | 'after') {
    const whole = sqliteStore({ now: () => Date.parse(testNow) })
    let store = crashing(whole, 0, when)
    const through = { ...whole, commit: (writes: Parameters<typeof whole.commit>[0]) => store.commit(writes) }
    const bank = await openPaymentBank({ ada: '100.00' }, { store: through })
    store = crashing(whole, n, when)
    const scheduled = pay(unknown, { RequestedExecutionDateTime: '2026-12-01T07:00:00Z' })
    await retryAfterCrash(() => bank.place('ada', 'domestic-payment', pay(closed), { key: 'k0', name: 'o0' }))
    await retryAfterCrash(() => bank.place('ada', 'domestic-payment', pay(blocked), { key: 'k1', name: 'o1' }))
    await retryAfterCrash(() => bank.place('ada', 'domestic-scheduled-payment', scheduled, { key: 'k2', name: 'o2' }))
    await retryAfterCrash(() => bank.advance({ to: '2026-11-24T12:00:00Z' }))
    await retryAfterCrash(() => bank.advance({ to: '2027-01-24T00:00:00Z' }))
    const outcome = { ada: await bank.journal('ada'), due: await bank.due(), proof: await bank.proof() }
    return { outcome, commits: store.commits() }
  }

  test('when a process crashes before or after any commit', async () => {
    const { outcome: expected, commits } = await liveDying(0, 'before')
    expect(expected.ada).toHaveLength(6)
    for (let n = 1; n <= commits; n++)
      for (const when of ['before', 'after'] as const)
        expect((await liveDying(n, when)).outcome, `${when} commit ${n}`).toEqual(expected)
  })

  test('a payment that is not returned costs eight write units, as before', async () => {
    const bank = await open()
    const stays = number('00900000000001')
    await bank.place('ada', 'domestic-payment', pay(stays))
    // The test bank stores the consent too: one unit.
    const cost = async (to: object | undefined) => {
      const place = await bank.world()
      const before = bank.sandbox.store.units.write
      await bank.place('ada', 'domestic-payment', pay(to), { in: place })
      return bank.sandbox.store.units.write - before - 1
    }
    expect(await cost(stays)).toBe(8)
    // The due return, and the world's record, which holds its instant.
    expect(await cost(closed)).toBe(12)
  })
})

describe('the accounts at other banks that return every payment', () => {
  const all = failingAccounts.flatMap(({ sortCodeAndNumber, ibans }) => [sortCodeAndNumber, ...ibans])

  test('have valid and distinct numbers', () => {
    expect(new Set(all).size).toBe(all.length)
    for (const { sortCodeAndNumber, ibans, failure } of failingAccounts) {
      expect(ibans.filter((one) => !isIban(one))).toEqual([])
      expect(ibans[0]?.endsWith(sortCodeAndNumber)).toBe(true)
      const named = [
        { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: sortCodeAndNumber },
        ...ibans.map((Identification) => ({ SchemeName: 'UK.OBIE.IBAN', Identification })),
      ]
      for (const one of named) {
        expect(failingAccountOf(one)?.failure).toBe(failure)
        expect(failingAccountOf({ ...one, SchemeName: 'UK.OBIE.BBAN' })).toBeUndefined()
        expect(failures[failure].statusReason.endsWith(one.Identification.slice(-1))).toBe(true)
      }
    }
    expect(new Set(failingAccounts.map(({ failure }) => failure))).toEqual(new Set(Object.keys(failures)))
  })

  test.each(rails.map((rail) => [rail.name, rail] as const))(
    '%s documents for each failure when the money returns',
    (_, rail) => {
      for (const failure of Object.keys(failures) as (keyof typeof failures)[]) {
        const accepted = Date.parse('2026-11-24T09:30:00Z')
        expect(buildTimeline(rail, accepted, calendar, { failure }).at(-1)?.status).toBe('RJCT')
      }
    },
  )
})

test('a proof does not miss a return that is due, and that the next request executes', async () => {
  const bank = await openPaymentBank({ ada: '1000.00' })
  // It enters, the clock is moved, and only then it commits: its return is in the past.
  const entered = await bank.world()
  await bank.advance({ days: 30 })
  const order = await bank.place('ada', 'domestic-payment', pay(closed), { in: entered })
  const { sandbox } = bank.sandbox
  const behind = (await loadWorldAsStored(sandbox, bank.newWorld.id)) as World
  expect((await proveLedger(behind)).holds).toBe(true)
  // Once it was executed, its legs must be there.
  expect(await bank.proof()).toMatchObject({ holds: true, payments: 2 })
  const legs = await bank.legs()
  const here = await bank.world()
  for (const { account, seq } of legs.filter(({ payment }) => payment === `${order.id}.returned`))
    await sandbox.store.commit([{ delete: legKey(here, account, seq), expect: 'present' }])
  expect((await bank.proof()).breaks).toMatchObject({ payment: `${order.id}.returned` })
})
