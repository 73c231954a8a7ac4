/** What a token may be good for: the scopes of the Read/Write API, one world's control, or the making of worlds. */
export type Scope = 'accounts' | 'world' | 'worlds'

/** Whose accounts a token reaches: one customer (`cus_42`), or everybody's. */
export type Reach = string | 'all'

declare const proof: unique symbol

/**
 * Proof that the caller's token is good for a scope, and whose accounts it reaches. Only edge/grant.ts makes one, so an
 * action that asks for a grant cannot be reached without it.
 */
export type Grant<S extends Scope = Scope> = { readonly scope: S; readonly customer: Reach; readonly [proof]: true }
