import { describe, expect, test } from 'vitest'
import { awaits } from './awaits.ts'
import type { Figures } from './battery.ts'
import { distanceFrom, type Figure, formatRange, formatValue, type Measure } from './measure.ts'
import { measures } from './measures.ts'
import { listMended, reportBank, reportPersona } from './report.ts'
import { judge } from './verdict.ts'

const measure: Measure = {
  id: 'a-measure',
  name: 'a measure',
  unit: 2,
  range: [1, 2],
  source: 'own estimate',
  byPersona: [0.5, 3],
  start: () => ({ add: () => undefined, figure: () => undefined }),
}
const figure = (value: number, reach = 0): Figure => ({ value, low: value - reach, high: value + reach })

describe('a verdict', () => {
  test.each([
    ['passes', 'bank', figure(2)],
    ['unsure', 'bank', figure(2.1, 0.2)],
    ['FAILS', 'bank', figure(2.3, 0.2)],
    ['FAILS', 'bank', undefined],
    ['passes', 'student', figure(2.3)],
    ['FAILS', 'student', figure(3.1)],
    ['none', 'student', undefined],
  ] as const)('%s for %s', (verdict, of, found) => {
    expect(judge(measure, of, found)).toBe(verdict)
  })

  test('of a measure that is only shown has no threshold', () => {
    expect(judge({ ...measure, byPersona: 'shown' }, 'student', figure(9))).toBe('shown')
    expect(judge({ ...measure, byPersona: 'same' }, 'student', figure(2.3))).toBe('FAILS')
  })

  test('awaits the conversion of personas that the list names', () => {
    const [known] = measures.filter(({ id }) => id === 'booked-in-another-month') as [Measure]
    expect(judge(known, 'bank', figure(0))).toBe('awaits')
    expect(judge(known, 'no-persona', figure(0))).toBe('FAILS')
  })
})

describe('a report', () => {
  test('writes values and thresholds', () => {
    expect(formatValue(0.0004, 'percent')).toBe('0.040 %')
    expect(formatValue(0.123, 'percent')).toBe('12.3 %')
    expect(formatRange([0, 0], 'percent')).toBe('must be 0')
    expect(formatRange([0, 0.08], 'percent')).toBe('at most 8.0 %')
    expect(formatRange([-0.3, 0.95], 2)).toBe('-0.30 to 0.95')
    expect([1, 1.5, 2.5].map((value) => distanceFrom(value, [1, 2]))).toEqual([0, 0, 0.5])
  })

  test('has a line and a source for each measure, and the personas that are outside', () => {
    const right = (one: Measure): Figure => ({ value: one.range[0] })
    const figures: Figures = Object.fromEntries(measures.map((one) => [one.id, right(one)]))
    const wrong = { ...figures, 'spending-at-night': { value: 0.5 }, 'balances-not-exact': { value: 0.25 } }
    const text = reportBank({ bank: wrong, personas: { student: wrong, estate: figures } })
    for (const { name, source } of measures) {
      expect(text).toContain(name)
      expect(text).toContain(source)
    }
    expect(text).toMatch(/FAILS {3}card spending between 00 and 05 h +50\.0 %/)
    expect(text).toContain('by persona (must be 0): 1 of 2 pass\n        FAILS: student 25.0 %')
    expect(reportPersona('student', wrong)).toMatch(/FAILS {3}balances that are not exact +25\.0 %/)
    expect(reportPersona('student', wrong)).not.toContain('between 00 and 05 h')
  })

  test('names what a persona passes although it awaits conversion', () => {
    expect(listMended('estate', { 'christmas-day': { value: 0.1 }, 'two-places-at-once': { value: 0.1 } })).toEqual(
      awaits.estate?.includes('christmas-day') ? ['christmas-day'] : [],
    )
  })
})
