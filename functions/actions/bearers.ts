import type { Leg } from '#bank/leg.ts'
import type { Account } from '#mocks/account.ts'
import type { Month } from '#mocks/calendar.ts'
import { closedBy } from '#mocks/events.ts'
import { legs } from '#store/kinds.ts'
import type { World } from '#store/world.ts'
import { keyOf } from './ledger.ts'
import { accountNamed } from './people.ts'
import { monthsIn, type Round } from './rounds.ts'
import { bankOf } from './seed.ts'

/** An account that money was moved on and that takes part in a round, and the first of the months whose interest is booked. */
export type Bearer = { readonly account: Account; readonly first: Month }

/**
 * The next accounts that take part in a round, by their ids after that of another; `last` is how far it was looked, absent where there
 * are no more. It jumps from journal to journal, whatever their length, and ends after so many bearers or looks.
 */
export async function bearersAfter(
  world: World,
  { round, month }: { round: Round; month: Month },
  after: string | undefined,
  most: { readonly bearers: number; readonly looks: number },
): Promise<{ bearers: Bearer[]; last: string | undefined; looks: number }> {
  const bearers: Bearer[] = []
  let last = after
  let looks = 0
  while (looks < most.looks && bearers.length < most.bearers) {
    looks++
    last = await journalAfter(world, last)
    if (last === undefined) break
    const account = accountNamed(world, last)
    // A blocked account takes nothing, and pays nothing.
    if (!account || closedBy(bankOf(world), account.customer) !== undefined) continue
    const months = monthsIn(round, account, month)
    if (months) bearers.push({ account, ...months })
  }
  return { bearers, last, looks }
}

/** The next customer's account that has a leg. `:` comes after every digit, and `~` after every account. */
async function journalAfter(world: World, account: string | undefined): Promise<string | undefined> {
  const { partition } = keyOf(world, '', 0)
  const from = account === undefined ? 'account/acc_' : `account/${account}/leg/:`
  const [item] = await world.sandbox.store.list(partition, { from, to: 'account/acc_~', limit: 1 })
  return item && legs.read(item).account
}

/** Most accounts have few legs a month, and the first reading suffices. */
const [firstPerList, perList] = [10, 100]

/** The legs of an account since an instant (epoch milliseconds), oldest first, after the one before it where there is one. */
export async function legsSince(world: World, { id }: Account, since: number): Promise<Leg[]> {
  const { partition, path } = keyOf(world, id, 0)
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  const found: Leg[] = []
  for (let after: string | undefined; ; ) {
    const limit = after === undefined ? firstPerList : perList
    const range = { prefix, newestFirst: true, limit, ...(after !== undefined && { after }) }
    const items = await world.sandbox.store.list(partition, range)
    for (const item of items) {
      const leg = legs.read(item)
      found.push(leg)
      if (leg.at < since) return found.reverse()
    }
    if (items.length < limit) return found.reverse()
    after = items.at(-1)?.key.path
  }
}
