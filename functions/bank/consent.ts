import * as z from 'zod'
import { enveloped } from './envelope.ts'
import { checkPermissions, type Permission, permissions } from './permission.ts'
import { Problem } from './problem.ts'
import { instantOf } from './world.ts'

/** Awaiting authorisation, authorised, rejected, cancelled (revoked), expired: OBExternalConsentStatus1Code. */
export const consentStates = ['AWAU', 'AUTH', 'RJCT', 'CANC', 'EXPD'] as const
export type ConsentState = (typeof consentStates)[number]

/** What is kept of an account-access consent. Instants are epoch milliseconds of the world's clock. */
export const ConsentRecord = z.strictObject({
  id: z.string(),
  /** The partner that asked; nobody else reaches it. */
  partner: z.string(),
  permissions: z.array(z.enum(permissions)).min(1),
  createdAt: z.int(),
  expiresAt: z.int().optional(),
  transactionsFrom: z.int().optional(),
  transactionsTo: z.int().optional(),
  /** As it was written last; what time alone changes is derived by `stateOf`. */
  state: z.enum(['AWAU', 'AUTH', 'RJCT', 'CANC']),
  stateAt: z.int(),
  /** Who authorised it, and for which accounts; absent before. */
  customer: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  /** How often it was authorised. Each time is a grant of its own, which the tokens that come from it name by its number. */
  authorisations: z.int().min(0),
  /** Tokens of earlier authorisations are dead: the customer revoked in between, or the partner gave them back. */
  aliveFrom: z.int().min(1),
  /** When a robot customer will revoke it. */
  revokesAt: z.int().optional(),
})
export type ConsentRecord = z.output<typeof ConsentRecord>

/** Where a consent stands at an instant (epoch milliseconds of the world's clock), and since when. */
export function stateOf(consent: ConsentRecord, now: number): { state: ConsentState; since: number } {
  const { state, stateAt, expiresAt, revokesAt } = consent
  const isOver = expiresAt !== undefined && expiresAt <= now
  if (state === 'AUTH' && revokesAt !== undefined && revokesAt <= now && !(isOver && expiresAt < revokesAt))
    return { state: 'CANC', since: revokesAt }
  if (state === 'AUTH' && isOver) return { state: 'EXPD', since: expiresAt }
  // Nobody finished it in time: to the partner that is a rejection, for only what was authorised can expire.
  if (state === 'AWAU' && isOver) return { state: 'RJCT', since: expiresAt }
  return { state, since: stateAt }
}

/** What can happen to a consent, and the states it can happen in: the standard's life-cycle. */
const transitions = {
  authorise: { from: ['AWAU', 'AUTH', 'CANC'], to: 'AUTH' },
  reject: { from: ['AWAU'], to: 'RJCT' },
  revoke: { from: ['AUTH'], to: 'CANC' },
} as const satisfies Record<string, { from: readonly ConsentState[]; to: ConsentState }>
export type ConsentAction = keyof typeof transitions

/** Whether an action is possible on a consent that stands so. A cancelled one can be authorised again until it expires. */
export function allows(consent: ConsentRecord, action: ConsentAction, now: number): boolean {
  const { state } = stateOf(consent, now)
  const isOver = consent.expiresAt !== undefined && consent.expiresAt <= now
  return (transitions[action].from as readonly ConsentState[]).includes(state) && !(action === 'authorise' && isOver)
}

/** The consent after an action, or a refusal that says where it stands. */
export function afterAction(consent: ConsentRecord, action: ConsentAction, now: number): ConsentRecord {
  if (!allows(consent, action, now))
    throw new Problem(
      'consent-status',
      `${consent.id} is ${stateOf(consent, now).state}: it cannot be ${pastOf[action]} any more`,
    )
  const after = { ...consent, state: transitions[action].to, stateAt: now }
  if (action !== 'authorise') return after
  const { revokesAt: _, ...rest } = after
  const authorisations = consent.authorisations + 1
  // What was cancelled does not come back to life: only tokens of the new authorisation are good.
  const wasCancelled = stateOf(consent, now).state === 'CANC'
  return { ...rest, authorisations, aliveFrom: wasCancelled ? authorisations : consent.aliveFrom }
}
const pastOf = { authorise: 'authorised', reject: 'rejected', revoke: 'revoked' } as const

const Instant = z.string().meta({ format: 'date-time' })

const asked = {
  Permissions: z.array(z.enum(permissions)).min(1),
  ExpirationDateTime: Instant.optional().meta({ description: 'Open ended when absent' }),
  TransactionFromDateTime: Instant.optional(),
  TransactionToDateTime: Instant.optional(),
}

/** OBReadConsent1. `Risk` is empty in the standard. */
export const ConsentRequest = z.strictObject({ Data: z.strictObject(asked), Risk: z.strictObject({}) })
export type ConsentRequest = z.output<typeof ConsentRequest>

/** OBReadConsentResponse1. */
export const ReadConsent = enveloped(
  'OBReadConsentResponse1',
  z.strictObject({
    ConsentId: z.string().min(1).max(128),
    CreationDateTime: z.iso.datetime(),
    Status: z.enum(consentStates),
    StatusReason: z
      .array(z.strictObject({ StatusReasonCode: z.string(), StatusReasonDescription: z.string() }))
      .optional(),
    StatusUpdateDateTime: z.iso.datetime(),
    ...asked,
  }),
)
  .extend({ Risk: z.strictObject({}) })
  .meta({ id: 'OBReadConsentResponse1' })

/** The terms of a new consent, or a refusal of what the standard does not allow. `now` is the world's. */
export function termsOf(
  { Data }: ConsentRequest,
  now: number,
): Pick<ConsentRecord, 'permissions' | 'expiresAt' | 'transactionsFrom' | 'transactionsTo'> {
  checkPermissions(Data.Permissions)
  const instant = (name: 'ExpirationDateTime' | 'TransactionFromDateTime' | 'TransactionToDateTime') => {
    const text = Data[name]
    return text === undefined
      ? undefined
      : instantOf(text, `Data.${name}`, { from: '1900-01-01', to: '9999-12-31T23:59:59Z' })
  }
  const expiresAt = instant('ExpirationDateTime')
  const transactionsFrom = instant('TransactionFromDateTime')
  const transactionsTo = instant('TransactionToDateTime')
  const refuse = (path: string, why: string) => {
    throw new Problem('date-invalid', `${path} ${why}`, { path })
  }
  if (expiresAt !== undefined && expiresAt <= now)
    refuse('Data.ExpirationDateTime', `must lie in the future; the world's clock says ${new Date(now).toISOString()}`)
  if (transactionsFrom !== undefined && transactionsTo !== undefined && transactionsFrom > transactionsTo)
    refuse('Data.TransactionFromDateTime', 'must not be later than Data.TransactionToDateTime')
  return {
    permissions: [...new Set<Permission>(Data.Permissions)],
    ...(expiresAt !== undefined && { expiresAt }),
    ...(transactionsFrom !== undefined && { transactionsFrom }),
    ...(transactionsTo !== undefined && { transactionsTo }),
  }
}
