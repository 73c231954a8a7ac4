import * as z from 'zod'

/**
 * A customer on its way through one authorization request: signing in, choosing accounts, giving
 * the one-time code. Kept for an hour of real time; each step that was done is there, and the next
 * step follows from what is missing.
 */
export const AuthorisationInteraction = z.strictObject({
  /** The provider's interaction. */
  uid: z.string(),
  consent: z.string(),
  partner: z.string(),
  /** Epoch milliseconds of the world's clock. */
  startedAt: z.int(),
  /** The customer's declared behaviour, where a robot plays it. */
  robot: z.string().optional(),
  /**
   * What a browser would carry for the robot, so that a caller who waits for it needs no cookies of
   * its own.
   */
  cookies: z.string().optional(),
  customer: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  /** Six digits, as they would come by text message. */
  code: z.string(),
  wrongCodes: z.int().min(0),
  /**
   * The short code by which the customer finds this on another device, where it would rather
   * approve there than type a code.
   */
  elsewhere: z.string().optional(),
  /** What it came to. */
  outcome: z.enum(['approved', 'refused']).optional(),
})
export type AuthorisationInteraction = z.output<typeof AuthorisationInteraction>

type AuthorisingStep = 'sign-in' | 'choose' | 'code' | 'over'

/** The step that comes next. */
export function nextStepOf({ customer, accounts, outcome }: AuthorisationInteraction): AuthorisingStep {
  if (outcome !== undefined) return 'over'
  if (customer === undefined) return 'sign-in'
  return accounts === undefined ? 'choose' : 'code'
}

/** The third wrong one-time code rejects the consent. */
export const maxWrongCodes = 3
/** After so many wrong passcodes a customer cannot sign in for a while, by the world's clock. */
export const maxWrongPasscodes = 5
export const lockoutMs = 15 * 60_000
