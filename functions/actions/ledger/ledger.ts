import { inTurns } from '#actions/concurrency/keyed-lock.ts'
import { dueAfter, dueWrites } from '#actions/schedule/due.ts'
import { firstRound } from '#actions/schedule/interest-dates.ts'
import { buildNextLeg, findImbalance, type Leg, type Posting } from '#bank/ledger/leg.ts'
import { type DueItem, interestOrder } from '#bank/schedule/due.ts'
import { legs } from '#store/records.ts'
import { Conflict, type Key, type Write } from '#store/store.ts'
import { isWorldRecordKey, loadWorldAsStored, type World } from '#store/world.ts'
import { headsIn } from './last-leg-cache.ts'

/*
 * The only door through which money moves. An account's journal is append-only: a leg is written on
 * the condition that there is none at its place yet, together with the legs of the other sides and
 * whatever else belongs to the same act.
 */

/**
 * What moves at once: its postings add up to zero in every currency. `payment` names it in each
 * leg.
 */
export type Movement = { readonly payment: string; readonly at: number; readonly postings: readonly Posting[] }

/** How often a movement is tried anew when others wrote to the same journals in between. */
const attempts = 20

/**
 * What somebody decides who sees the last legs of some accounts: the money that moves, what is
 * written with it, what is due for it.
 */
type Decide<R> = (last: ReadonlyMap<string, Leg>) => {
  movement: Movement
  writes: readonly Write[]
  result: R
  due?: Omit<DueItem, 'seq'> | undefined
}

/**
 * Books a movement together with other writes, all or nothing. `decide` sees the last legs of the
 * accounts it names and says what is to be written, or throws a refusal; it is asked again when
 * somebody else was faster. Throws `Conflict` when one of its own writes was not believed, and then
 * nothing has moved.
 */
export async function book<R>(world: World, accounts: readonly string[], decide: Decide<R>): Promise<R> {
  const journals = accounts.map((account) => `${world.id}/${world.record.epoch}/${account}`)
  const remembered = headsIn(world)
  return inTurns(world.sandbox, journals, async () => {
    let place = world
    for (let attempt = 1; ; attempt++) {
      const { writes, booked, heads, result, due, at } =
        afterRemembered(world, accounts, decide, remembered.of(accounts)) ??
        after(world, decide, await lastLegs(world, accounts))
      try {
        await world.sandbox.store.commit([...writes, ...booked, ...(booked.length > 0 ? ofWorld(place, at, due) : [])])
        remembered.remember(heads)
        return result
      } catch (error) {
        remembered.forget(accounts)
        if (!(error instanceof Conflict && error.failed.every(isRaced)) || attempt === attempts) throw error
        if (!hasMoved(place) || due) place = (await loadWorldAsStored(world.sandbox, world.id)) ?? place
      }
    }
  })
}

/** What is to be written after some last legs, and the legs that are the last ones then. */
function after<R>(world: World, decide: Decide<R>, last: ReadonlyMap<string, Leg>) {
  const { movement, writes, result, due } = decide(last)
  const heads = new Map(last)
  return { writes, booked: legWrites(world, movement, heads), heads, result, due, at: movement.at }
}

/**
 * The same after legs that are only remembered, if they can be relied on: where a leg is written
 * after each of them, the commit finds out whether it was the last one. A refusal, or a rejection
 * that moves nothing, must have read.
 */
function afterRemembered<R>(
  world: World,
  accounts: readonly string[],
  decide: Decide<R>,
  last: ReadonlyMap<string, Leg> | undefined,
): ReturnType<typeof after<R>> | undefined {
  if (!last) return undefined
  try {
    const made = after(world, decide, last)
    return accounts.every((account) => made.heads.get(account) !== last.get(account)) ? made : undefined
  } catch {
    return undefined
  }
}

/**
 * The writes of a movement after the last legs of its accounts, which move on with it: for those
 * who book several in one commit.
 */
export function legWrites(world: World, { payment, at, postings }: Movement, heads: Map<string, Leg>): Write[] {
  const lost = findImbalance(postings)
  if (lost.size > 0)
    throw new Error(`${payment} does not add up: ${[...lost].map(([currency, sum]) => `${sum} ${currency}`)}`)
  return postings.map((posting) => {
    const leg = buildNextLeg(heads.get(posting.account), posting, payment, at)
    heads.set(posting.account, leg)
    return { put: keyOf(world, leg.account, leg.seq), expect: 'absent', value: leg }
  })
}

/** The last leg of each account that has one. */
export async function lastLegs(world: World, accounts: readonly string[]): Promise<Map<string, Leg>> {
  const { store } = world.sandbox
  const found = await Promise.all(
    accounts.map(async (account) => {
      const { partition, path } = keyOf(world, account, 0)
      const [item] = await store.list(partition, { prefix: path.slice(0, -digits), newestFirst: true, limit: 1 })
      return item && legs.read(item)
    }),
  )
  return new Map(found.flatMap((leg) => (leg ? [[leg.account, leg] as const] : [])))
}

/** Whether any money has moved in a world: only then does anybody look for legs. */
export const hasMoved = ({ record }: World): boolean => record.moved === true

/**
 * What a movement changes in the world's own record: when the next thing is due; and with the first
 * money that moves, that it has, and that interest is due, so that no later movement has to see to
 * it.
 */
function ofWorld(world: World, at: number, due: Omit<DueItem, 'seq'> | undefined): Write[] {
  const fresh = [...(hasMoved(world) ? [] : [firstRound(at)]), ...(due ? [dueAfter(world, due)] : [])]
  // The record may have changed since it was read; then the whole commit is refused and somebody
  // reads it again.
  return fresh.length === 0 ? [] : dueWrites(world, fresh, { moved: true })
}

/**
 * What others may have in hand at the same moment, and not by the movement's own act: then it is
 * tried anew.
 */
const isRaced = (key: Key): boolean =>
  key.path.includes('/leg/') || key.path.includes(`/${interestOrder}/`) || isWorldRecordKey(key)

const digits = 9
/** Where a leg lies. */
export const keyOf = (world: World, account: string, seq: number) =>
  legs.key(world, account, String(seq).padStart(digits, '0'))
