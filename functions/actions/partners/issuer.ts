import { createHmac } from 'node:crypto'
import { issuerBaseOf } from '#bank/partners/issuer.ts'
import type { World } from '#store/world.ts'

/** The issuer of a world's tokens: the URL that its metadata hangs on. */
export const issuerOf = ({ id, sandbox }: Pick<World, 'id' | 'sandbox'>): string =>
  `${issuerBaseOf(sandbox.baseUrl)}${id}`

/** How a customer is called towards one partner: no two partners can compare what they know. */
export const subjectOf = (secret: string, partner: string, customer: string): string =>
  createHmac('sha256', secret).update(`${partner}/${customer}`).digest('base64url')

/** A grant's id says which authorisation of which consent it is. */
export const grantIdOf = (consent: string, authorisation: number): string => `${consent}.${authorisation}`

/** What `grantIdOf` has written; undefined where it is no grant's id. */
export function readGrantId(grantId: string): { consent: string; authorisation: number } | undefined {
  const [, consent, authorisation] = /^([a-z]{3}_[a-z0-9]+)\.(\d+)$/.exec(grantId) ?? []
  return consent === undefined ? undefined : { consent, authorisation: Number(authorisation) }
}
