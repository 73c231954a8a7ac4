import { describe, expect, test } from 'vitest'
import { monthOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { measures, runBattery } from './battery.ts'
import { type Life, livesOf } from './lives.ts'

const bank = { seed: 42, size: 300, start: monthOf(2026, 11) }

describe('a small bank meets the threshold of', () => {
  test.each(runBattery(bank, 12, 300))('$name: $threshold', ({ passes, measured }) => {
    expect({ measured, passes }).toEqual({ measured, passes: true })
  })
})

/** Returns the lives with every entry changed, which makes the bank unrealistic in one way. */
function forged(lives: readonly Life[], change: (entry: Entry, n: number) => Entry): Life[] {
  let n = 0
  return lives.map((life) => ({
    ...life,
    ledgers: life.ledgers.map(({ account, months }) => ({
      account,
      months: months.map((month) => ({ ...month, entries: month.entries.map((entry) => change(entry, n++)) })),
    })),
  }))
}

describe('the battery finds a bank that is wrong in one way:', () => {
  const lives = livesOf({ ...bank, size: 100 }, 12, 100)
  const sign = (entry: Entry) => Math.sign(entry.amount)
  const normal = (n: number) =>
    Math.sqrt(-2 * Math.log(((n * 7919 + 1) % 10_007) / 10_007)) *
    Math.cos((2 * Math.PI * ((n * 104_729) % 9973)) / 9973)
  const forgeries: [measure: string, change: (entry: Entry, n: number) => Entry][] = [
    ['first digits', (entry, n) => ({ ...entry, amount: sign(entry) * (1000 + (n % 9000)) })],
    ['monthly or weekly series', (entry, n) => ({ ...entry, party: String(n) })],
    ['salaries', (entry) => ({ ...entry, at: 1_767_225_600 })],
    ['between 00 and 05 h', (entry, n) => ({ ...entry, made: entry.at - (entry.at % 86_400) + (n % 24) * 3600 })],
    ['end in .00', (entry, n) => ({ ...entry, amount: sign(entry) * (100 + (n % 97)) })],
    ['busiest weekday', (entry, n) => ({ ...entry, made: 1_700_000_000 + (n % 364) * 86_400 })],
    ['December', (entry, n) => ({ ...entry, made: 1_735_732_800 + (n % 365) * 86_400 })],
    ['log-normal', (entry, n) => ({ ...entry, amount: -Math.round(Math.exp(7 + normal(n))) })],
    ['not exact', (entry, n) => (n === 500 ? { ...entry, amount: entry.amount + 1 } : entry)],
    ['beyond their limit', (entry, n) => (n % 1000 === 0 ? { ...entry, balance: -100_000_000 } : entry)],
    ['other side', (entry) => ({ ...entry, reference: entry.amount < 0 ? 'OUT' : 'IN' })],
  ]
  test.each(forgeries)('%s', (name, change) => {
    const measure = measures.find((one) => one.name.includes(name))
    expect(measure?.of(lives).passes).toBe(true)
    expect(measure?.of(forged(lives, change)).passes).toBe(false)
  })

  test('personas that all have the same history', () => {
    const measure = measures.find(({ overEqualNumbers }) => overEqualNumbers)
    const [one] = lives as [Life]
    const same = lives.map(({ customer }) => ({ ...one, customer }))
    expect(measure?.of(same).passes).toBe(false)
  })
})
