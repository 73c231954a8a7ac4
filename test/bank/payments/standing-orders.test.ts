import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPaymentDay, occurrenceAt } from '#bank/payments/frequencies.ts'
import { parsePlan, paymentAt } from '#bank/payments/standing-orders.ts'
import type { Frequency } from '#bank/standard/mandate-information.ts'
import { changed } from '#test/support/official-schemas.ts'
import { asked, lodge, now } from '#test/support/payments/examples.ts'

const mandate = 'Data.Initiation.MandateRelatedInformation'
const date = (name: string) => `date-invalid U003 ${mandate}.${name}`
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const shown = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 10))

/** Checks a monthly order from 1 December with some fields changed. */
const lodged = (changes: Record<string, unknown>) =>
  lodge(
    'domestic-standing-order',
    Object.entries(changes).reduce(
      (body, [field, value]) => changed(body, `Data.Initiation.${field}`, value),
      asked['domestic-standing-order'],
    ),
  )
const M = 'MandateRelatedInformation'
const money = { Amount: '5.00', Currency: 'GBP' }

describe('a standing order', () => {
  const rows: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ [`${M}.FirstPaymentDateTime`]: '2026-11-25T00:00:00Z' }, 'allowed'],
    [{ [`${M}.FirstPaymentDateTime`]: '2026-11-24T23:59:59Z' }, date('FirstPaymentDateTime')],
    [{ [`${M}.FirstPaymentDateTime`]: '2025-12-01T00:00:00Z' }, date('FirstPaymentDateTime')],
    [{ [`${M}.FirstPaymentDateTime`]: '2027-11-24T09:30:00Z' }, 'allowed'],
    [{ [`${M}.FirstPaymentDateTime`]: '2027-11-25T00:00:00Z' }, date('FirstPaymentDateTime')],
    [{ [`${M}.FirstPaymentDateTime`]: '2027-02-31T00:00:00Z' }, date('FirstPaymentDateTime')],
    [{ [`${M}.FirstPaymentDateTime`]: undefined }, 'allowed'],
    [{ [`${M}.FinalPaymentDateTime`]: '2026-12-02T00:00:00Z' }, 'allowed'],
    [{ [`${M}.FinalPaymentDateTime`]: '2026-12-01T23:00:00Z' }, date('FinalPaymentDateTime')],
    [{ [`${M}.FinalPaymentDateTime`]: '2026-11-30T00:00:00Z' }, date('FinalPaymentDateTime')],
    [{ [`${M}.RecurringPaymentDateTime`]: '2026-12-15T00:00:00Z' }, 'allowed'],
    [{ [`${M}.RecurringPaymentDateTime`]: '2026-12-01T00:00:00Z' }, date('RecurringPaymentDateTime')],
    [{ NumberOfPayments: '12' }, 'allowed'],
    ...['0', '-1', '1.5', '01', '10000', 'many'].map(
      (count) => [{ NumberOfPayments: count }, 'field-invalid U002 Data.Initiation.NumberOfPayments'] as const,
    ),
    [
      { NumberOfPayments: '12', [`${M}.FinalPaymentDateTime`]: '2027-12-01T00:00:00Z' },
      'field-unexpected U005 Data.Initiation.NumberOfPayments',
    ],
    [{ FinalPaymentAmount: money }, 'field-unexpected U005 Data.Initiation.FinalPaymentAmount'],
    [{ FinalPaymentAmount: money, NumberOfPayments: '2' }, 'allowed'],
    [
      { RecurringPaymentAmount: { ...money, Currency: 'EUR' } },
      'currency-unsupported U023 Data.Initiation.RecurringPaymentAmount.Currency',
    ],
    [{ FinalPaymentAmount: { ...money, Amount: '0' } }, 'field-invalid U002 Data.Initiation.FinalPaymentAmount.Amount'],
    ...['ADHO', 'INDA', 'NONE', 'NotKnown'].map(
      (Type) => [{ [`${M}.Frequency`]: { Type } }, `frequency-unsupported U025 ${mandate}.Frequency`] as const,
    ),
    ...['EvryYear', 'IntrvlDay:01', 'IntrvlDay:32', 'QtrDay:FRENCH', 'mnth', ''].map(
      (Type) => [{ [`${M}.Frequency`]: { Type } }, `field-invalid U002 ${mandate}.Frequency.Type`] as const,
    ),
    [{ [`${M}.Frequency`]: { Type: 'MNTH', CountPerPeriod: 1 } }, 'allowed'],
    [{ [`${M}.Frequency`]: { Type: 'MNTH', CountPerPeriod: 2 } }, `frequency-unsupported U025 ${mandate}.Frequency`],
    [
      { [`${M}.Frequency`]: { Type: 'MNTH', CountPerPeriod: 1, PointInTime: '01' } },
      `field-unexpected U005 ${mandate}.Frequency.PointInTime`,
    ],
    [{ [`${M}.Frequency`]: { Type: 'MNTH', PointInTime: '00' } }, 'allowed'],
    [{ [`${M}.Frequency`]: { Type: 'MNTH', PointInTime: '01' } }, 'allowed'],
    [{ [`${M}.Frequency`]: { Type: 'MNTH', PointInTime: '02' } }, date('FirstPaymentDateTime')],
    [
      { [`${M}.Frequency`]: { Type: 'MNTH', PointInTime: '32' } },
      `field-invalid U002 ${mandate}.Frequency.PointInTime`,
    ],
    [
      { [`${M}.Frequency`]: { Type: 'WEEK', PointInTime: '08' } },
      `field-invalid U002 ${mandate}.Frequency.PointInTime`,
    ],
    [
      { [`${M}.Frequency`]: { Type: 'DAIL', PointInTime: '01' } },
      `field-invalid U002 ${mandate}.Frequency.PointInTime`,
    ],
    [{ [`${M}.Frequency`]: { Type: 'WEEK', PointInTime: '02' } }, 'allowed'],
    [{ [`${M}.Frequency`]: { Type: 'WEEK', PointInTime: '03' } }, date('FirstPaymentDateTime')],
    [{ [`${M}.Frequency`]: { Type: 'IntrvlMnthDay:01:15' } }, date('FirstPaymentDateTime')],
    [
      {
        [`${M}.Frequency`]: { Type: 'IntrvlMnthDay:01:15' },
        [`${M}.RecurringPaymentDateTime`]: '2026-12-15T00:00:00Z',
      },
      'allowed',
    ],
    [
      {
        [`${M}.Frequency`]: { Type: 'IntrvlMnthDay:01:15' },
        [`${M}.RecurringPaymentDateTime`]: '2026-12-16T00:00:00Z',
      },
      date('RecurringPaymentDateTime'),
    ],
  ]
  test.each(rows)('with %j: %s', (changes, said) => expect(lodged(changes)).toBe(said))
})

describe('the payments of a standing order fall due', () => {
  const rows: readonly (readonly [frequency: Frequency, days: string])[] = [
    [{ Type: 'DAIL' }, '2026-12-30 2026-12-31 2027-01-01'],
    [{ Type: 'EvryDay' }, '2028-02-28 2028-02-29 2028-03-01'],
    [{ Type: 'WODL' }, '2026-12-03 2026-12-04 2026-12-07 2026-12-08 2026-12-09 2026-12-10 2026-12-11 2026-12-14'],
    [{ Type: 'WEEK' }, '2026-12-28 2027-01-04'],
    [{ Type: 'FRTN' }, '2026-12-28 2027-01-11'],
    [{ Type: 'FOWK' }, '2026-12-01 2026-12-29'],
    [{ Type: 'IntrvlDay:10' }, '2026-12-25 2027-01-04'],
    [{ Type: 'IntrvlWkDay:03:05' }, '2026-12-04 2026-12-25'],
    [{ Type: 'MNTH' }, '2027-01-31 2027-02-28 2027-03-31 2027-04-30'],
    [{ Type: 'MNTH', PointInTime: '31' }, '2027-02-28 2027-03-31 2027-04-30'],
    [{ Type: 'TWMH' }, '2026-12-15 2027-02-15'],
    [{ Type: 'ALMH' }, '2026-12-15 2027-02-15'],
    [{ Type: 'QURT' }, '2026-11-30 2027-02-28 2027-05-30'],
    [{ Type: 'FOMH' }, '2026-12-15 2027-04-15'],
    [{ Type: 'FIMH' }, '2026-12-15 2027-05-15'],
    [{ Type: 'MIAN' }, '2026-12-15 2027-06-15'],
    [{ Type: 'YEAR' }, '2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29'],
    [{ Type: 'IntrvlMnthDay:01:-01' }, '2027-01-31 2027-02-28 2027-03-31'],
    [{ Type: 'IntrvlMnthDay:03:-05' }, '2027-02-24 2027-05-27'],
    [{ Type: 'IntrvlMnthDay:24:29' }, '2027-02-28 2029-02-28'],
    [{ Type: 'WkInMnthDay:02:03' }, '2026-12-09 2027-01-13'],
    [{ Type: 'WkInMnthDay:05:01' }, '2026-12-28 2027-01-25 2027-02-22 2027-03-29'],
    [{ Type: 'QtrDay:ENGLISH' }, '2026-12-25 2027-03-25 2027-06-24 2027-09-29 2027-12-25'],
    [{ Type: 'QtrDay:SCOTTISH' }, '2027-02-02 2027-05-15 2027-08-01 2027-11-11 2028-02-02'],
    [{ Type: 'QtrDay:RECEIVED' }, '2026-12-20 2027-03-20 2027-06-19 2027-09-24'],
  ]
  test.each(rows)('%j on %s', (frequency, text) => {
    const days = text.split(' ')
    const first = day(days[0] as string)
    expect(days.map((_, n) => shown(occurrenceAt(frequency, first, n)))).toEqual(days)
    expect(days.every((one) => isPaymentDay(frequency, day(one)))).toBe(true)
  })

  test('at the time of day of the first payment', () => {
    expect(occurrenceAt({ Type: 'MNTH' }, Date.parse('2027-01-31T08:15:00Z'), 1)).toBe(
      Date.parse('2027-02-28T08:15:00Z'),
    )
  })

  test('from the first matching day after today, if no first day is given', () => {
    const first = (Frequency: Frequency) => shown(parsePlan({ MandateRelatedInformation: { Frequency } }, now).firstAt)
    expect(first({ Type: 'DAIL' })).toBe('2026-11-25')
    expect(first({ Type: 'IntrvlMnthDay:01:24' })).toBe('2026-12-24')
    expect(first({ Type: 'QtrDay:ENGLISH' })).toBe('2026-12-25')
    expect(first({ Type: 'WEEK', PointInTime: '02' })).toBe('2026-12-01')
  })

  test('up to and including the final day', () => {
    const plan = (mandate: object, NumberOfPayments?: string) =>
      parsePlan(
        {
          MandateRelatedInformation: {
            Frequency: { Type: 'MNTH' },
            FirstPaymentDateTime: '2026-12-01T00:00:00Z',
            ...mandate,
          },
          NumberOfPayments,
        },
        now,
      )
    const days = (one: ReturnType<typeof plan>) => [0, 1, 2, 3].map((n) => shown(paymentAt(one, n)))
    expect(days(plan({}, '2'))).toEqual(['2026-12-01', '2027-01-01', undefined, undefined])
    expect(days(plan({ FinalPaymentDateTime: '2027-02-01T00:00:00Z' }))[2]).toBe('2027-02-01')
    expect(days(plan({ FinalPaymentDateTime: '2027-01-31T00:00:00Z' }))[2]).toBeUndefined()
    expect(days(plan({ RecurringPaymentDateTime: '2026-12-20T00:00:00Z' }))).toEqual([
      '2026-12-01',
      '2026-12-20',
      '2027-01-20',
      '2027-02-20',
    ])
  })

  test('each later than the one before and on a day of the frequency, for any frequency', () => {
    const frequency = fc.constantFrom(...rows.map(([one]) => one))
    fc.assert(
      fc.property(frequency, fc.integer({ min: 0, max: 20_000 }), (one, from) => {
        let first = day('2020-01-01') + from * 86_400_000
        while (!isPaymentDay(one, first)) first += 86_400_000
        const days = Array.from({ length: 30 }, (_, n) => occurrenceAt(one, first, n))
        expect(days[0]).toBe(first)
        for (let n = 1; n < days.length; n++) {
          expect(days[n]).toBeGreaterThan(days[n - 1] as number)
          expect(isPaymentDay(one, days[n] as number)).toBe(true)
        }
      }),
      { seed: 20_261_124, numRuns: 400 },
    )
  })
})
