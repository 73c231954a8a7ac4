import { commitInWorld } from '#actions/outbox/outbox.ts'
import { buildDueItem, buildDueWrites } from '#actions/schedule/due.ts'
import { firstRoundFrom } from '#actions/schedule/interest-dates.ts'
import { buildNextLeg, findImbalance, type Leg, type Posting } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { type DueItem, interestOrder } from '#bank/schedule/due.ts'
import { legs } from '#store/records.ts'
import type { Conflict, Write } from '#store/store.ts'
import { isWorldRecordKey, type World } from '#store/world.ts'

/*
 * The only place where money moves. An account's journal is append-only: a leg is written only if
 * its number is still free. The same commit writes the legs of the other accounts and all other
 * records of the action.
 */

/**
 * Postings that are booked together. They add up to zero in every currency. `payment` is the name
 * that their legs carry; `at` is epoch milliseconds of the world's clock. A return also has the
 * order that it returns.
 */
export type Movement = {
  readonly payment: string
  readonly at: number
  readonly postings: readonly Posting[]
  readonly returns?: OrderRecord
}

/**
 * Commits a movement with the other writes of its action and the next due item. `lastLegs` are
 * those by which the caller decided; they must include every account of the movement. Throws
 * `Conflict` if another request has written first; then no money has moved.
 */
export async function commitMovement(
  world: World,
  movement: Movement,
  lastLegs: ReadonlyMap<string, Leg>,
  writes: readonly Write[],
  due?: Omit<DueItem, 'seq'>,
): Promise<void> {
  const booked = buildLegWrites(world, movement, new Map(lastLegs))
  const scheduled = booked.length > 0 ? buildScheduleWrites(world, movement.at, due) : []
  await commitInWorld(world, [...writes, ...booked, ...scheduled])
}

/**
 * Builds the legs of a movement, each after the last leg of its account. Updates `lastLegs`, so
 * that one commit can book several movements. Throws if the postings do not add up to zero.
 */
export function buildLegWrites(
  world: World,
  { payment, at, postings, returns: before }: Movement,
  lastLegs: Map<string, Leg>,
): Write[] {
  const imbalance = findImbalance(postings)
  if (imbalance.size > 0)
    throw new Error(
      `${payment} does not add up to zero: ${[...imbalance].map(([currency, sum]) => `${sum} ${currency}`)}`,
    )
  return postings.map((posting) => {
    const leg = buildNextLeg(lastLegs.get(posting.account), posting, payment, at)
    lastLegs.set(posting.account, leg)
    return { put: legKey(world, leg.account, leg.seq), expect: 'absent', value: leg, ...(before && { before }) }
  })
}

/** Reads the last leg of each account that has one. */
export async function readLastLegs(world: World, accounts: readonly string[]): Promise<Map<string, Leg>> {
  const { store } = world.sandbox
  const found = await Promise.all(
    accounts.map(async (account) => {
      const { partition, path } = legKey(world, account, 0)
      const [item] = await store.list(partition, { prefix: path.slice(0, -digits), newestFirst: true, limit: 1 })
      return item && legs.read(item)
    }),
  )
  return new Map(found.flatMap((leg) => (leg ? [[leg.account, leg] as const] : [])))
}

/** Whether any money has moved in a world. Until then no account has legs. */
export const hasMoved = ({ record }: World): boolean => record.moved === true

/**
 * Builds the writes to the world's record: the due item, and with the world's first movement that
 * money has moved and the first interest round.
 */
function buildScheduleWrites(world: World, at: number, due: Omit<DueItem, 'seq'> | undefined): Write[] {
  const items = [...(hasMoved(world) ? [] : [firstRoundFrom(at)]), ...(due ? [buildDueItem(world, due)] : [])]
  return items.length === 0 ? [] : buildDueWrites(world, items, { moved: true })
}

const digits = 9

/** Returns the key of one leg of an account's journal. */
export const legKey = (world: World, account: string, seq: number) =>
  legs.key(world, account, String(seq).padStart(digits, '0'))

/**
 * Whether a conflict affects only records that other payments write too: legs, interest and the
 * world's record. The action may then be retried.
 */
export const isLedgerConflict = ({ failed }: Conflict): boolean =>
  failed.every((key) => key.path.includes('/leg/') || key.path.includes(`/${interestOrder}/`) || isWorldRecordKey(key))
