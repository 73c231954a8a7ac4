import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  afterAction,
  allows,
  type ConsentAction,
  type ConsentRecord,
  type ConsentState,
  consentStates,
  stateOf,
} from '#bank/consent.ts'

const expiresAt = 10_000
const before = 5_000

/** A consent that stands so before its expiry: those that time alone makes are seen a moment after it. */
const standing: Record<ConsentState, { consent: ConsentRecord; now: number }> = {
  AWAU: { consent: consentOf({ state: 'AWAU' }), now: before },
  AUTH: { consent: consentOf({ state: 'AUTH', authorisations: 1, customer: 'cus_0' }), now: before },
  RJCT: { consent: consentOf({ state: 'RJCT' }), now: before },
  CANC: { consent: consentOf({ state: 'CANC', authorisations: 1, customer: 'cus_0' }), now: before },
  EXPD: { consent: consentOf({ state: 'AUTH', authorisations: 1, customer: 'cus_0' }), now: expiresAt },
}

function consentOf(more: Partial<ConsentRecord>): ConsentRecord {
  return {
    id: 'aac_1',
    partner: 'app_1',
    permissions: ['ReadAccountsBasic'],
    createdAt: 1_000,
    expiresAt,
    stateAt: 2_000,
    authorisations: 0,
    aliveFrom: 1,
    state: 'AWAU',
    ...more,
  }
}

/** Every pair of a state and what can happen in it: the state that follows, or `-` where it is refused. */
const table: Record<ConsentAction | 'expire', Record<ConsentState, ConsentState | '-'>> = {
  //            AWAU          AUTH          RJCT          CANC          EXPD
  authorise: { AWAU: 'AUTH', AUTH: 'AUTH', RJCT: '-', CANC: 'AUTH', EXPD: '-' },
  reject: { AWAU: 'RJCT', AUTH: '-', RJCT: '-', CANC: '-', EXPD: '-' },
  revoke: { AWAU: '-', AUTH: 'CANC', RJCT: '-', CANC: '-', EXPD: '-' },
  // What time does. Whoever did not finish in time is rejected; the rest stays what it is.
  expire: { AWAU: 'RJCT', AUTH: 'EXPD', RJCT: 'RJCT', CANC: 'CANC', EXPD: 'EXPD' },
}
const pairs = Object.entries(table).flatMap(([action, row]) =>
  consentStates.map((from) => ({ action, from, to: row[from] })),
)

describe('the life-cycle, over every pair of state and action', () => {
  test.each(consentStates)('a consent that stands at %s does so', (state) => {
    const { consent, now } = standing[state]
    expect(stateOf(consent, now).state).toBe(state)
  })

  test.each(pairs)('$action in $from: $to', ({ action, from, to }) => {
    const { consent, now } = standing[from]
    if (action === 'expire') return expect(stateOf(consent, expiresAt).state).toBe(to)
    const does = action as ConsentAction
    expect(allows(consent, does, now)).toBe(to !== '-')
    if (to === '-') {
      expect(() => afterAction(consent, does, now)).toThrow(expect.objectContaining({ code: 'consent-status' }))
    } else {
      const after = afterAction(consent, does, now)
      expect(stateOf(after, now)).toEqual({ state: to, since: now })
    }
  })

  const file = new URL('../../../shared/specs/derived/state-machines-uk-ob-v4.0.json', import.meta.url)
  const missing = existsSync(file) ? '' : 'skipped, the list is not there: '
  test.skipIf(missing)(`${missing}has exactly the states and transitions of the standard`, () => {
    const { initial, states, transitions } = JSON.parse(readFileSync(file, 'utf8')).accountAccessConsent as {
      initial: string
      states: string[]
      transitions: [string, string, string][]
    }
    const ours = new Set(
      pairs
        // Standing still while time passes is no transition; being authorised again is one.
        .filter(({ action, from, to }) => to !== '-' && !(action === 'expire' && from === to))
        .map(({ from, to }) => `${from} ${to}`),
    )
    expect(initial).toBe('AWAU')
    expect([...consentStates].sort()).toEqual([...states].sort())
    expect([...ours].sort()).toEqual(transitions.map(([from, to]) => `${from} ${to}`).sort())
  })
})

describe('a consent that is authorised again', () => {
  test('while it is authorised keeps its tokens alive', () => {
    const { consent, now } = standing.AUTH
    expect(afterAction(consent, 'authorise', now)).toMatchObject({ authorisations: 2, aliveFrom: 1 })
  })

  test('after it was cancelled leaves the tokens of before dead', () => {
    const { consent, now } = standing.CANC
    expect(afterAction(consent, 'authorise', now)).toMatchObject({ authorisations: 2, aliveFrom: 2 })
  })

  test('after a robot cancelled it forgets that the robot would', () => {
    const consent = consentOf({ state: 'AUTH', authorisations: 1, revokesAt: 4_000 })
    expect(stateOf(consent, 4_000)).toEqual({ state: 'CANC', since: 4_000 })
    const again = afterAction(consent, 'authorise', before)
    expect(again).not.toHaveProperty('revokesAt')
    expect(again.aliveFrom).toBe(2)
    expect(stateOf(again, before).state).toBe('AUTH')
  })

  test('is not, once it has expired, whatever it was before', () => {
    for (const { consent } of Object.values(standing)) expect(allows(consent, 'authorise', expiresAt)).toBe(false)
  })
})

describe('time', () => {
  test('ends a consent at its very instant, not before', () => {
    const { consent } = standing.AUTH
    expect(stateOf(consent, expiresAt - 1).state).toBe('AUTH')
    expect(stateOf(consent, expiresAt)).toEqual({ state: 'EXPD', since: expiresAt })
  })

  test.each([
    ['a robot that revokes before the end cancels', 9_000, 'CANC', 9_000],
    ['a robot that would revoke after the end comes too late', 11_000, 'EXPD', expiresAt],
    ['at the same instant the customer was first', 10_000, 'CANC', 10_000],
  ])('%s', (_, revokesAt, state, since) => {
    const consent = consentOf({ state: 'AUTH', authorisations: 1, revokesAt })
    expect(stateOf(consent, 20_000)).toEqual({ state, since })
  })

  test('never ends one without an expiry', () => {
    const { expiresAt: _, ...open } = standing.AUTH.consent
    expect(stateOf(open, Number.MAX_SAFE_INTEGER).state).toBe('AUTH')
  })
})
