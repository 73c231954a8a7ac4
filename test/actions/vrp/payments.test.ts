import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { findAccount } from '#actions/accounts/lookup.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import { availableFunds } from '#actions/payments/payment.ts'
import { instructionOf } from '#actions/vrp/payments.ts'
import { Problem } from '#bank/base/problem.ts'
import { parseMinorUnits } from '#bank/money/currency.ts'
import { formatDecimal } from '#bank/money/money.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { firstPeriodStart, type PaidAmount, periodOf, remainingAt } from '#bank/vrp/limits.ts'
import type { PeriodicLimit } from '#bank/vrp/schemas.ts'
import { orders } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed } from '#test/support/official-schemas.ts'
import { fund, mandate, mandateAt } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: World

beforeAll(async () => {
  sandbox = await testSandbox()
  const made = await sandbox.createWorld({ now: '2026-11-24T09:30:00Z' })
  await fund(sandbox, made, { acc_0_current: '9000000.00' })
  world = await worldOf(sandbox, made)
})

const at = (text: string) => Date.parse(text.includes('T') ? text : `${text}T12:00:00Z`)
const limitOf = (text: string, Amount: string): PeriodicLimit => {
  const [PeriodType, PeriodAlignment] = text.split(' ') as [
    PeriodicLimit['PeriodType'],
    PeriodicLimit['PeriodAlignment'],
  ]
  return { PeriodType, PeriodAlignment, Amount, Currency: 'GBP' }
}
const limited = (...PeriodicLimits: PeriodicLimit[]) =>
  mandate({ PeriodicLimits, MaximumIndividualAmount: { Amount: '1000000.00', Currency: 'GBP' } })

/** The outcome of a payment: paid, rejected with the reason, or an error with its code and path. */
const outcomeOf = async (placed: Promise<{ order: OrderRecord }>): Promise<string> => {
  try {
    const { order } = await placed
    return order.stopped ? `rejected ${order.stopped.code}` : 'paid'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return `${error.code} ${error.faults[0].path}`
  }
}
const referred = { Unstructured: ['Invoice 7, and many thanks'] }
const exceeded = (field: string) => `control-parameters-exceeded Data.ControlParameters.${field}`

/** Returns every stored payment of a mandate, oldest first. */
async function keptOf(consent: { id: string }): Promise<OrderRecord[]> {
  const { partition, path } = orders.key(world, `vrp_${consent.id.slice(4)}_`)
  return (await sandbox.store.list(partition, { prefix: path, limit: 1000 })).map(orders.read)
}

describe('the limit of a period', () => {
  /**
   * The limit and the day of the consent; what is paid on which day; then the exact amount left on
   * a day.
   */
  const rows: readonly (readonly [limit: string, amount: string, from: string, ...steps: string[]])[] = [
    ['Day Consent', '10.00', '2026-11-24', '2026-11-24 left 10.00', '2026-11-25 left 10.00'],
    ['Day Calendar', '10.00', '2026-11-24', '2026-11-24 pays 4.00', '2026-11-24 left 6.00', '2026-11-25 left 10.00'],
    ['Week Consent', '70.00', '2026-11-26', '2026-12-02 pays 69.99', '2026-12-02 left 0.01', '2026-12-03 left 70.00'],
    // A Thursday: four days are left of the calendar's week.
    ['Week Calendar', '70.00', '2026-11-26', '2026-11-29 left 40.00', '2026-11-30 left 70.00'],
    [
      'Fortnight Consent',
      '50.00',
      '2026-11-24',
      '2026-12-07 pays 20.00',
      '2026-12-07 left 30.00',
      '2026-12-08 left 50.00',
    ],
    ['Month Consent', '500.00', '2026-11-30', '2026-12-29 left 500.00', '2026-12-30 left 500.00'],
    // The days of a month that lacks the day: begun on a 31st, February's period begins on its
    // last.
    [
      'Month Consent',
      '500.00',
      '2026-12-31',
      '2027-02-27 pays 1.00',
      '2027-02-27 left 499.00',
      '2027-02-28 left 500.00',
    ],
    // Six of thirty days.
    [
      'Month Calendar',
      '300.00',
      '2026-11-25',
      '2026-11-30 pays 10.00',
      '2026-11-30 left 50.00',
      '2026-12-01 left 300.00',
    ],
    [
      'Half-year Consent',
      '900.00',
      '2026-11-24',
      '2027-05-23 pays 0.01',
      '2027-05-23 left 899.99',
      '2027-05-24 left 900.00',
    ],
    // 31 of 184 days.
    ['Half-year Calendar', '184.00', '2026-12-01', '2026-12-31 left 31.00', '2027-01-01 left 184.00'],
    [
      'Year Consent',
      '5000.00',
      '2026-11-24',
      '2027-11-23 pays 4999.00',
      '2027-11-23 left 1.00',
      '2027-11-24 left 5000.00',
    ],
    // 37 of 365 days: 506.849 is rounded down.
    ['Year Calendar', '5000.00', '2026-11-25', '2026-12-31 left 506.84', '2027-01-01 left 5000.00'],
  ]

  test.each(rows)('%s, %s, agreed on %s: %s %s %s', async (limit, amount, from, ...steps) => {
    const { pay } = await mandateAt(world, limited(limitOf(limit, amount)), { now: at(from) })
    for (const step of steps) {
      const [day, verb, sum] = step.split(' ') as [string, string, string]
      if (verb === 'left') {
        const above = formatDecimal(parseMinorUnits(sum, 'GBP', '') + 1n)
        expect(await outcomeOf(pay(at(day), above)), `a penny above ${step}`).toBe(exceeded('PeriodicLimits.0'))
      }
      expect(await outcomeOf(pay(at(day), sum)), step).toBe('paid')
      if (verb === 'left') expect(await outcomeOf(pay(at(day), '0.01'))).toBe(exceeded('PeriodicLimits.0'))
    }
  })

  test('includes the last millisecond of its period and not the next one', async () => {
    const { pay } = await mandateAt(world, limited(limitOf('Day Calendar', '10.00')))
    expect(await outcomeOf(pay(at('2026-11-24T23:59:59.999Z'), '10.00'))).toBe('paid')
    expect(await outcomeOf(pay(at('2026-11-24T23:59:59.999Z'), '0.01'))).toBe(exceeded('PeriodicLimits.0'))
    expect(await outcomeOf(pay(at('2026-11-25T00:00:00.000Z'), '10.00'))).toBe('paid')
  })

  test('the tightest of several limits decides, and the error names it', async () => {
    const limits = [limitOf('Month Consent', '100.00'), limitOf('Day Consent', '60.00')]
    const { pay } = await mandateAt(world, limited(...limits))
    expect(await outcomeOf(pay(at('2026-11-24'), '60.01'))).toBe(exceeded('PeriodicLimits.1'))
    expect(await outcomeOf(pay(at('2026-11-24'), '60.00'))).toBe('paid')
    expect(await outcomeOf(pay(at('2026-11-25'), '40.01'))).toBe(exceeded('PeriodicLimits.0'))
    expect(await outcomeOf(pay(at('2026-11-25'), '40.00'))).toBe('paid')
    expect(await outcomeOf(pay(at('2026-12-23'), '0.01'))).toBe(exceeded('PeriodicLimits.0'))
    expect(await outcomeOf(pay(at('2026-12-24'), '60.00'))).toBe('paid')
  })

  test('accepts a payment of the maximum individual amount and rejects a penny more', async () => {
    const body = mandate({ MaximumIndividualAmount: { Amount: '100.00', Currency: 'GBP' } })
    const { pay } = await mandateAt(world, body)
    expect(await outcomeOf(pay(world.now, '100.01'))).toBe(exceeded('MaximumIndividualAmount'))
    expect(await outcomeOf(pay(world.now, '100.00'))).toBe('paid')
  })

  test("rejects a payment before the mandate's first day", async () => {
    const body = mandate({ ValidFromDateTime: '2026-12-01T15:00:00Z' })
    const { pay } = await mandateAt(world, body)
    expect(await outcomeOf(pay(at('2026-11-30T23:59:59.999Z'), '1.00'))).toBe(exceeded('ValidFromDateTime'))
    expect(await outcomeOf(pay(at('2026-12-01T00:00:00Z'), '1.00'))).toBe('paid')
  })

  test('two mandates of one customer have separate limits', async () => {
    const body = limited(limitOf('Day Calendar', '10.00'))
    const [one, other] = [await mandateAt(world, body), await mandateAt(world, body)]
    expect(await outcomeOf(one.pay(world.now, '10.00'))).toBe('paid')
    expect(await outcomeOf(other.pay(world.now, '10.00'))).toBe('paid')
    expect(await outcomeOf(one.pay(world.now, '0.01'))).toBe(exceeded('PeriodicLimits.0'))
  })
})

describe('a rejected payment', () => {
  test('is stored and counts towards no limit', async () => {
    const made = await sandbox.createWorld()
    await fund(sandbox, made, { acc_0_current: '20.00' })
    const poor = await worldOf(sandbox, made)
    const { pay, consent } = await mandateAt(poor, limited(limitOf('Day Calendar', '1000000.00')))
    const spare = spareOf(poor)
    expect(await outcomeOf(pay(poor.now, formatDecimal(spare + 1n)))).toBe('rejected AM04')
    expect(await outcomeOf(pay(poor.now, formatDecimal(spare)))).toBe('paid')
    expect(await outcomeOf(pay(poor.now, '0.01'))).toBe('rejected AM04')
    const { partition, path } = orders.key({ id: poor.id, record: { epoch: 0 } }, `vrp_${consent.id.slice(4)}_`)
    const kept = (await sandbox.store.list(partition, { prefix: path, limit: 10 })).map(orders.read)
    expect(kept.map(({ id, paid }) => [id.slice(-1), paid?.[0]?.amount ?? '0'])).toEqual([
      ['1', '0'],
      ['2', String(spare)],
      ['3', String(spare)],
    ])
    expect(await proveLedger(poor)).toMatchObject({ holds: true, payments: 1, legs: 2 })
  })

  test('leaves room for another payment on the same day', async () => {
    const made = await sandbox.createWorld()
    await fund(sandbox, made, { acc_0_current: '20.00' })
    const poor = await worldOf(sandbox, made)
    const spare = spareOf(poor)
    const { pay } = await mandateAt(poor, limited(limitOf('Day Calendar', formatDecimal(spare + 100n))))
    for (let n = 0; n < 3; n++) expect(await outcomeOf(pay(poor.now, formatDecimal(spare + 1n)))).toBe('rejected AM04')
    expect(await outcomeOf(pay(poor.now, formatDecimal(spare)))).toBe('paid')
    expect(await outcomeOf(pay(poor.now, '1.01'))).toBe(exceeded('PeriodicLimits.0'))
  })

  /** Returns the available funds in pence, overdraft included. */
  function spareOf(of: World): bigint {
    const account = findAccount(of, 'acc_0_current')
    return account ? availableFunds(of, account, undefined) : 0n
  }
})

describe('for any amounts at any times', () => {
  const limits = fc.uniqueArray(
    fc.record({
      what: fc.constantFrom(
        ...['Day', 'Week', 'Month', 'Half-year', 'Year'].flatMap((type) => [`${type} Consent`, `${type} Calendar`]),
        'Fortnight Consent',
      ),
      pence: fc.integer({ min: 1, max: 100_000 }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ what }) => what },
  )
  const dayMs = 86_400_000
  const wait = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: dayMs }),
    fc.integer({ min: 0, max: 45 * dayMs }),
    // Up to the last millisecond of a day, or the first of the next.
    fc.constantFrom(-1, -2),
  )
  const steps = fc.array(fc.tuple(wait, fc.integer({ min: 1, max: 60_000 })), { minLength: 1, maxLength: 10 })
  const day = fc.integer({ min: 0, max: 400 })

  test('payments never exceed a limit, and the largest amount that fits is always accepted', async () => {
    await fc.assert(
      fc.asyncProperty(limits, day, steps, async (chosen, after, wanted) => {
        const periodic = chosen.map(({ what, pence }) => limitOf(what, formatDecimal(BigInt(pence))))
        const begin = world.now + after * dayMs
        const { consent, pay } = await mandateAt(world, limited(...periodic), { now: begin })
        const from = firstPeriodStart(mandate().Data.ControlParameters, begin)
        const made: PaidAmount[] = []
        let now = begin
        for (const [waited, asked] of wanted) {
          const midnight = Math.floor(now / dayMs + 1) * dayMs
          now = waited < 0 ? midnight + (waited === -1 ? -1 : 0) : now + waited
          const left = periodic.map((limit) => remainingAt(limit, from, now, made)).reduce((a, b) => (a < b ? a : b))
          const wants = BigInt(asked)
          const outcome = await outcomeOf(pay(now, formatDecimal(wants)))
          if (wants <= left) {
            expect(outcome).toBe('paid')
            made.push({ at: now, amount: wants })
            continue
          }
          expect(outcome).toContain('control-parameters-exceeded Data.ControlParameters.PeriodicLimits')
          if (left === 0n) continue
          expect(await outcomeOf(pay(now, formatDecimal(left + 1n)))).toContain('control-parameters-exceeded')
          expect(await outcomeOf(pay(now, formatDecimal(left)))).toBe('paid')
          made.push({ at: now, amount: left })
        }
        // Recomputed from the stored payments alone.
        const kept = await keptOf(consent)
        expect(kept.map(({ id }) => Number(id.slice(-9)))).toEqual(kept.map((_, n) => n + 1))
        for (const [n, limit] of periodic.entries()) {
          const sums = new Map<number, bigint>()
          for (const order of kept) {
            const start = periodOf(limit, from, order.createdAt)!.start
            sums.set(start, (sums.get(start) ?? 0n) + BigInt(order.amount))
            expect(order.paid?.[n]).toEqual({ at: start, amount: String(sums.get(start)) })
            expect(sums.get(start)! <= periodOf(limit, from, order.createdAt)!.limit).toBe(true)
          }
        }
      }),
      { seed: 20_261_124, numRuns: 300 },
    )
  })
})

describe('two payments at once', () => {
  test('are never both accepted if only one fits the limit', async () => {
    const { pay, consent } = await mandateAt(world, limited(limitOf('Day Calendar', '55.00')))
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => outcomeOf(pay(world.now, '10.00'))))
    expect(outcomes.filter((one) => one === 'paid')).toHaveLength(5)
    expect(outcomes.filter((one) => one === exceeded('PeriodicLimits.0'))).toHaveLength(25)
    expect((await keptOf(consent)).at(-1)?.paid).toEqual([{ at: at('2026-11-24T00:00:00Z'), amount: '5000' }])
    expect(await outcomeOf(pay(world.now, '5.00'))).toBe('paid')
  })

  test('with one idempotency key are one payment', async () => {
    const { pay, consent } = await mandateAt(world, limited(limitOf('Day Calendar', '55.00')))
    const placed = await Promise.all(Array.from({ length: 10 }, () => pay(world.now, '10.00', { key: 'the same key' })))
    expect(new Set(placed.map(({ order }) => order.id)).size).toBe(1)
    expect(placed.filter(({ isReplay }) => !isReplay)).toHaveLength(1)
    expect(await keptOf(consent)).toHaveLength(1)
  })

  test('count towards the next day if one sent before midnight is committed second', async () => {
    const { pay } = await mandateAt(world, limited(limitOf('Day Calendar', '10.00')))
    expect(await outcomeOf(pay(at('2026-11-25T00:00:00Z'), '6.00'))).toBe('paid')
    expect(await outcomeOf(pay(at('2026-11-24T23:59:59.999Z'), '4.01'))).toBe(exceeded('PeriodicLimits.0'))
    const { order } = await pay(at('2026-11-24T23:59:59.999Z'), '4.00')
    expect(order.createdAt).toBe(at('2026-11-25T00:00:00Z'))
  })
})

describe('what a payment costs', () => {
  const two = [limitOf('Day Calendar', '1000.00'), limitOf('Month Consent', '5000.00')]
  const three = [...two, limitOf('Year Calendar', '50000.00')]
  const initiation = (field: string, value: unknown) => changed(limited(...three), `Data.Initiation.${field}`, value)
  test.each([
    ['a sweep under two limits', limited(...two), {}],
    ['with a reference that the mandate says', initiation('RemittanceInformation', referred), {}],
    [
      'to a payee and with a reference of its own, under three limits',
      initiation('CreditorAccount', undefined),
      { 'Data.Instruction.RemittanceInformation': { Unstructured: ['x'.repeat(140)] } },
    ],
  ])('eight write units, to a payee at another bank: %s', async (_, body, more) => {
    const { pay } = await mandateAt(world, body)
    await pay(world.now, '10.00')
    // Each request reads it, now that money has moved.
    const place = await worldOf(sandbox, world)
    const before = { ...sandbox.store.units }
    await pay(place.now, '10.00', { place, more })
    expect(sandbox.store.units.write - before.write).toBe(8)
    expect(sandbox.store.units.read - before.read).toBeLessThanOrEqual(4)
  })

  test('an error writes nothing', async () => {
    const { pay } = await mandateAt(world, limited(limitOf('Day Calendar', '10.00')))
    const before = sandbox.store.units.write
    expect(await outcomeOf(pay(world.now, '10.01'))).toBe(exceeded('PeriodicLimits.0'))
    expect(sandbox.store.units.write).toBe(before)
  })

  test("the mandate's terms are not stored again, and the answer repeats them", async () => {
    const { pay } = await mandateAt(world, mandate())
    const vrp = await pay(world.now, '10.00')
    expect(vrp.order.instruction).not.toHaveProperty('CreditorAccount')
    expect(instructionOf(vrp).CreditorAccount).toEqual(externalPayee)
  })
})

test('every sum and every chain holds after all tests of this file', async () => {
  expect(await proveLedger(world)).toMatchObject({ holds: true })
})
