import { createHmac } from 'node:crypto'
import { issuerBaseOf } from '#bank/partners/issuer.ts'
import type { World } from '#store/world.ts'

/** Returns the issuer of a world's tokens: the base URL of its metadata. */
export const issuerOf = ({ id, sandbox }: Pick<World, 'id' | 'sandbox'>): string =>
  `${issuerBaseOf(sandbox.baseUrl)}${id}`

/**
 * Returns the customer's subject for one partner (pairwise), so that two partners cannot compare
 * what they know.
 */
export const subjectOf = (secret: string, partner: string, customer: string): string =>
  createHmac('sha256', secret).update(`${partner}/${customer}`).digest('base64url')

/** Builds the id of a grant from a consent and the number of its authorisation. */
export const grantIdOf = (consent: string, authorisation: number): string => `${consent}.${authorisation}`

/** Parses an id that `grantIdOf` built. Returns undefined for other ids. */
export function readGrantId(grantId: string): { consent: string; authorisation: number } | undefined {
  const [, consent, authorisation] = /^([a-z]{3}_[a-z0-9]+)\.(\d+)$/.exec(grantId) ?? []
  return consent === undefined ? undefined : { consent, authorisation: Number(authorisation) }
}
