import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { accountsOfCustomer, findCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { lastLegAt, readLegsBetween } from '#actions/ledger/journal.ts'
import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { products } from '#mocks/accounts/products.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'

/** A customer at a glance: the main account now, and in the weeks before. */
export type CustomerCard = {
  readonly id: string
  readonly name: string
  /** The title of the persona. */
  readonly persona: string
  /** The title of the main account. */
  readonly account: string
  readonly currency: 'GBP' | 'EUR'
  /** The balance at each of some days, in minor units, oldest first; the last one is now. */
  readonly balances: readonly number[]
  /** What was booked last: epoch milliseconds and minor units. */
  readonly latest?: {
    readonly at: number
    readonly kind: TransactionKind
    readonly party: string
    readonly amount: number
  }
}

/** How far back the line goes, and how many days lie between two of its points. */
const [daysBack, step] = [90, 2]

/** Builds the card of a customer, or undefined for an unknown one or one without an account. */
export async function buildCustomerCard(
  world: World,
  _grant: Grant<'world'>,
  customerId: string,
): Promise<CustomerCard | undefined> {
  const customer = findCustomer(world, customerId)
  const [account] = customer ? accountsOfCustomer(world, customer) : []
  if (!customer || !account) return undefined
  const now = secondsOf(world)
  const from = now - daysBack * secondsPerDay
  const legs = await readLegsBetween(world, account.id, { from, to: now })
  const instants = Array.from({ length: daysBack / step + 1 }, (_, n) => from + n * step * secondsPerDay)
  const [last] = bookedEntries(iterateEntries(world, account, { from, to: now, now }, legs), now)
  return {
    id: customer.id,
    name: identityOfCustomer(world, customer).name,
    persona: customer.persona.title,
    account: products[account.product].title,
    currency: account.currency,
    balances: instants.map((at) => accountBalanceAt(world, account, at, lastLegAt(legs, at))),
    ...(last && { latest: { at: last.at * 1_000, kind: last.kind, party: last.party, amount: last.amount } }),
  }
}

/** Yields those entries that are booked, newest first. */
function* bookedEntries(entries: ReturnType<typeof iterateEntries>, now: number) {
  for (const { entry } of entries) if (entry.at <= now) yield entry
}
