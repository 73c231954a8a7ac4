import { html } from 'hono/html'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { ObjectDifference, WorldDiff } from '#actions/snapshots/diff.ts'
import type { Html } from '#looks/index.ts'
import type { World } from '#store/world.ts'

/** What the kinds of objects of a diff are called: one, and several. */
const nouns: Readonly<Record<string, readonly [one: string, several: string]>> = {
  world: ['setting', 'settings'],
  partner: ['partner', 'partners'],
  registration: ['registration', 'registrations'],
  software: ['software', 'software'],
  consent: ['consent', 'consents'],
  'deleted-mandate': ['deleted mandate', 'deleted mandates'],
  order: ['order', 'orders'],
  payment: ['payment of an order', 'payments of orders'],
  leg: ['leg', 'legs'],
  'due-item': ['due item', 'due items'],
  file: ['file', 'files'],
  'consent-use': ['day of access', 'days of access'],
  'custom-data': ['custom data', 'custom data'],
  'closed-account': ['closed account', 'closed accounts'],
  'domestic-payment': ['payment', 'payments'],
  'domestic-scheduled-payment': ['scheduled payment', 'scheduled payments'],
  'domestic-standing-order': ['standing order', 'standing orders'],
  'international-payment': ['international payment', 'international payments'],
  'international-scheduled-payment': ['scheduled international payment', 'scheduled international payments'],
  'international-standing-order': ['international standing order', 'international standing orders'],
  'file-payment': ['file of payments', 'files of payments'],
  'domestic-vrp': ['VRP', 'VRPs'],
}

/** Counts objects of a kind in words: `2 consents`. */
export const countNoun = (count: number, kind: string): string =>
  `${new Intl.NumberFormat('en-GB').format(count)} ${(nouns[kind] ?? [kind, kind])[count === 1 ? 0 : 1]}`

/** Returns the heading of a kind of objects, such as `Standing orders`. */
export function headingOf(kind: string): string {
  const several = (nouns[kind] ?? [kind, kind])[1]
  return several.charAt(0).toUpperCase() + several.slice(1)
}

/** Kinds that follow from others, which a summary leaves out. */
const implied = new Set(['registration', 'software', 'due-item', 'consent-use', 'payment'])

/** Returns the kind under which a difference is counted: an order counts as what it orders. */
export function kindOf(difference: ObjectDifference): string {
  if (difference.kind !== 'order' || difference.change === 'changed') return difference.kind
  const { kind } = difference.change === 'added' ? difference.after : difference.before
  return typeof kind === 'string' && kind in nouns ? kind : 'order'
}

/**
 * Describes a diff in one line: `+41 legs · +2 consents · −1 standing order · 3 customers touched`.
 */
export function renderSummary(world: World, diff: WorldDiff): Html {
  const counts = new Map<string, { added: number; changed: number; gone: number }>()
  for (const one of diff.changes) {
    const kind = kindOf(one)
    const count = counts.get(kind) ?? { added: 0, changed: 0, gone: 0 }
    count[one.change]++
    counts.set(kind, count)
  }
  const shown = [...counts].filter(([kind]) => !implied.has(kind))
  const parts = [
    ...shown.flatMap(([kind, { added }]) => (added > 0 ? html`<ins>+${countNoun(added, kind)}</ins>` : [])),
    ...shown.flatMap(([kind, { gone }]) => (gone > 0 ? html`<del>−${countNoun(gone, kind)}</del>` : [])),
    ...shown.flatMap(([kind, { changed }]) => (changed > 0 ? html`${countNoun(changed, kind)} changed` : [])),
  ]
  if (parts.length === 0) return diff.changes.length > 0 ? html`only the calendar differs` : html`no difference`
  const customers = countCustomers(world, diff)
  if (customers > 0) parts.push(html`${customers === 1 ? '1 customer' : `${customers} customers`} touched`)
  if (diff.next !== undefined) parts.push(html`and more`)
  return html`${parts.map((part, n) => (n === 0 ? part : html` · ${part}`))}`
}

/** Counts the customers whose accounts or consents differ. */
function countCustomers(world: World, { changes }: WorldDiff): number {
  const found = new Set<string>()
  const accounts = new Set<string>()
  for (const one of changes) {
    const value = one.change === 'added' ? one.after : one.change === 'gone' ? one.before : {}
    if (typeof value.customer === 'string') found.add(value.customer)
    if (typeof value.account === 'string') accounts.add(value.account)
  }
  for (const id of accounts) {
    const account = findAccount(world, id)
    if (account) found.add(account.customer.id)
  }
  return found.size
}

/** Counts the legs of a diff. */
export const countLegs = ({ changes }: WorldDiff): number => changes.filter(({ kind }) => kind === 'leg').length
