import { describe, expect, test } from 'vitest'
import { describeFrequency } from '#apps/authorization/frequency-text.ts'
import { accountNumber } from '#apps/authorization/pages/facts.ts'
import { textsFor } from '#apps/authorization/texts.ts'

const t = textsFor('en')
const at = (day: string) => Date.parse(`${day}T10:00:00Z`)

describe('the frequency of a standing order', () => {
  test.each([
    ['DAIL', undefined, '2026-12-01', 'every day'],
    ['EvryDay', undefined, '2026-12-01', 'every day'],
    ['WODL', undefined, '2026-12-01', 'every working day, Monday to Friday'],
    ['EvryWorkgDay', undefined, '2026-12-01', 'every working day, Monday to Friday'],
    ['WEEK', undefined, '2026-12-01', 'every week on Tuesday'],
    ['WEEK', '05', '2026-12-04', 'every week on Friday'],
    ['WEEK', '00', '2026-12-06', 'every week on Sunday'],
    ['FRTN', undefined, '2026-12-01', 'every two weeks on Tuesday'],
    ['FOWK', undefined, '2026-12-01', 'every four weeks on Tuesday'],
    ['MNTH', undefined, '2026-12-01', 'every month, on the 1st'],
    ['MNTH', '22', '2026-12-22', 'every month, on the 22nd'],
    ['MNTH', '13', '2026-12-13', 'every month, on the 13th'],
    ['MNTH', '31', '2026-12-31', 'every month, on the 31st, or the last day of a shorter month'],
    ['TWMH', undefined, '2026-12-03', 'every two months, on the 3rd'],
    ['ALMH', undefined, '2026-12-03', 'every two months, on the 3rd'],
    ['QURT', undefined, '2026-12-01', 'every three months, on the 1st'],
    ['FOMH', undefined, '2026-12-11', 'every four months, on the 11th'],
    ['FIMH', undefined, '2026-12-12', 'every five months, on the 12th'],
    ['MIAN', undefined, '2026-12-01', 'every six months, on the 1st'],
    ['YEAR', undefined, '2026-12-01', 'every year on 1 December'],
    ['IntrvlDay:10', undefined, '2026-12-01', 'every ten days'],
    ['IntrvlDay:31', undefined, '2026-12-01', 'every 31 days'],
    ['IntrvlWkDay:01:03', undefined, '2026-12-02', 'every week on Wednesday'],
    ['IntrvlWkDay:02:03', undefined, '2026-12-02', 'every two weeks on Wednesday'],
    ['WkInMnthDay:02:02', undefined, '2026-12-08', 'every month on the second Tuesday'],
    ['WkInMnthDay:05:07', undefined, '2026-12-27', 'every month on the last Sunday'],
    ['IntrvlMnthDay:01:15', undefined, '2026-12-15', 'every month, on the 15th'],
    ['IntrvlMnthDay:03:-01', undefined, '2026-12-31', 'every three months, on the last day of the month'],
    ['IntrvlMnthDay:01:-02', undefined, '2026-12-30', 'every month, on the 2nd day from the end of the month'],
    ['IntrvlMnthDay:12:25', undefined, '2026-12-25', 'every year on 25 December'],
    ['IntrvlMnthDay:24:02', undefined, '2026-12-02', 'every two years in December, on the 2nd'],
    ['QtrDay:ENGLISH', undefined, '2026-12-25', 'every quarter, on 25 March, 24 June, 29 September and 25 December'],
    ['QtrDay:SCOTTISH', undefined, '2027-02-02', 'every quarter, on 2 February, 15 May, 1 August and 11 November'],
    ['QtrDay:RECEIVED', undefined, '2026-12-20', 'every quarter, on 20 March, 19 June, 24 September and 20 December'],
  ])('%s %s from %s: %s', (Type, PointInTime, first, words) => {
    expect(describeFrequency({ Type, ...(PointInTime !== undefined && { PointInTime }) }, at(first))).toBe(words)
  })
})

describe('the limit of recurring payments', () => {
  test.each([
    ['Day', 'Calendar', 'Up to £250.00 in each calendar day'],
    ['Week', 'Calendar', 'Up to £250.00 in each calendar week, from Monday to Sunday'],
    ['Month', 'Calendar', 'Up to £250.00 in each calendar month'],
    ['Half-year', 'Calendar', 'Up to £250.00 in each calendar half-year'],
    ['Year', 'Calendar', 'Up to £250.00 in each calendar year'],
    ['Day', 'Consent', 'Up to £250.00 in each day, counted from 24 November 2026'],
    ['Fortnight', 'Consent', 'Up to £250.00 in each fortnight, counted from 24 November 2026'],
    ['Month', 'Consent', 'Up to £250.00 in each month, counted from 24 November 2026'],
  ] as const)('%s by %s', (PeriodType, PeriodAlignment, words) => {
    const limit = { PeriodType, PeriodAlignment, Amount: '250.00', Currency: 'GBP' }
    expect(t.mandate.limit(t.amount(limit), limit, t.date(at('2026-11-24')))).toBe(words)
  })
})

test.each([
  [123_456n, 'GBP', '£1,234.56'],
  [-500n, 'GBP', '−£5.00'],
  [4_000n, 'EUR', '€40.00'],
  [1_234n, 'JPY', 'JP¥1,234'],
  [1_234n, 'KWD', 'KWD 1.234'],
  [999_999_999_999_999_901n, 'GBP', '£9,999,999,999,999,999.01'],
] as const)('%s minor units of %s are %s', (minor, currency, words) => {
  expect(t.money(minor, currency).replace('\u00a0', ' ')).toBe(words)
})

test.each([
  ['UK.OBIE.SortCodeAccountNumber', '08080021325698', '08-08-00 / 21325698'],
  ['UK.OBIE.IBAN', 'DE89370400440532013000', 'DE89 3704 0044 0532 0130 00'],
  ['UK.OBIE.IBAN', 'BE68539007547034', 'BE68 5390 0754 7034'],
  ['UK.OBIE.BBAN', 'NWBK55779911', 'NWBK55779911'],
])('%s %s is written %s', (scheme, identification, words) => {
  expect(accountNumber({ scheme, identification })).toBe(words)
})
