import { filedPayments } from '#actions/files/payments.ts'
import { lastLegs } from '#actions/ledger/ledger.ts'
import type { Ready } from '#actions/payments/executions.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type DueItem, isInterest } from '#bank/schedule/due.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { consents, dueItems, orders } from '#store/records.ts'
import { limits, type Write } from '#store/store.ts'
import { buildRecordUpdate, type World } from '#store/world.ts'
import { type Matter, readyFor } from './prepare.ts'

/**
 * How many due things are listed at once, and for how many of them what they need is read together.
 */
const perList = limits.itemsPerList
const perLook = 40

type Known = Matter & { readonly version: number }

/**
 * What whoever settles a world has in front of it. Each commit brings it forward; when one is
 * refused, all of it is thrown away.
 */
export type Desk = {
  world: World
  /** What is due and will be, in order. */
  readonly line: DueItem[]
  /** Where the line ends although more is due; absent where the line is all there is. */
  readonly knownUntil: DueItem | undefined
  /** Orders that were looked at, with their consents; undefined where nothing is left of one. */
  readonly orders: Map<string, Known | undefined>
  readonly ready: WeakMap<DueItem, Ready | undefined>
  /** The last legs of the accounts that were looked at. */
  readonly heads: Map<string, Leg>
  readonly seen: Set<string>
}

/** The first things that are due. */
export async function openDesk(world: World): Promise<Desk> {
  const { partition, path } = dueItems.key(world, { at: 0, seq: 0, order: '', n: 0 })
  const prefix = path.slice(0, path.indexOf('/') + 1)
  const line = (await world.sandbox.store.list(partition, { prefix, limit: perList })).map(dueItems.read)
  const knownUntil = line.length < perList ? undefined : line.at(-1)
  return { world, line, knownUntil, orders: new Map(), ready: new WeakMap(), heads: new Map(), seen: new Set() }
}

/** Puts what follows in its place in the line, unless that lies where the line does not reach. */
export function insert({ line, knownUntil }: Desk, due: DueItem): void {
  if (knownUntil && isBefore(knownUntil, due)) return
  const place = line.findIndex((other) => isBefore(due, other))
  line.splice(place < 0 ? line.length : place, 0, due)
}

/**
 * The order of their paths, so that a line goes on as it was after a crash: by instant, by who came
 * first, by name.
 */
function isBefore(one: DueItem, other: DueItem): boolean {
  if (one.at !== other.at) return one.at < other.at
  if (one.seq !== other.seq) return one.seq < other.seq
  return `${one.order}/${one.n}` < `${other.order}/${other.n}`
}

/** Reads what the next things need and was not read before. */
export async function look(desk: Desk): Promise<void> {
  const { world, line, orders: known, heads, seen } = desk
  const next = line.slice(0, perLook).filter((due) => due.at <= world.now && !isInterest(due))
  const unknown = new Set(next.map(({ order }) => order).filter((id) => !known.has(id)))
  if (unknown.size > 0) await loadOrders(desk, [...unknown])
  const touched = next.flatMap((due) => readyOn(desk, due)?.touches ?? [])
  const fresh = [...new Set(touched)].filter((account) => !seen.has(account))
  for (const [account, leg] of await lastLegs(world, fresh)) heads.set(account, leg)
  for (const account of fresh) seen.add(account)
}

async function loadOrders({ world, orders: known }: Desk, ids: readonly string[]): Promise<void> {
  const { store } = world.sandbox
  const found = await store.get(ids.map((id) => orders.key(world, id)))
  const items = found.filter((item) => item !== undefined)
  // Of a mandate's payments nothing is due but that they come back, which needs no mandate: several
  // may have the same one.
  const asked = items.filter((item) => orders.read(item).kind !== 'domestic-vrp')
  const keys = asked.map((item) => consents.key(world, orders.read(item).consent))
  const given = keys.length === 0 ? [] : await store.get(keys)
  for (const id of ids) known.set(id, undefined)
  for (const item of items) {
    const order = orders.read(item)
    const read = given[asked.indexOf(item)]
    const consent = read && (consents.read(read) as PaymentConsentRecord)
    const payments = consent && order.file && !order.stopped ? await filedPayments(world, consent) : undefined
    known.set(order.id, { order, version: item.version, ...(consent && { consent }), ...(payments && { payments }) })
  }
}

/**
 * A due thing, made ready as of its own instant; undefined where nothing is to be done any more.
 * Its order was looked at.
 */
export function readyOn({ world, orders: known, ready }: Desk, due: DueItem): Ready | undefined {
  if (ready.has(due)) return ready.get(due)
  const one = known.get(due.order)
  // Money comes back whatever was stopped or deleted since it left.
  const isOpen = one && (due.back || (one.consent && !one.order.stopped))
  const made = isOpen ? readyFor({ ...world, now: due.at }, one, due) : undefined
  ready.set(due, made)
  return made
}

/** Whether the clock has come to something. */
export const isDueOn = ({ world }: Desk, due: DueItem | undefined): due is DueItem =>
  due !== undefined && due.at <= world.now

/** Room that a commit keeps for the world's record, and for moving it to where the sweep looks. */
export const reserved = 3

/**
 * Commits what was done, together with what is due next in the world's record and whether money has
 * moved.
 */
export async function commitOn(desk: Desk, writes: readonly Write[], hasMoved: boolean): Promise<void> {
  const { world, line, knownUntil } = desk
  const { nextDue: _, ...rest } = world.record
  const nextDue = line[0]?.at ?? knownUntil?.at
  const record: WorldRecord = {
    ...rest,
    ...(nextDue !== undefined && { nextDue }),
    ...(hasMoved && { moved: true }),
  }
  const changed = buildRecordUpdate(world, record)
  await world.sandbox.store.commit([...writes, ...changed.writes])
  desk.world = changed.world
}
