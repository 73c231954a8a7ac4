import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { cacheKeyOf, type Sandbox, type World } from '#store/world.ts'

/**
 * For how long a last leg is taken for the last one, in milliseconds of real time: who pays again
 * pays soon.
 */
const keptFor = 1_000
const mostRemembered = 2_000

type Head = { leg: Leg; seenAt: number }
const headsOf = perObject((_: Sandbox) => boundedCache<Head>(mostRemembered))

/**
 * Last legs as this process wrote them a moment ago. Somebody else may have written since, which
 * only a commit finds out that writes the next one; whoever writes none must not go by them.
 */
export function headsIn(world: World) {
  const { sandbox } = world
  const known = headsOf(sandbox)
  const memory = cacheKeyOf(world)
  const nameOf = (account: string) => `${memory}/${account}`
  return {
    /** Those of some accounts, if all of them are known. */
    of(accounts: readonly string[]): Map<string, Leg> | undefined {
      const since = sandbox.real() - keptFor
      const heads = new Map<string, Leg>()
      for (const account of accounts) {
        const head = known.get(nameOf(account))
        if (!head || head.seenAt < since) return undefined
        heads.set(account, head.leg)
      }
      return heads
    },
    remember(heads: ReadonlyMap<string, Leg>): void {
      const seenAt = sandbox.real()
      for (const [account, leg] of heads) {
        const head = known(nameOf(account), () => ({ leg, seenAt }))
        head.leg = leg
        head.seenAt = seenAt
      }
    },
    forget(accounts: readonly string[]): void {
      for (const account of accounts) {
        const head = known.get(nameOf(account))
        if (head) head.seenAt = Number.NEGATIVE_INFINITY
      }
    },
  }
}
