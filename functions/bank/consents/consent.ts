import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { permissions } from './permission.ts'

/**
 * Awaiting upload (files), awaiting authorisation, authorised, rejected, cancelled (revoked),
 * expired, consumed: the standard's codes.
 */
export const consentStates = ['AWUP', 'AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD', 'COND'] as const
export type ConsentState = (typeof consentStates)[number]

/** The payment orders of the standard. */
export const paymentKinds = [
  'domestic-payment',
  'domestic-scheduled-payment',
  'domestic-standing-order',
  'international-payment',
  'international-scheduled-payment',
  'international-standing-order',
  'file-payment',
] as const
export type PaymentKind = (typeof paymentKinds)[number]

const Minor = z.string().regex(/^\d{1,18}$/)
const Json = z.record(z.string(), z.unknown())

/**
 * What every consent has, whatever it is for. Instants are epoch milliseconds of the world's clock.
 */
const common = {
  id: z.string(),
  /** The partner that asked; nobody else reaches it. */
  partner: z.string(),
  createdAt: z.int(),
  expiresAt: z.int().optional(),
  /** As it was written last; what time alone changes is derived by `stateOf`. */
  state: z.enum(['AWUP', 'AWAU', 'AUTH', 'RJCT', 'CANC']),
  stateAt: z.int(),
  /** Who authorised it, and for which accounts; absent before. One that pays has one account. */
  customer: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  /**
   * How often it was authorised. Each time is a grant of its own, which the tokens that come from
   * it name by its number.
   */
  authorisations: z.int().min(0),
  /**
   * Tokens of earlier authorisations are dead: the customer revoked in between, or the partner gave
   * them back.
   */
  aliveFrom: z.int().min(1),
  /** When a robot customer will revoke it. */
  revokesAt: z.int().optional(),
  /** What a robot says as the next one who must agree to the payment. */
  second: z.enum(['approve', 'refuse']).optional(),
}

/** Account-access consents: what may be read. */
const AccountAccess = z.strictObject({
  ...common,
  kind: z.literal('account-access'),
  permissions: z.array(z.enum(permissions)).min(1),
  transactionsFrom: z.int().optional(),
  transactionsTo: z.int().optional(),
})

/**
 * Consents to one payment order. `request` is the whole body that was lodged, which the order must
 * repeat.
 */
const PaymentConsent = z.strictObject({
  ...common,
  kind: z.enum(paymentKinds),
  request: Json,
  /** By when everybody who must authorise it has to have, where the partner says so. */
  authoriseBy: z.int().optional(),
  /** What the bank promised with it: charges, an exchange rate. */
  offer: Json.optional(),
  /** The file that was uploaded for it. */
  file: z
    .strictObject({
      media: z.string(),
      /** How many parts its bytes are kept in, and its payments. */
      parts: z.strictObject({ bytes: z.int().min(1), payments: z.int().min(1) }),
      payments: z.int().min(1),
      /** What its payments add up to, and their charges, in pence. */
      sum: Minor,
      fee: Minor,
      /** The account it pays from, where the file names one. */
      debtor: z.strictObject({ SchemeName: z.string(), Identification: z.string() }).optional(),
    })
    .optional(),
})

/** Mandates for variable recurring payments. */
const Mandate = z.strictObject({
  ...common,
  kind: z.literal('domestic-vrp'),
  request: Json,
})

/** Consents to ask whether funds are there. */
const FundsConsent = z.strictObject({ ...common, kind: z.literal('funds-confirmation'), request: Json })

export const ConsentRecord = z.discriminatedUnion('kind', [AccountAccess, PaymentConsent, Mandate, FundsConsent])
export type ConsentRecord = z.output<typeof ConsentRecord>
export type ConsentKind = ConsentRecord['kind']
export type AccountAccessRecord = z.output<typeof AccountAccess>
export type PaymentConsentRecord = z.output<typeof PaymentConsent>
export type MandateRecord = z.output<typeof Mandate>
export type FundsConsentRecord = z.output<typeof FundsConsent>

/** What the id of a consent looks like; anybody may send anything. */
export const consentIdShape = /^(aac|pic|vrc|cof)_[a-z0-9]{1,40}$/

/** What every consent begins with, lodged now. That to a file waits for the file first. */
export const newConsent = (now: number, state: 'AWAU' | 'AWUP' = 'AWAU') =>
  ({ createdAt: now, state, stateAt: now, authorisations: 0, aliveFrom: 1 }) as const

/**
 * Whether it is for one act only: a payment order uses it up. All others are long-lived and can be
 * revoked.
 */
export const isSingleUse = (consent: ConsentRecord): consent is PaymentConsentRecord =>
  (paymentKinds as readonly string[]).includes(consent.kind)

/**
 * Where a consent stands at an instant (epoch milliseconds of the world's clock), and since when.
 * `usedAt` is when a payment order used it up, which the order tells and not the consent.
 */
export function stateOf(consent: ConsentRecord, now: number, usedAt?: number): { state: ConsentState; since: number } {
  const { state, stateAt, expiresAt, revokesAt } = consent
  if (usedAt !== undefined) return { state: 'COND', since: usedAt }
  const isOver = expiresAt !== undefined && expiresAt <= now
  if (state === 'AUTH' && revokesAt !== undefined && revokesAt <= now && !(isOver && expiresAt < revokesAt))
    return { state: 'CANC', since: revokesAt }
  if (state === 'AUTH' && isOver) return { state: 'EXPD', since: expiresAt }
  // Nobody finished it in time: to the partner that is a rejection, for only what was authorised
  // can expire.
  const by = 'authoriseBy' in consent ? consent.authoriseBy : expiresAt
  if ((state === 'AWAU' || state === 'AWUP') && by !== undefined && by <= now) return { state: 'RJCT', since: by }
  return { state, since: stateAt }
}

/**
 * A consent that is authorised at an instant, or a refusal. `path` is where the request says which
 * one.
 */
export function requireAuthorised<C extends ConsentRecord>(consent: C, now: number, path: string): C {
  const { state, since } = stateOf(consent, now)
  if (state === 'AUTH') return consent
  const at = new Date(since).toISOString()
  if (state === 'CANC')
    throw new Problem(
      'consent-cancelled',
      `the customer revoked ${consent.id} at ${at}; send them through authorisation again`,
      { path },
    )
  // The standard refuses to read with 403, and to pay or to confirm funds with 400.
  const code = consent.kind === 'account-access' ? 'consent-status' : 'consent-over'
  throw new Problem(code, `${consent.id} is ${state} since ${at}; ask for a new consent`, { path })
}

/**
 * What can happen to a long-lived consent, and the states it can happen in: the standard's
 * life-cycle.
 */
const longLivedTransitions = {
  authorise: { from: ['AWAU', 'AUTH', 'CANC'], to: 'AUTH' },
  reject: { from: ['AWAU'], to: 'RJCT' },
  revoke: { from: ['AUTH'], to: 'CANC' },
  upload: { from: [], to: 'AWAU' },
} as const satisfies Record<string, { from: readonly ConsentState[]; to: ConsentState }>
export type ConsentAction = keyof typeof longLivedTransitions

/**
 * A consent to one payment is authorised once, and never taken back. That to a file waits for the
 * file first.
 */
const singleUseTransitions = {
  ...longLivedTransitions,
  authorise: { from: ['AWAU'], to: 'AUTH' },
  revoke: { from: [], to: 'CANC' },
  upload: { from: ['AWUP'], to: 'AWAU' },
} as const

const transitionsOf = (consent: ConsentRecord) => (isSingleUse(consent) ? singleUseTransitions : longLivedTransitions)

/**
 * Whether an action is possible on a consent that stands so. A cancelled one can be authorised
 * again until it expires.
 */
export function allowsAction(consent: ConsentRecord, action: ConsentAction, now: number): boolean {
  const { state } = stateOf(consent, now)
  const isOver = consent.expiresAt !== undefined && consent.expiresAt <= now
  return (
    (transitionsOf(consent)[action].from as readonly ConsentState[]).includes(state) &&
    !(action === 'authorise' && isOver)
  )
}

/** The consent after an action, or a refusal that says where it stands. */
export function applyAction<C extends ConsentRecord>(consent: C, action: ConsentAction, now: number): C {
  if (!allowsAction(consent, action, now))
    throw new Problem(
      'consent-status',
      `${consent.id} is ${stateOf(consent, now).state}: it cannot be ${pastOf[action]} any more`,
    )
  const after: C = { ...consent, state: transitionsOf(consent)[action].to, stateAt: now }
  if (action !== 'authorise') return after
  delete after.revokesAt
  after.authorisations = consent.authorisations + 1
  // What was cancelled does not come back to life: only tokens of the new authorisation are good.
  if (stateOf(consent, now).state === 'CANC') after.aliveFrom = after.authorisations
  return after
}
const pastOf = { authorise: 'authorised', reject: 'rejected', revoke: 'revoked', upload: 'given a file' } as const
