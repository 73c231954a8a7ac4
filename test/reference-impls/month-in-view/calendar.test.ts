import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  addMonthsToInstant,
  getComparisonPeriod,
  isMonth,
  monthAt,
  type Period,
  periodOf,
} from '#reference-impls/month-in-view/calendar.ts'

const at = (text: string) => Date.parse(text)
const written = ({ from, until }: Period) => [from, until].map((instant) => new Date(instant).toISOString())

test.each([
  ['2026-11', true],
  ['2026-13', false],
  ['2026-1', false],
  ['November', false],
])('%s is a valid month: %s', (text, expected) => {
  expect(isMonth(text)).toBe(expected)
})

test.each([
  ['2026-01', -1, '2025-12'],
  ['2026-12', 1, '2027-01'],
  ['2026-05', 0, '2026-05'],
  ['2026-05', 12, '2027-05'],
])('%s plus %i months is %s', (month, months, expected) => {
  expect(addMonths(month, months)).toBe(expected)
})

test.each([
  ['under way: the same part of the month before', '2026-11', '2026-11-24T09:30:00Z', '2026-10-24T09:30:00.000Z'],
  ['on the 31st: all of a shorter month', '2026-03', '2026-03-31T12:00:00Z', '2026-03-01T00:00:00.000Z'],
  ['over: all of the month before', '2026-09', '2026-11-24T09:30:00Z', '2026-09-01T00:00:00.000Z'],
])('a month is compared with the month before, when %s', (_, month, now, until) => {
  expect(written(getComparisonPeriod(month, at(now)))).toEqual([`${addMonths(month, -1)}-01T00:00:00.000Z`, until])
})

test.each([
  ['2026-11-05T05:00:00Z', 1, '2026-12-05T05:00:00.000Z'],
  ['2026-01-31T05:00:00Z', 1, '2026-02-28T05:00:00.000Z'],
  ['2026-11-30T05:00:00Z', 3, '2027-02-28T05:00:00.000Z'],
  ['2024-02-29T05:00:00Z', 12, '2025-02-28T05:00:00.000Z'],
])('%s plus %i months is %s', (from, months, expected) => {
  expect(new Date(addMonthsToInstant(at(from), months)).toISOString()).toBe(expected)
})

test('every instant lies in the period of its month', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const { from, until } = periodOf(monthAt(date.getTime()))
      expect(from <= date.getTime() && date.getTime() < until).toBe(true)
    }),
  )
})
