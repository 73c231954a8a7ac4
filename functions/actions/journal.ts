import { type Booked, booked, kindOf, type Step, stepsOf } from '#bank/edit-steps.ts'
import { type Edits, isCustom } from '#bank/edits.ts'
import type { Account } from '#mocks/account.ts'
import { monthAt } from '#mocks/calendar.ts'
import { type Entry, entry } from '#mocks/entry.ts'
import { balanceAt, newestFirst, type Placed, pendingAt } from '#mocks/history.ts'
import { type Mandate, mandatesOf } from '#mocks/mandates.ts'
import type { World } from '#store/world.ts'
import { bankOf } from './seed.ts'

/*
 * What stands on an account: the history that the seed computes, and what lies over it. The one place where both are merged;
 * whoever reads entries or balances asks here, and nobody else knows that there are two.
 */

/** An entry and where it stands. What lies over the history has an id of its own. */
export type Standing = Placed & { readonly id?: string | undefined }

/** What lies over one account, from old to new, and the entries of its history as they stand under it. */
type Overlay = { readonly extras: readonly Extra[]; readonly moved: WeakMap<Entry, Entry> }
type Extra = Standing & { readonly id: string; readonly shift: number }

/** What an account held at an instant (epoch seconds): everything booked up to and including it. Minor units. */
export function balanceOn(world: World, account: Account, at: number): number {
  const extras = overlayOf(world, account)?.extras ?? []
  return historicBalance(world, account, at) + shiftAfter(extras, countUntil(extras, at))
}

/** Card purchases that are made and not yet booked at an instant (epoch seconds). Custom accounts have none. */
export function pendingOn(world: World, account: Account, at: number): Placed[] {
  return isCustom(account.customer.id) ? [] : pendingAt(bankOf(world), account, at)
}

/** A stretch of an account's entries: epoch seconds, both ends included; what lies after `now` is there only where it is pending. */
type Range = { readonly from: number; readonly to: number; readonly now: number }

/** Entries of one account, newest first, as far as they are asked for. */
export function entriesOn(world: World, account: Account, range: Range): Iterable<Standing> {
  const history = isCustom(account.customer.id) ? [] : newestFirst(bankOf(world), account, range)
  const overlay = overlayOf(world, account)
  return overlay ? woven(history, overlay, range) : history
}

/** Of two entries at one instant, what lies over the history came later: places there begin where no month's entries reach. */
const firstExtraPlace = 100_000

function* woven(history: Iterable<Placed>, { extras, moved }: Overlay, range: Range): Generator<Standing> {
  let left = countUntil(extras, Math.min(range.to, range.now))
  for (const placed of history) {
    for (let extra = extras[left - 1]; extra && extra.entry.at >= placed.entry.at; extra = extras[--left - 1])
      yield extra
    yield { ...placed, entry: shifted(placed.entry, shiftAfter(extras, left), moved) }
  }
  for (let extra = extras[left - 1]; extra && extra.entry.at >= range.from; extra = extras[--left - 1]) yield extra
}

/** The entry with the balance that extras leave it: the same object each time, because texts hang on it. */
function shifted(one: Entry, shift: number, moved: WeakMap<Entry, Entry>): Entry {
  if (shift === 0) return one
  const before = moved.get(one)
  if (before) return before
  const made = { ...one, balance: one.balance + shift }
  moved.set(one, made)
  return made
}

/** The entry over an account's history that has this id, or undefined. */
export function extraOn(world: World, account: Account, id: string): Standing | undefined {
  return overlayOf(world, account)?.extras.find((extra) => extra.id === id)
}

/** Standing orders and direct debits at an instant (epoch seconds). Custom accounts have none. */
export function mandatesOn(world: World, account: Account, at: number): Mandate[] {
  return isCustom(account.customer.id) ? [] : mandatesOf(bankOf(world), account, at)
}

function historicBalance(world: World, account: Account, at: number): number {
  return isCustom(account.customer.id) ? 0 : balanceAt(bankOf(world), account, at)
}

const known = new WeakMap<Edits, { readonly steps: Map<string, Step[]>; readonly overlays: Map<string, Overlay> }>()

/** What a world's edits put over one account, worked out once for each document. Undefined where that is nothing. */
function overlayOf(world: World, account: Account): Overlay | undefined {
  const { edits } = world
  if (edits === undefined) return undefined
  let all = known.get(edits)
  if (!all) {
    all = { steps: stepsOf(edits), overlays: new Map() }
    known.set(edits, all)
  }
  const own = all.steps.get(account.id)
  if (!own) return undefined
  let overlay = all.overlays.get(account.id)
  if (!overlay) {
    const real = booked(own, (at) => historicBalance(world, account, at)).filter(({ amount }) => amount !== 0)
    overlay = { extras: real.map((step, n) => extraOf(account, step, n)), moved: new WeakMap() }
    all.overlays.set(account.id, overlay)
  }
  return overlay
}

function extraOf(account: Account, step: Booked, n: number): Extra {
  const { at, amount, balance, party, reference, mcc, hash, shift } = step
  return {
    id: `tx_${account.id.slice('acc_'.length)}_x${hash}`,
    month: monthAt(at),
    place: firstExtraPlace + n,
    entry: { ...entry(at, amount, kindOf(step), party, reference), balance, mcc },
    shift,
  }
}

/** By how much the first so many extras move the balance. */
const shiftAfter = (extras: readonly Extra[], count: number): number => extras[count - 1]?.shift ?? 0

/** How many extras are booked by an instant. */
function countUntil(extras: readonly Extra[], at: number): number {
  let low = 0
  let high = extras.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((extras[middle] as Extra).entry.at <= at) low = middle + 1
    else high = middle
  }
  return low
}
