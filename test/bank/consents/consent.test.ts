import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  allowsAction,
  applyAction,
  type ConsentAction,
  type ConsentKind,
  type ConsentRecord,
  type ConsentState,
  consentStates,
  type PaymentKind,
  paymentKinds,
  stateOf,
} from '#bank/consents/consent.ts'

const expiresAt = 10_000
const before = 5_000

/** The fields that each kind of consent adds to the common ones. */
const particulars: Record<ConsentKind, object> = {
  'account-access': { permissions: ['ReadAccountsBasic'] },
  'domestic-vrp': { request: {} },
  'funds-confirmation': { request: {} },
  ...(Object.fromEntries(paymentKinds.map((kind) => [kind, { request: {} }])) as Record<PaymentKind, object>),
}

function consentOf(more: Partial<ConsentRecord>, kind: ConsentKind = 'account-access'): ConsentRecord {
  return {
    id: 'aac_1',
    kind,
    ...particulars[kind],
    partner: 'app_1',
    createdAt: 1_000,
    expiresAt,
    stateAt: 2_000,
    authorisations: 0,
    aliveFrom: 1,
    state: 'AWAU',
    ...more,
  } as ConsentRecord
}

type Standing = { consent: ConsentRecord; now: number; usedAt?: number }
const given = { authorisations: 1, customer: 'cus_0' } as const

/**
 * Builds a consent in a state before its expiry. For states that only time makes, the clock is just
 * after it.
 */
const standingOf = (kind: ConsentKind): Record<ConsentState, Standing> => ({
  AWUP: { consent: consentOf({ state: 'AWUP' }, kind), now: before },
  AWAU: { consent: consentOf({ state: 'AWAU' }, kind), now: before },
  AUTH: { consent: consentOf({ state: 'AUTH', ...given }, kind), now: before },
  RJCT: { consent: consentOf({ state: 'RJCT' }, kind), now: before },
  CANC: { consent: consentOf({ state: 'CANC', ...given }, kind), now: before },
  EXPD: { consent: consentOf({ state: 'AUTH', ...given }, kind), now: expiresAt },
  COND: { consent: consentOf({ state: 'AUTH', ...given }, kind), now: before, usedAt: 3_000 },
})
const standing = standingOf('account-access')

const longLived = ['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD'] as const
type Table<S extends ConsentState, A extends string> = Record<A, Record<S, ConsentState | '-'>>

/**
 * Every pair of a state and an action: the next state, or `-` if the action is rejected.
 */
const table: Table<(typeof longLived)[number], ConsentAction | 'expire'> = {
  //            AWAU          AUTH          RJCT          CANC          EXPD
  authorise: { AWAU: 'AUTH', AUTH: 'AUTH', RJCT: '-', CANC: 'AUTH', EXPD: '-' },
  reject: { AWAU: 'RJCT', AUTH: '-', RJCT: '-', CANC: '-', EXPD: '-' },
  revoke: { AWAU: '-', AUTH: 'CANC', RJCT: '-', CANC: '-', EXPD: '-' },
  upload: { AWAU: '-', AUTH: '-', RJCT: '-', CANC: '-', EXPD: '-' },
  // Time alone: a consent that is not authorised in time is rejected, others stay.
  expire: { AWAU: 'RJCT', AUTH: 'EXPD', RJCT: 'RJCT', CANC: 'CANC', EXPD: 'EXPD' },
}

/**
 * A payment consent is authorised once and cannot be revoked. Its order shows that it was used.
 */
const once: Table<'AWUP' | 'AWAU' | 'AUTH' | 'RJCT' | 'CANC', ConsentAction> = {
  //            AWUP       AWAU          AUTH        RJCT        CANC
  authorise: { AWUP: '-', AWAU: 'AUTH', AUTH: '-', RJCT: '-', CANC: '-' },
  reject: { AWUP: '-', AWAU: 'RJCT', AUTH: '-', RJCT: '-', CANC: '-' },
  revoke: { AWUP: '-', AWAU: '-', AUTH: '-', RJCT: '-', CANC: '-' },
  // Only a consent to a file waits for an upload.
  upload: { AWUP: 'AWAU', AWAU: '-', AUTH: '-', RJCT: '-', CANC: '-' },
}

const pairsOf = (rows: object) =>
  Object.entries(rows).flatMap(([action, row]) =>
    Object.entries(row as Record<ConsentState, ConsentState | '-'>).map(([from, to]) => ({
      action: action as ConsentAction | 'expire',
      from: from as ConsentState,
      to,
    })),
  )

function expectNext(kind: ConsentKind, { action, from, to }: ReturnType<typeof pairsOf>[number]): void {
  const { consent, now } = standingOf(kind)[from]
  if (action === 'expire') {
    expect(stateOf(consent, expiresAt).state).toBe(to)
    return
  }
  expect(allowsAction(consent, action, now)).toBe(to !== '-')
  if (to === '-') {
    expect(() => applyAction(consent, action, now)).toThrow(expect.objectContaining({ code: 'consent-status' }))
  } else {
    expect(stateOf(applyAction(consent, action, now), now)).toEqual({ state: to, since: now })
  }
}

const file = new URL('../../../../shared/specs/derived/state-machines-uk-ob-v4.0.json', import.meta.url)
const missing = existsSync(file) ? '' : 'skipped, the list is not there: '
type Machine = { initial: string; states: string[]; transitions: [string, string, string][] }
const machineOf = (name: string): Machine => JSON.parse(readFileSync(file, 'utf8'))[name]

test.each(consentStates)('a consent in state %s reports that state', (state) => {
  const { consent, now, usedAt } = standing[state]
  expect(stateOf(consent, now, usedAt).state).toBe(state)
})

describe.each([
  ['account-access', 'accountAccessConsent'],
  ['domestic-vrp', 'vrpConsent'],
  ['funds-confirmation', 'fundsConfirmationConsent'],
] as const)('the life-cycle of %s, over every pair of state and action', (kind, name) => {
  test.each(pairsOf(table))('$action in $from: $to', (pair) => expectNext(kind, pair))

  test.skipIf(missing)(`${missing}has exactly the states and transitions of the standard`, () => {
    const { initial, states, transitions } = machineOf(name)
    const ours = pairsOf(table)
      // A state that time leaves unchanged is not a transition.
      .filter(({ action, from, to }) => to !== '-' && !(action === 'expire' && from === to))
      .map(({ from, to }) => `${from} ${to}`)
    expect(initial).toBe('AWAU')
    expect([...longLived].sort()).toEqual([...states].sort())
    // Every kind can be authorised again, but only one of the tables lists it.
    expect([...new Set(ours)].sort()).toEqual(
      [...new Set([...transitions.map(([from, to]) => `${from} ${to}`), 'AUTH AUTH'])].sort(),
    )
  })
})

describe.each(paymentKinds)('the life-cycle of %s, over every pair of state and action', (kind) => {
  test.each(pairsOf(once))('$action in $from: $to', (pair) => expectNext(kind, pair))

  test.skipIf(missing)(`${missing}has the transitions of the standard that a customer makes`, () => {
    const ours = pairsOf(once)
      .filter(({ action }) => action !== 'upload')
      .flatMap(({ from, to }) => (to === '-' ? [] : [`${from} ${to}`]))
    const theirs = machineOf('paymentConsent').transitions.map(([from, to]) => `${from} ${to}`)
    // The order makes the last transition.
    expect([...ours, 'AUTH COND'].sort()).toEqual(theirs.sort())
  })
})

describe('authorising a consent again', () => {
  test('keeps its tokens valid while it is authorised', () => {
    const { consent, now } = standing.AUTH
    expect(applyAction(consent, 'authorise', now)).toMatchObject({ authorisations: 2, aliveFrom: 1 })
  })

  test('does not revive the earlier tokens of a cancelled consent', () => {
    const { consent, now } = standing.CANC
    expect(applyAction(consent, 'authorise', now)).toMatchObject({ authorisations: 2, aliveFrom: 2 })
  })

  test("clears the robot's pending cancellation", () => {
    const consent = consentOf({ state: 'AUTH', authorisations: 1, revokesAt: 4_000 })
    expect(stateOf(consent, 4_000)).toEqual({ state: 'CANC', since: 4_000 })
    const again = applyAction(consent, 'authorise', before)
    expect(again).not.toHaveProperty('revokesAt')
    expect(again.aliveFrom).toBe(2)
    expect(stateOf(again, before).state).toBe('AUTH')
  })

  test('is rejected once the consent has expired', () => {
    for (const { consent } of Object.values(standing)) expect(allowsAction(consent, 'authorise', expiresAt)).toBe(false)
  })
})

describe('time', () => {
  test('ends a consent exactly at its expiry, not before', () => {
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

  test("rejects a payment consent that is not authorised by the partner's deadline, and leaves an authorised one", () => {
    const by = (state: 'AWUP' | 'AWAU' | 'AUTH') =>
      consentOf({ state, expiresAt: undefined, authoriseBy: expiresAt } as object, 'file-payment')
    for (const state of ['AWUP', 'AWAU'] as const) {
      expect(stateOf(by(state), expiresAt - 1).state).toBe(state)
      expect(stateOf(by(state), expiresAt)).toEqual({ state: 'RJCT', since: expiresAt })
    }
    expect(allowsAction(by('AWAU'), 'authorise', expiresAt - 1)).toBe(true)
    expect(allowsAction(by('AWAU'), 'authorise', expiresAt)).toBe(false)
    expect(allowsAction(by('AWUP'), 'upload', expiresAt)).toBe(false)
    expect(stateOf(by('AUTH'), expiresAt).state).toBe('AUTH')
  })

  test('never ends a consent without an expiry', () => {
    const { expiresAt: _, ...open } = standing.AUTH.consent
    expect(stateOf(open, Number.MAX_SAFE_INTEGER).state).toBe('AUTH')
  })
})
