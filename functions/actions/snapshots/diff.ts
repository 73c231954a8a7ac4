import { hash } from 'node:crypto'
import * as z from 'zod'
import {
  type ContentKind,
  findContentKind,
  objectIdOf,
  prefixesOf,
  type Section,
  sections,
  worldContent,
} from '#actions/worlds/world-content.ts'
import { formatCursor, parseCursor } from '#bank/base/page-cursor.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { formatDecimal } from '#bank/money/money.ts'
import { iso } from '#bank/time/clock.ts'
import { compareFields, type FieldDifference, mergeSorted } from '#bank/worlds/world-diff.ts'
import { readEdits } from '#store/edits.ts'
import { fileParts, legs } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import { toPortable } from './portable-values.ts'
import { listItems, type WorldState } from './world-state.ts'

type StoredObject = Record<string, unknown>

/** One object that differs, in the words of the API. */
export type ObjectDifference = { readonly kind: string; readonly id: string } & (
  | { readonly change: 'added'; readonly after: StoredObject }
  | { readonly change: 'gone'; readonly before: StoredObject }
  | { readonly change: 'changed'; readonly fields: FieldDifference[] }
)

/** What the payments on an account add up to, on both sides. */
export type BalanceDifference = {
  readonly account: string
  readonly currency: string
  readonly before: string
  readonly after: string
}

/** One page of a diff. */
export type WorldDiff = {
  readonly before: { readonly id: string; readonly now: string }
  readonly after: { readonly id: string; readonly now: string }
  readonly changes: ObjectDifference[]
  readonly balances: BalanceDifference[]
  readonly next?: string
}

/** A page ends after as many differences, compared objects or characters of JSON. */
export type PageLimits = { readonly changes: number; readonly compared: number; readonly characters: number }
const pageLimits: PageLimits = { changes: 1_000, compared: 20_000, characters: 1_000_000 }

/** The last place that a page has compared, and the account whose balances it has compared. */
const Cursor = z.strictObject({ section: z.enum(sections), path: z.string().min(1), account: z.string().optional() })
type Cursor = z.output<typeof Cursor>

/**
 * Compares two states, in pages: objects by kind, then field by field, and the balances of accounts
 * whose legs differ. Secrets, and records that only repeat others, are left out. Each state
 * is read in the order of its keys, so that memory does not grow with its size. A world may change
 * while it is read.
 */
export async function diffStates(
  before: WorldState,
  after: WorldState,
  _grant: Grant<'world'>,
  page: string | undefined,
  most: PageLimits = pageLimits,
): Promise<WorldDiff> {
  const from = page === undefined ? undefined : parseCursor(Cursor, page)
  const changes: ObjectDifference[] = []
  const balances: BalanceDifference[] = []
  if (!from) changes.push(...differenceOf('world', 'settings', shownSettingsOf(before), shownSettingsOf(after)))
  let [compared, characters, account] = [0, 0, from?.account]
  let next: Cursor | undefined
  for await (const { section, kind, path, older, newer } of listPairs(before, after, from)) {
    // The page ends here only if something is left to compare.
    if (next) return buildPage(next)
    const found = differenceOf(
      kind.word as string,
      objectIdOf(kind, { path }),
      older && shownValueOf(kind, older),
      newer && shownValueOf(kind, newer),
    )
    for (const one of found) {
      changes.push(one)
      characters += JSON.stringify(one).length
    }
    const changed = found.length > 0 && kind.word === 'leg' ? legs.read((newer ?? older) as Item).account : account
    if (changed !== undefined && changed !== account) balances.push(...(await compareBalances(before, after, changed)))
    account = changed
    compared += 1
    const isFull = changes.length >= most.changes || compared >= most.compared || characters >= most.characters
    if (isFull) next = { section, path, ...(account !== undefined && { account }) }
  }
  return buildPage()

  function buildPage(cursor?: Cursor): WorldDiff {
    const side = ({ id, now }: WorldState) => ({ id, now: iso(now) })
    const rest = cursor && { next: formatCursor(cursor) }
    return { before: side(before), after: side(after), changes, balances, ...rest }
  }
}

/** Returns the settings of a world as its owner sees them. */
function shownSettingsOf({ settings: { seedText, ...settings } }: WorldState): StoredObject {
  return { ...settings, seed: seedText ?? settings.seed, start: iso(settings.start) }
}

/** Describes how two values of one object differ, if they do. */
function differenceOf(
  kind: string,
  id: string,
  before: StoredObject | undefined,
  after: StoredObject | undefined,
): ObjectDifference[] {
  if (before === undefined) return after === undefined ? [] : [{ kind, id, change: 'added', after }]
  if (after === undefined) return [{ kind, id, change: 'gone', before }]
  const fields = compareFields(before, after)
  return fields.length === 0 ? [] : [{ kind, id, change: 'changed', fields }]
}

/** Two objects at the same path. At least one of them exists. */
type ItemPair = {
  readonly section: Section
  readonly kind: ContentKind
  readonly path: string
  readonly older: Item | undefined
  readonly newer: Item | undefined
}

const comparedKinds = worldContent.filter(({ word }) => word !== undefined)

/** Lists the objects of both sides after a place, in the order of their sections and paths. */
async function* listPairs(before: WorldState, after: WorldState, from: Cursor | undefined): AsyncGenerator<ItemPair> {
  const first = from ? sections.indexOf(from.section) : 0
  for (const section of sections.slice(first)) {
    const last = section === from?.section ? from.path : undefined
    const [left, right] = [before.partitions[section], after.partitions[section]]
    // A snapshot has the partners of its world.
    if (left === undefined || right === undefined || left === right) continue
    for (const prefix of prefixesOf(section, comparedKinds)) {
      const pairs = mergeSorted(
        listItems(before.store, left, prefix, last),
        listItems(after.store, right, prefix, last),
        comparePaths,
      )
      for await (const { before: older, after: newer } of pairs) {
        const { path } = ((older ?? newer) as Item).key
        const kind = findContentKind(path)
        if (kind?.word !== undefined) yield { section, kind, path, older, newer }
      }
    }
  }
}

/** Orders paths as the store does, by their bytes in UTF-8. */
function comparePaths({ key: { path: a } }: Item, { key: { path: b } }: Item): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/**
 * Returns what a diff shows of an item. The bytes of a file are shown by their SHA-256. The
 * certificates of a partner differ in each world, and are not shown.
 */
function shownValueOf(kind: ContentKind, item: Item): StoredObject {
  const { word } = kind
  if (word === 'file') return { sha256: hash('sha256', fileParts.read(item).packed) }
  if (word === 'custom-data') return readEdits(item)
  return toPortable(kind, item.value as StoredObject)
}

/** Compares what the legs of an account add up to, if that differs. */
async function compareBalances(before: WorldState, after: WorldState, account: string): Promise<BalanceDifference[]> {
  const [older, newer] = await Promise.all([before, after].map((side) => readLastLeg(side, account)))
  const [was, is] = [older?.balance ?? '0', newer?.balance ?? '0']
  const currency = (newer ?? older)?.currency
  if (currency === undefined || was === is) return []
  return [{ account, currency, before: formatMinor(was), after: formatMinor(is) }]
}

async function readLastLeg({ store, partitions }: WorldState, account: string) {
  const range = { prefix: `account/${account}/leg/`, newestFirst: true, limit: 1 }
  const [item] = await store.list(partitions.overlay as string, range)
  return item && legs.read(item)
}

const formatMinor = (minor: string): string => `${minor.startsWith('-') ? '-' : ''}${formatDecimal(BigInt(minor))}`
