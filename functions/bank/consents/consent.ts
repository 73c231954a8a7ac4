import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { permissions } from './permission.ts'

/**
 * The standard's codes for awaiting upload (files), awaiting authorisation, authorised, rejected,
 * cancelled (revoked), expired and consumed.
 */
export const consentStates = ['AWUP', 'AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD', 'COND'] as const
export type ConsentState = (typeof consentStates)[number]

/** The kinds of payment order of the standard. */
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

/**
 * The confirmation of payee that a scenario gave a consent. `name` is what the bank discloses on a
 * close match.
 */
const PayeeCheck = z.strictObject({ result: z.enum(['close-match', 'no-match']), name: z.string().optional() })

const Minor = z.string().regex(/^\d{1,18}$/)
const Json = z.record(z.string(), z.unknown())

/** The fields of every kind of consent. Instants are epoch milliseconds of the world's clock. */
const common = {
  id: z.string(),
  /** The partner that created the consent. No other partner can access it. */
  partner: z.string(),
  createdAt: z.int(),
  expiresAt: z.int().optional(),
  /** The state as last written. `stateOf` derives the changes that time alone makes. */
  state: z.enum(['AWUP', 'AWAU', 'AUTH', 'RJCT', 'CANC']),
  stateAt: z.int(),
  /**
   * The customer who authorised it and the accounts chosen; absent before. A payment consent has
   * one account.
   */
  customer: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  /**
   * How often it was authorised. Each authorisation is a grant of its own, and its tokens carry its
   * number.
   */
  authorisations: z.int().min(0),
  /**
   * The first authorisation whose tokens are valid. Earlier ones ended when the customer revoked
   * the consent or the partner returned its tokens.
   */
  aliveFrom: z.int().min(1),
  /** When a robot customer will revoke it. */
  revokesAt: z.int().optional(),
  /** The decision of a robot as the next person who must approve the payment. */
  second: z.enum(['approve', 'refuse']).optional(),
}

/** Account-access consents: permissions to read accounts. */
const AccountAccess = z.strictObject({
  ...common,
  kind: z.literal('account-access'),
  permissions: z.array(z.enum(permissions)).min(1),
  transactionsFrom: z.int().optional(),
  transactionsTo: z.int().optional(),
})

/**
 * Consents to one payment order. `request` is the whole body of the consent request; the order must
 * repeat it.
 */
const PaymentConsent = z.strictObject({
  ...common,
  kind: z.enum(paymentKinds),
  request: Json,
  /** By when all required people must have authorised it, if the partner sets that. */
  authoriseBy: z.int().optional(),
  /** What the bank quoted with it: charges, an exchange rate. */
  offer: Json.optional(),
  payeeCheck: PayeeCheck.optional(),
  /** The file that the partner uploaded for it. */
  file: z
    .strictObject({
      media: z.string(),
      /** The number of stored parts of the file's bytes, and of its payments. */
      parts: z.strictObject({ bytes: z.int().min(1), payments: z.int().min(1) }),
      payments: z.int().min(1),
      /** The total of its payments and of their charges, in pence. */
      sum: Minor,
      fee: Minor,
      /** The account to debit, if the file names one. */
      debtor: z.strictObject({ SchemeName: z.string(), Identification: z.string() }).optional(),
    })
    .optional(),
})

/** Mandates for variable recurring payments. */
const Mandate = z.strictObject({
  ...common,
  kind: z.literal('domestic-vrp'),
  request: Json,
  payeeCheck: PayeeCheck.optional(),
})

/** Consents to confirm whether funds are available. */
const FundsConsent = z.strictObject({ ...common, kind: z.literal('funds-confirmation'), request: Json })

export const ConsentRecord = z.discriminatedUnion('kind', [AccountAccess, PaymentConsent, Mandate, FundsConsent])
export type ConsentRecord = z.output<typeof ConsentRecord>
export type ConsentKind = ConsentRecord['kind']
export type AccountAccessRecord = z.output<typeof AccountAccess>
export type PaymentConsentRecord = z.output<typeof PaymentConsent>
export type MandateRecord = z.output<typeof Mandate>
export type FundsConsentRecord = z.output<typeof FundsConsent>

/** The shape of a consent's id. Callers may send anything. */
export const consentIdShape = /^(aac|pic|vrc|cof)_[a-z0-9]{1,40}$/

/** Returns the initial fields of a consent. A file consent first awaits its file. */
export const newConsent = (now: number, state: 'AWAU' | 'AWUP' = 'AWAU') =>
  ({ createdAt: now, state, stateAt: now, authorisations: 0, aliveFrom: 1 }) as const

/**
 * Returns whether a consent is for a single order, which uses it up. All other consents are
 * long-lived and can be revoked.
 */
export const isSingleUse = (consent: ConsentRecord): consent is PaymentConsentRecord =>
  (paymentKinds as readonly string[]).includes(consent.kind)

/**
 * Returns the state of a consent at an instant (epoch milliseconds of the world's clock), and since
 * when. `usedAt` is when a payment order consumed it; the caller reads that from the order.
 */
export function stateOf(consent: ConsentRecord, now: number, usedAt?: number): { state: ConsentState; since: number } {
  const { state, stateAt, expiresAt, revokesAt } = consent
  if (usedAt !== undefined) return { state: 'COND', since: usedAt }
  const isExpired = expiresAt !== undefined && expiresAt <= now
  if (state === 'AUTH' && revokesAt !== undefined && revokesAt <= now && !(isExpired && expiresAt < revokesAt))
    return { state: 'CANC', since: revokesAt }
  if (state === 'AUTH' && isExpired) return { state: 'EXPD', since: expiresAt }
  // The customer did not authorise it in time. The partner sees a rejection, because only an
  // authorised consent can expire.
  const by = 'authoriseBy' in consent ? consent.authoriseBy : expiresAt
  if ((state === 'AWAU' || state === 'AWUP') && by !== undefined && by <= now) return { state: 'RJCT', since: by }
  return { state, since: stateAt }
}

/**
 * Returns the consent if it is authorised at an instant, or rejects the request. `path` is the
 * field that holds the consent's id.
 */
export function requireAuthorised<C extends ConsentRecord>(consent: C, now: number, path: string): C {
  const { state, since } = stateOf(consent, now)
  if (state === 'AUTH') return consent
  const at = new Date(since).toISOString()
  if (state === 'CANC')
    throw new Problem(
      'consent-cancelled',
      `${path}: the customer revoked ${consent.id} at ${at}; ask the customer to authorise it again`,
      { path },
    )
  // The standard answers 403 to account information, and 400 to payments and confirmation of funds.
  const code = consent.kind === 'account-access' ? 'consent-status' : 'consent-over'
  throw new Problem(code, `${path}: ${consent.id} must be AUTH (it is ${state} since ${at}); create a new consent`, {
    path,
  })
}

/**
 * The actions on a long-lived consent, with the states that allow them: the standard's life cycle.
 */
const longLivedTransitions = {
  authorise: { from: ['AWAU', 'AUTH', 'CANC'], to: 'AUTH' },
  reject: { from: ['AWAU'], to: 'RJCT' },
  revoke: { from: ['AUTH'], to: 'CANC' },
  upload: { from: [], to: 'AWAU' },
} as const satisfies Record<string, { from: readonly ConsentState[]; to: ConsentState }>
export type ConsentAction = keyof typeof longLivedTransitions

/**
 * A single-use consent is authorised once and cannot be revoked. A file consent first awaits its
 * file.
 */
const singleUseTransitions = {
  ...longLivedTransitions,
  authorise: { from: ['AWAU'], to: 'AUTH' },
  revoke: { from: [], to: 'CANC' },
  upload: { from: ['AWUP'], to: 'AWAU' },
} as const

/** The actions on each kind of consent, with the states that allow them. */
export const transitionsOf = (consent: ConsentRecord) =>
  isSingleUse(consent) ? singleUseTransitions : longLivedTransitions

/**
 * Returns whether the state of a consent allows an action. A cancelled consent can be authorised
 * again until it expires.
 */
export function allowsAction(consent: ConsentRecord, action: ConsentAction, now: number): boolean {
  const { state } = stateOf(consent, now)
  const isExpired = consent.expiresAt !== undefined && consent.expiresAt <= now
  return (
    (transitionsOf(consent)[action].from as readonly ConsentState[]).includes(state) &&
    !(action === 'authorise' && isExpired)
  )
}

/** Returns the consent after an action, or rejects an action that its state does not allow. */
export function applyAction<C extends ConsentRecord>(consent: C, action: ConsentAction, now: number): C {
  if (!allowsAction(consent, action, now))
    throw new Problem(
      'consent-status',
      `${consent.id} cannot be ${pastOf[action]}, because it is ${stateOf(consent, now).state}`,
    )
  const after: C = { ...consent, state: transitionsOf(consent)[action].to, stateAt: now }
  if (action !== 'authorise') return after
  delete after.revokesAt
  after.authorisations = consent.authorisations + 1
  // Tokens of authorisations before a cancellation stay invalid.
  if (stateOf(consent, now).state === 'CANC') after.aliveFrom = after.authorisations
  return after
}
const pastOf = { authorise: 'authorised', reject: 'rejected', revoke: 'revoked', upload: 'given a file' } as const

/** The record of one kind of consent. */
export type ConsentOf<K extends ConsentKind> = K extends PaymentKind
  ? PaymentConsentRecord
  : Extract<ConsentRecord, { kind: K }>
