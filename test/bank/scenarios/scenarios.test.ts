import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placesOfDeliveries } from '#bank/scenarios/deliveries.ts'
import { drawFrom, reaches } from '#bank/scenarios/fault.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { exampleOf, parseScenario, scenarioPatternFor, scenarios } from '#bank/scenarios/scenarios.ts'
import { timeAt } from '#bank/scenarios/times.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'

const read: Place = {
  surface: 'open-banking',
  operation: 'GetAccounts',
  takesToken: true,
  isUnderConsent: true,
  isWrite: false,
  answersJson: true,
}
const pay: Place = { ...read, operation: 'CreateDomesticPayments', isWrite: true }

describe('the header x-sandbank-scenario', () => {
  test.each([
    ['slow', { delayMs: 8_000 }],
    ['slow; delayMs=0', { delayMs: 0 }],
    ['slow;delayMs=120000', { delayMs: 120_000 }],
    ['unavailable ;retryAfterS=5 ', { retryAfterS: 5 }],
    ['server-error', {}],
  ])('%j is a scenario with its parameters', (text, values) => {
    expect(parseScenario(text, read).values).toEqual(values)
  })

  test.each([
    ['slow; delayMs=120001', 'delayMs must be a whole number from 0 to 120000 (got 120001)'],
    ['slow; delay=5', 'slow takes delayMs (got delay)'],
    ['slow; delayms=5', 'slow takes delayMs (got delayms); did you mean delayMs?'],
    ['server-error; delayMs=5', 'server-error takes no parameters (got delayMs)'],
    ['slow; delayMs=5; delayMs=6', 'each once'],
    ['slow; delayMs', 'must be a name and parameters such as slow; delayMs=8000'],
    ['slow; delayMs=-5', 'delayMs must be a whole number from 0 to 120000 (got -5)'],
    ['slow; delayMs=8s', 'delayMs must be a whole number from 0 to 120000 (got 8s)'],
    ['slow; delayMs=1.5', 'delayMs must be a whole number from 0 to 120000 (got 1.5)'],
    ['slow delayMs=8000', 'must be a name and parameters such as slow; delayMs=8000'],
    ['slow, delayMs=8000', 'must be a name and parameters such as slow; delayMs=8000'],
    ['solw', 'did you mean slow?'],
    ['__proto__', 'must be a name that GET /control/scenarios lists'],
    ['commit-then-cut', 'applies only to calls that make or change something'],
  ])('%j is rejected: %s', (text, why) => {
    expect(() => parseScenario(text, read)).toThrow(why)
  })

  test('has a pattern that its examples match', () => {
    const pattern = new RegExp(scenarioPatternFor(pay), 'u')
    for (const name of Object.keys(scenarios)) {
      if (!scenarios[name]?.appliesTo(pay)) continue
      expect(name).toMatch(pattern)
      expect(exampleOf(name)).toMatch(pattern)
      expect(parseScenario(exampleOf(name), pay)).toEqual(parseScenario(name, pay))
    }
  })
})

test('every scenario says what it does, what it imitates and where it applies', () => {
  for (const [name, { title, imitates, where, appliesTo }] of Object.entries(scenarios)) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const text of [title, imitates, where]) expect(text.length, name).toBeGreaterThan(5)
    expect([...placesOfOperations, ...placesOfEndpoints, ...placesOfDeliveries].some(appliesTo), name).toBe(true)
  }
})

test('a response time lies between the quantiles of its share', () => {
  const quantiles = [
    [0.5, 100],
    [0.95, 400],
    [1, 1_000],
  ] as const
  expect([0, 0.25, 0.5, 0.95, 1].map((share) => timeAt(quantiles, share))).toEqual([0, 50, 100, 400, 1_000])
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      expect(timeAt(quantiles, low)).toBeLessThanOrEqual(timeAt(quantiles, high))
    }),
  )
})

test('a draw is the same for the same texts, and spread evenly', () => {
  expect(drawFrom(['a', 1])).toBe(drawFrom(['a', 1]))
  const draws = Array.from({ length: 2_000 }, (_, n) => drawFrom(['seed', n]))
  expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true)
  const below = draws.filter((draw) => draw < 0.3).length
  expect(below).toBeGreaterThan(500)
  expect(below).toBeLessThan(700)
})

test('a fault reaches a request only if all of its conditions hold', () => {
  const fault = { id: 'flt_1', scenario: 'slow', armedAt: '2026-11-24T09:30:00Z' }
  const facts = { place: read, partner: 'app_1', accounts: ['acc_1'], now: Date.parse('2026-11-24T10:00:00Z') }
  const cases: [when: object, reached: boolean][] = [
    [{}, true],
    [{ operations: ['GetAccounts'], partner: 'app_1', account: 'acc_1' }, true],
    [{ operations: ['GetBalances'] }, false],
    [{ partner: 'app_2' }, false],
    [{ account: 'acc_2' }, false],
    [{ from: '2026-11-24T10:00:00Z', to: '2026-11-24T10:00:00Z' }, true],
    [{ from: '2026-11-24T10:00:01Z' }, false],
    [{ to: '2026-11-24T09:59:59Z' }, false],
  ]
  for (const [when, reached] of cases) expect([when, reaches({ ...fault, when }, facts)]).toEqual([when, reached])
})
