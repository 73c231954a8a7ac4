import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  allowsAction,
  applyAction,
  type ConsentAction,
  type PaymentConsentRecord,
  stateOf,
} from '#bank/consents/consent.ts'

const states = ['AWUP', 'AWAU', 'AUTH', 'RJCT', 'COND'] as const
type State = (typeof states)[number]

const now = 5_000

/**
 * Builds a consent to a file in a state. Whether its order exists is a separate argument: the
 * consent does not record it.
 */
const standing = (state: State): { consent: PaymentConsentRecord; usedAt: number | undefined } => ({
  consent: {
    id: 'pic_1',
    kind: 'file-payment',
    partner: 'app_1',
    createdAt: 1_000,
    state: state === 'COND' ? 'AUTH' : state,
    stateAt: 2_000,
    authorisations: state === 'AUTH' || state === 'COND' ? 1 : 0,
    aliveFrom: 1,
    request: {},
  },
  usedAt: state === 'COND' ? 3_000 : undefined,
})

/**
 * Every pair of a state and an action: the next state, or `-` if the action is rejected.
 */
const table: Record<ConsentAction, Record<Exclude<State, 'COND'>, State | '-'>> = {
  //           AWUP         AWAU          AUTH         RJCT
  upload: { AWUP: 'AWAU', AWAU: '-', AUTH: '-', RJCT: '-' },
  authorise: { AWUP: '-', AWAU: 'AUTH', AUTH: '-', RJCT: '-' },
  reject: { AWUP: '-', AWAU: 'RJCT', AUTH: '-', RJCT: '-' },
  revoke: { AWUP: '-', AWAU: '-', AUTH: '-', RJCT: '-' },
}
const pairs = Object.entries(table).flatMap(([action, row]) =>
  Object.entries(row).map(([from, to]) => ({ action: action as ConsentAction, from: from as State, to })),
)

describe('the life-cycle of a consent to a file, over every pair of state and action', () => {
  test.each(states)('time alone does not change the state %s', (state) => {
    const { consent, usedAt } = standing(state)
    expect(stateOf(consent, now, usedAt).state).toBe(state)
    expect(stateOf(consent, Number.MAX_SAFE_INTEGER, usedAt).state).toBe(state)
  })

  test.each(pairs)('$action in $from: $to', ({ action, from, to }) => {
    const { consent } = standing(from)
    expect(allowsAction(consent, action, now)).toBe(to !== '-')
    if (to === '-')
      expect(() => applyAction(consent, action, now)).toThrow(expect.objectContaining({ code: 'consent-status' }))
    else expect(stateOf(applyAction(consent, action, now), now)).toEqual({ state: to, since: now })
  })

  test('no other consent waits for a file', () => {
    const { consent } = standing('AWAU')
    for (const kind of ['domestic-payment', 'international-standing-order'] as const)
      expect(allowsAction({ ...consent, kind }, 'upload', now)).toBe(false)
  })

  const file = new URL('../../../../shared/specs/derived/state-machines-uk-ob-v4.0.json', import.meta.url)
  const missing = existsSync(file) ? '' : 'skipped, the list is not there: '
  test.skipIf(missing)(`${missing}has exactly the states and transitions of the standard`, () => {
    const {
      initial,
      states: theirs,
      transitions,
    } = JSON.parse(readFileSync(file, 'utf8')).filePaymentConsent as {
      initial: string
      states: string[]
      transitions: [string, string, string][]
    }
    const ours = pairs.filter(({ to }) => to !== '-').map(({ from, to }) => `${from} ${to}`)
    expect(initial).toBe('AWUP')
    expect([...states].sort()).toEqual([...theirs].sort())
    // Creating an order is not an action on the consent: the state follows from the order.
    expect([...ours, 'AUTH COND'].sort()).toEqual(transitions.map(([from, to]) => `${from} ${to}`).sort())
  })
})
