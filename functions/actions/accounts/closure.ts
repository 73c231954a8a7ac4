import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { closedAt } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'

/**
 * Why money neither leaves nor enters an account: its holder died, or it was closed. `at` is since
 * when, in epoch seconds. Undefined for an account that works.
 */
export type Closure = { readonly why: 'blocked' | 'closed'; readonly at: number }

/** Returns the closure of an account. */
export function closureOf(world: World, { id, customer }: Account): Closure | undefined {
  const closed = closedSecondOf(world, id)
  if (closed !== undefined) return { why: 'closed', at: closed }
  const died = closedAt(bankOf(world), customer)
  return died === undefined ? undefined : { why: 'blocked', at: died }
}

/** Returns when an account of the world was closed, in epoch seconds; undefined if it was not. */
export function closedSecondOf({ record: { closed } }: World, account: string): number | undefined {
  const at = closed === undefined ? undefined : closed[account]
  return at === undefined ? undefined : Math.floor(at / 1000)
}
