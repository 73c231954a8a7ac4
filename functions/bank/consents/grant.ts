import type { ConsentRecord } from './consent.ts'
import type { Permission } from './permission.ts'

/**
 * What a token may be good for: reading a customer's accounts; paying, or asking for funds, as a
 * customer authorised; a partner acting for itself (client credentials); one world's control, or
 * the making of worlds.
 */
export type Scope = 'accounts' | 'payment' | 'funds' | 'partner' | 'world' | 'worlds'

/** Whose accounts a token reaches: one customer (`cus_42`), or everybody's. */
export type CustomerReach = string | 'all'

/**
 * How much of a customer's accounts may be seen: what a consent says, or everything where there is
 * none.
 */
export type Access = {
  /** The consent that says so; absent where there is none. */
  readonly consent?: string
  readonly accounts: ReadonlySet<string> | 'all'
  readonly permissions: ReadonlySet<Permission>
  /** Transactions booked between these instants (epoch seconds, included). */
  readonly from: number
  readonly to: number
}

/** How the ids of all accounts begin that a token can reach. */
export const accountIdPrefixOf = ({ customer }: { readonly customer: CustomerReach }): string =>
  customer === 'all' ? 'acc_' : `acc_${customer.slice('cus_'.length)}_`

declare const proof: unique symbol

/**
 * Proof that the caller's token is good for a scope, whose accounts it reaches and how much of
 * them. Only edge/grant.ts makes one, so an action that asks for a grant cannot be reached without
 * it.
 */
export type Grant<S extends Scope = Scope> = {
  readonly scope: S
  readonly customer: CustomerReach
  readonly access: Access
  /**
   * The partner whose token it is. A developer token that pays is its own, by its id (`tok_...`); a
   * control key belongs to none.
   */
  readonly partner: string | undefined
  /**
   * The consent that a customer authorised, as it was read with the token; a developer token has
   * none, and agrees as it goes.
   */
  readonly agreed: { readonly consent: ConsentRecord; readonly version: number } | undefined
  readonly [proof]: true
}

/** Returns the partner of a grant that only a partner's token can have. */
export function partnerOf({ partner }: Grant): string {
  if (partner === undefined) throw new Error('the grant names no partner')
  return partner
}
