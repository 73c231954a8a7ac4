import { buildEventWrite, keepListened } from '#actions/outbox/outbox.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { computedKinds, type EventKind } from '#bank/events/kinds.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { followersOf } from '#store/events/followers.ts'
import { tellTimedEvents } from '#store/events/timed.ts'
import { eventLooks, sortableInstant } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict, limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { listBookings } from './bookings.ts'
import { listExpiries, worldWarning } from './expiries.ts'

/*
 * What happens without a commit: time alone settles a payment, the synthetic history books a
 * purchase, a certificate comes near its end. Readers of events, and the worker that delivers them,
 * call this before they list.
 */

/** How often it looks at what needs no commit, in milliseconds of either clock. */
const lookMs = 60_000

/** Tells what has happened without a commit, and returns the world after it. */
export async function tellEvents(world: World): Promise<World> {
  const told = await tellTimedEvents(world)
  const { sandbox, record } = told
  const isWanted = sandbox.isLocal || isLookedFor(record)
  if (isWanted) while (await lookOnce(told)) {}
  return told
}

/** Whether a listener wants a kind that needs looks. */
const isLookedFor = ({ listening = {} }: WorldRecord): boolean =>
  Object.keys(listening).some((kind) => lookedKinds.has(kind))

/**
 * Returns the real instant (epoch milliseconds) of the next look that a listener needs; undefined
 * if none does. A certificate is told with whatever happens next in its world.
 */
export function nextLookOf({ record, sandbox }: World): number | undefined {
  const { listening = {}, clock, expiresAt } = record
  const real = readSteadyTime(sandbox)
  const instants = [
    ...(Object.keys(listening).some((kind) => computedKinds.has(kind as EventKind))
      ? [real + Math.max(1_000, lookMs / Math.max(1, clock.rate))]
      : []),
    ...(Object.hasOwn(listening, 'world.expiring') && expiresAt !== undefined ? [expiresAt - worldWarning] : []),
  ].filter((at) => at > real)
  return instants.length === 0 ? undefined : Math.min(...instants)
}

const lookedKinds: ReadonlySet<string> = new Set([...computedKinds, 'partner.certificate-expiring', 'world.expiring'])

/**
 * Tells, in one commit, what the history booked since the last look and what came near its end.
 * Returns whether more is left to tell. The record of the last look is in that commit, so two
 * processes tell nothing twice.
 */
async function lookOnce(world: World): Promise<boolean> {
  const { sandbox, now } = world
  const [item] = await sandbox.store.get([eventLooks.key(world)])
  const last = item ? eventLooks.read(item) : firstLook(world)
  const real = readSteadyTime(sandbox)
  // The present second is not over: more may be booked in it.
  const to = Math.floor(now / 1000) - 1
  const isEarly = item && now - last.at * 1000 < lookMs && real - last.real < lookMs && last.after === undefined
  if (isEarly) return false
  const booked = await listBookings(world, { from: last.at, to })
  const ending = last.after === undefined ? await listExpiries(world, { from: last.real, to: real }) : []
  const found = keepListened(world, [...booked, ...ending])
    .map((event) => ({ event, key: orderOf(event) }))
    .filter(({ key }) => last.after === undefined || key > last.after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const told = found.slice(0, limits.writesPerCommit - 1)
  const isMore = told.length < found.length
  const value = isMore ? { at: last.at, real, after: told.at(-1)?.key } : { at: Math.max(last.at, to + 1), real }
  const look: Write = {
    put: eventLooks.key(world),
    expect: item ? { version: item.version } : 'absent',
    value,
  }
  try {
    await sandbox.store.commit([look, ...told.map(({ event }) => buildEventWrite(world, event))])
  } catch (error) {
    // Another process has told it.
    if (error instanceof Conflict) return false
    throw error
  }
  if (told.length > 0) for (const wake of followersOf(sandbox.store, world.id)) wake()
  return isMore
}

/** Orders events by their instants; those of one instant by what they are about. */
const orderOf = ({ at, object, data: { ConsentId = '', TransactionId = '' } }: EventRecord): string =>
  `${sortableInstant(at)}/${object}/${ConsentId}/${TransactionId}`

/**
 * Returns where the first look begins: when the first listener came, or with the overlay if the
 * clock was set since.
 */
function firstLook({ record: { clock, listening, start }, sandbox }: World) {
  const since = Math.min(...Object.values(listening ?? {}))
  const begin =
    Number.isFinite(since) && since >= clock.real ? clock.world + (since - clock.real) * clock.rate : clock.world
  return {
    at: Math.floor(Math.max(begin, start) / 1000),
    real: Math.min(since, readSteadyTime(sandbox)),
    after: undefined,
  }
}
