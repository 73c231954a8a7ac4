import * as z from 'zod'

/**
 * One customer's progress through an authorization request: sign in, choose accounts, enter the
 * one-time code. Stored for an hour of real time. Each completed step is recorded, and the next
 * step follows from what is missing.
 */
export const AuthorisationInteraction = z.strictObject({
  /** The id of the provider's interaction. */
  uid: z.string(),
  consent: z.string(),
  partner: z.string(),
  /** Epoch milliseconds of the world's clock. */
  startedAt: z.int(),
  /** The customer's declared behaviour, if a robot acts as the customer. */
  robot: z.string().optional(),
  /** The cookies that a browser would hold, so that a caller who waits for the robot needs none. */
  cookies: z.string().optional(),
  customer: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  /** The one-time code: six digits, as they would come by text message. */
  code: z.string(),
  wrongCodes: z.int().min(0),
  /**
   * A short code with which the customer finds this interaction on another device, to approve it
   * there instead of typing the one-time code.
   */
  elsewhere: z.string().optional(),
  /** The result, once there is one. */
  outcome: z.enum(['approved', 'refused']).optional(),
})
export type AuthorisationInteraction = z.output<typeof AuthorisationInteraction>

type InteractionStep = 'sign-in' | 'choose' | 'code' | 'over'

/** Returns the next step of an interaction. */
export function nextStepOf({ customer, accounts, outcome }: AuthorisationInteraction): InteractionStep {
  if (outcome !== undefined) return 'over'
  if (customer === undefined) return 'sign-in'
  return accounts === undefined ? 'choose' : 'code'
}

/** The wrong one-time codes that reject the consent: the third one does. */
export const maxWrongCodes = 3
/**
 * The wrong passcodes that lock the customer out, and for how long in milliseconds of the world's
 * clock.
 */
export const maxWrongPasscodes = 5
export const lockoutMs = 15 * 60_000
