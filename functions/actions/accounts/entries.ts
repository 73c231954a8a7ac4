import { perObject } from '#bank/base/per-object.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type BookedStep, bookSteps, buildSteps, transactionKindOf } from '#bank/worlds/edit-steps.ts'
import { type Edits, isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import { type Entry, entry } from '#mocks/history/entry.ts'
import { balanceAt, newestFirst, type Placed, pendingAt } from '#mocks/history/history.ts'
import { type Mandate, mandatesOf } from '#mocks/payments/mandates.ts'
import type { World } from '#store/world.ts'

/*
 * What stands on an account: the history that the seed computes, and what lies over it. The one
 * place where both are merged; whoever reads entries or balances asks here, and nobody else knows
 * that there are two.
 */

/** An entry and where it stands. What lies over the history has an id of its own. */
export type LocatedEntry = Placed & { readonly id?: string | undefined }

/**
 * What lies over one account, from old to new, and the entries of its history as they stand under
 * it.
 */
type Overlay = { readonly extras: readonly Extra[]; readonly moved: WeakMap<Entry, Entry> }
type Extra = LocatedEntry & { readonly id: string; readonly shift: number }

/**
 * What an account held at an instant (epoch seconds): everything booked up to and including it.
 * Minor units.
 */
export function accountBalanceAt(world: World, account: Account, at: number): number {
  const extras = overlayOf(world, account)?.extras ?? []
  return historicBalance(world, account, at) + shiftAfter(extras, countUntil(extras, at))
}

/**
 * Card purchases that are made and not yet booked at an instant (epoch seconds). Custom accounts
 * have none.
 */
export function pendingEntriesAt(world: World, account: Account, at: number): Placed[] {
  return isCustomId(account.customer.id) ? [] : pendingAt(bankOf(world), account, at)
}

/**
 * A stretch of an account's entries: epoch seconds, both ends included; what lies after `now` is
 * there only where it is pending.
 */
type Range = { readonly from: number; readonly to: number; readonly now: number }

/** Entries of one account, newest first, as far as they are asked for. */
export function iterateEntries(world: World, account: Account, range: Range): Iterable<LocatedEntry> {
  const history = isCustomId(account.customer.id) ? [] : newestFirst(bankOf(world), account, range)
  const overlay = overlayOf(world, account)
  return overlay ? woven(history, overlay, range) : history
}

/**
 * Of two entries at one instant, what lies over the history came later: places there begin where no
 * month's entries reach.
 */
const firstExtraPlace = 100_000

function* woven(history: Iterable<Placed>, { extras, moved }: Overlay, range: Range): Generator<LocatedEntry> {
  let left = countUntil(extras, Math.min(range.to, range.now))
  for (const placed of history) {
    for (let extra = extras[left - 1]; extra && extra.entry.at >= placed.entry.at; extra = extras[--left - 1])
      yield extra
    yield { ...placed, entry: shifted(placed.entry, shiftAfter(extras, left), moved) }
  }
  for (let extra = extras[left - 1]; extra && extra.entry.at >= range.from; extra = extras[--left - 1]) yield extra
}

/**
 * The entry with the balance that extras leave it: the same object each time, because texts hang on
 * it.
 */
function shifted(one: Entry, shift: number, moved: WeakMap<Entry, Entry>): Entry {
  if (shift === 0) return one
  const before = moved.get(one)
  if (before) return before
  const made = { ...one, balance: one.balance + shift }
  moved.set(one, made)
  return made
}

/** The entry over an account's history that has this id, or undefined. */
export function findOverlayEntry(world: World, account: Account, id: string): LocatedEntry | undefined {
  return overlayOf(world, account)?.extras.find((extra) => extra.id === id)
}

/** Standing orders and direct debits at an instant (epoch seconds). Custom accounts have none. */
export function regularPaymentsAt(world: World, account: Account, at: number): Mandate[] {
  return isCustomId(account.customer.id) ? [] : mandatesOf(bankOf(world), account, at)
}

function historicBalance(world: World, account: Account, at: number): number {
  return isCustomId(account.customer.id) ? 0 : balanceAt(bankOf(world), account, at)
}

const none: readonly Leg[] = []
/** Overlays by legs, edits and account id. */
const overlaysOf = perObject((_: readonly Leg[]) => perObject((_: Edits) => new Map<string, Overlay>()))
const noEdits: Edits = {}

/**
 * What a world's edits and its legs put over one account, worked out once for each document and
 * each length of the journal. Undefined where that is nothing.
 */
function overlayOf(world: World, account: Account): Overlay | undefined {
  const { edits = noEdits } = world
  const legs = world.legs?.get(account.id) ?? none
  if (edits === noEdits && legs === none) return undefined
  const byAccount = overlaysOf(legs)(edits)
  let overlay = byAccount.get(account.id)
  if (!overlay) {
    overlay = { extras: merged(world, account, editsOn(world, account), legs), moved: new WeakMap() }
    byAccount.set(account.id, overlay)
  }
  return overlay.extras.length > 0 ? overlay : undefined
}

const stepsOf = perObject(buildSteps)

/** What the edits book on an account, oldest first. */
function editsOn(world: World, account: Account): BookedStep[] {
  const { edits } = world
  if (edits === undefined) return []
  const own = stepsOf(edits).get(account.id) ?? []
  return bookSteps(own, (at) => historicBalance(world, account, at)).filter(({ amount }) => amount !== 0)
}

/**
 * Edits and legs as one line of extras, oldest first; of one instant the edits come first. Each
 * moves all balances after it.
 */
function merged(world: World, account: Account, edited: readonly BookedStep[], legs: readonly Leg[]): Extra[] {
  const drafts = [...edited.map((step) => ofStep(account, step)), ...legs.map((leg) => ofLeg(leg))]
  drafts.sort((a, b) => a.entry.at - b.entry.at)
  let shift = 0
  return drafts.map(({ id, entry: one }, n) => {
    shift += one.amount
    const balance = historicBalance(world, account, one.at) + shift
    return { id, month: monthAt(one.at), place: firstExtraPlace + n, entry: { ...one, balance }, shift }
  })
}

function ofStep(account: Account, step: BookedStep): { id: string; entry: Entry } {
  const { at, amount, party, reference, mcc, hash } = step
  const id = `tx_${account.id.slice('acc_'.length)}_x${hash}`
  return { id, entry: { ...entry(at, amount, transactionKindOf(step), party, reference), mcc } }
}

function ofLeg({ account, seq, at, amount, kind, party, reference = '' }: Leg): { id: string; entry: Entry } {
  const made = entry(Math.floor(at / 1000), Number(amount), kind, party?.name ?? 'Sandbank', reference)
  const { scheme, identification } = party ?? {}
  const isNamed = scheme !== undefined && identification !== undefined
  return {
    id: `tx_${account.slice('acc_'.length)}_l${seq}`,
    entry: { ...made, ...(isNamed && { other: { scheme, identification } }) },
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
