import { closedSecondOf } from '#actions/accounts/closure.ts'
import {
  accountsOfCustomer,
  findAccount,
  findCustomer,
  holderNameOf,
  identityOfCustomer,
} from '#actions/accounts/lookup.ts'
import type { WorldConsent } from '#actions/consents/world-consents.ts'
import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { interestOrder } from '#bank/schedule/due.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import { monthOf } from '#mocks/history/month.ts'
import { dueItems, orders, partners } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** Something that time will bring to a world. Instants are epoch milliseconds of its clock. */
export type Coming = {
  readonly at: number
  readonly what:
    | 'salary'
    | 'income'
    | 'direct-debit'
    | 'standing-order'
    | 'payment'
    | 'return'
    | 'interest'
    | 'consent-end'
  /** The customer, or for the end of a consent its partner. */
  readonly who?: string
  /** Minor units, without a sign. */
  readonly amount?: number
  readonly currency?: string
}

/** The kinds of entries that people wait for. Purchases by card come all the time. */
const awaited: Partial<Record<TransactionKind, Coming['what']>> = {
  salary: 'salary',
  'direct-credit': 'income',
  'direct-debit': 'direct-debit',
  'standing-order': 'standing-order',
}

/** The most due items that are listed. */
const mostDue = 50

/**
 * Lists what time will bring, soonest first: what the histories of some customers hold, payments
 * that are due, and consents that end.
 */
export async function listComing(
  world: World,
  _grant: Grant<'world'>,
  {
    customers,
    consents,
    days,
  }: { readonly customers: readonly string[]; readonly consents: readonly WorldConsent[]; readonly days: number },
): Promise<Coming[]> {
  const until = world.now + days * secondsPerDay * 1_000
  const known = customers
    .flatMap((id) => listEntries(world, id, world.now, until))
    .flatMap((one): Coming[] => {
      const what = awaited[one.kind]
      return what ? [{ at: one.at, what, who: one.who, amount: Math.abs(one.amount), currency: one.currency }] : []
    })
  const [due, ends] = await Promise.all([listDue(world, until), listConsentEnds(world, consents, until)])
  return [...known, ...due, ...ends].sort((a, b) => a.at - b.at)
}

/** What came between two instants, for some customers: how often, by kind. */
export type Arrived = Readonly<Partial<Record<TransactionKind, number>>>

/** The longest span that is counted: a longer one only says what is there now. */
const mostCountedDays = 800

/**
 * Counts what was booked for some customers from an earlier instant to the world's now. Payments
 * that partners instructed are not among it.
 */
export function countArrived(
  world: World,
  _grant: Grant<'world'>,
  { customers, since }: { readonly customers: readonly string[]; readonly since: number },
): Arrived {
  const from = Math.max(since, world.now - mostCountedDays * secondsPerDay * 1_000)
  const counts: Partial<Record<TransactionKind, number>> = {}
  for (const id of customers)
    for (const { kind } of listEntries(world, id, from, world.now)) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

type ComputedEntry = {
  readonly at: number
  readonly kind: TransactionKind
  readonly who: string
  readonly amount: number
  readonly currency: string
}

/**
 * Lists the computed entries of a customer's accounts after an instant, up to another one
 * (included). Custom customers have none. A closed account has none either.
 */
function listEntries(world: World, customerId: string, after: number, until: number): ComputedEntry[] {
  const customer = isCustomId(customerId) ? undefined : findCustomer(world, customerId)
  if (!customer) return []
  const who = identityOfCustomer(world, customer).name
  const [from, to] = [Math.floor(after / 1_000), Math.floor(until / 1_000)]
  const found: ComputedEntry[] = []
  for (const account of accountsOfCustomer(world, customer)) {
    if (account.role !== 'main' && account.role !== 'joint') continue
    if (closedSecondOf(world, account.id) !== undefined) continue
    for (let month = monthAt(from); month <= monthAt(to); month++)
      for (const { at, kind, amount, own } of monthOf(bankOf(world), account, month).entries)
        if (at > from && at <= to && own === undefined)
          found.push({ at: at * 1_000, kind, who, amount, currency: account.currency })
  }
  return found
}

/** Lists the payments that are due, their returns, and the rounds of interest. */
async function listDue(world: World, until: number): Promise<Coming[]> {
  if (world.record.nextDue === undefined || world.record.nextDue > until) return []
  const { store } = world.sandbox
  const { partition } = dueItems.key(world, { at: 0, seq: 0, order: '', n: 0 })
  const items = (await store.list(partition, { prefix: 'due/', limit: mostDue })).map(dueItems.read)
  const soon = items.filter(({ at }) => at <= until)
  const ids = [...new Set(soon.map(({ order }) => order).filter((order) => order !== interestOrder))]
  const stored = ids.length === 0 ? [] : await store.get(ids.map((id) => orders.key(world, id)))
  const byId = new Map(stored.flatMap((item) => (item ? [[orders.read(item).id, orders.read(item)] as const] : [])))
  return soon.flatMap(({ at, order, back }): Coming[] => {
    if (order === interestOrder) return [{ at, what: 'interest' }]
    const found = byId.get(order)
    if (!found) return []
    const account = findAccount(world, found.account)
    return [
      {
        at,
        what: back ? 'return' : 'payment',
        ...(account && { who: holderNameOf(world, account) }),
        amount: Math.abs(Number(found.amount)),
        currency: found.currency,
      },
    ]
  })
}

/** Lists the ends of the consents that customers have authorised. */
async function listConsentEnds(world: World, consents: readonly WorldConsent[], until: number): Promise<Coming[]> {
  const ending = consents.flatMap(({ state, consent: { partner, expiresAt } }) =>
    state === 'AUTH' && expiresAt !== undefined && expiresAt <= until ? [{ partner, at: expiresAt }] : [],
  )
  if (ending.length === 0) return []
  const ids = [...new Set(ending.map(({ partner }) => partner))].slice(0, 50)
  const known = await world.sandbox.store.get(ids.map((id) => partners.key(world.id, id)))
  const names = new Map(
    known.flatMap((item) => (item ? [[partners.read(item).id, partners.read(item).name] as const] : [])),
  )
  return ending.map(({ partner, at }) => ({ at, what: 'consent-end', who: names.get(partner) ?? 'a developer token' }))
}
