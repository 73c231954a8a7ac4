import { Problem } from '#bank/base/problem.ts'
import type { ConsentKind, ConsentOf, ConsentRecord } from './consent.ts'
import type { Permission } from './permission.ts'

/**
 * What a token allows. `accounts` reads a customer's accounts; `payment` and `funds` pay and
 * confirm funds as a customer authorised. `partner` acts as the partner itself (client
 * credentials); `world` controls one world; `worlds` creates worlds.
 */
export type Scope = 'accounts' | 'payment' | 'funds' | 'partner' | 'world' | 'worlds'

/** Whose accounts a token can access: one customer's (`cus_42`) or everyone's. */
export type CustomerReach = string | 'all'

/** What a grant allows to read: the limits of its consent, or everything if there is no consent. */
export type Access = {
  /** The id of the consent that sets the limits; absent if there is none. */
  readonly consent?: string
  readonly accounts: ReadonlySet<string> | 'all'
  readonly permissions: ReadonlySet<Permission>
  /** Only transactions booked between these instants (epoch seconds, inclusive). */
  readonly from: number
  readonly to: number
}

/** Returns the prefix of the ids of all accounts that a token can access. */
export const accountIdPrefixOf = ({ customer }: { readonly customer: CustomerReach }): string =>
  customer === 'all' ? 'acc_' : `acc_${customer.slice('cus_'.length)}_`

declare const proof: unique symbol

/**
 * Proof that the caller's token allows a scope, with the accounts that it can access. Only
 * edge/ creates one, so an action that takes a grant cannot run without it.
 */
export type Grant<S extends Scope = Scope> = {
  readonly scope: S
  readonly customer: CustomerReach
  readonly access: Access
  /**
   * The partner of the token. A developer token that pays is its own partner, with its id
   * (`tok_...`). A control key has none.
   */
  readonly partner: string | undefined
  /**
   * The authorised consent, as read together with the token. A developer token has none; it agrees
   * to each payment as it makes it.
   */
  readonly agreed: { readonly consent: ConsentRecord; readonly version: number } | undefined
  readonly [proof]: true
}

/** Returns the partner of a grant that only a partner's token can have. */
export function partnerOf({ partner }: Grant): string {
  if (partner === undefined) throw new Error('the grant names no partner')
  return partner
}

/** The consent that a request names, and where in the request it does so. */
export type ConsentReference = { readonly id: string; readonly path: string }

/**
 * Finds the consent of a token and rejects a request that names another one. Undefined for a
 * developer token, which belongs to no consent.
 */
export function findConsentOfToken<K extends ConsentKind>(
  { agreed }: Grant,
  { id, path }: ConsentReference,
  kind: K,
): ConsentOf<K> | undefined {
  if (!agreed) return undefined
  const { consent } = agreed
  if (consent.kind === kind && consent.id === id) return consent as ConsentOf<K>
  const message = `the token is for ${consent.kind} ${consent.id}, not for ${kind} ${id.slice(0, 60)}`
  throw new Problem('consent-mismatch', message, { path })
}
