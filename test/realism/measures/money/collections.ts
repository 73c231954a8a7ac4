import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { type Ledger, type Life, ledgerEntries } from '#test/realism/life.ts'

/** A direct debit, and whether it was returned or there was money for it when it was collected. */
export type Collection = {
  readonly debit: Entry
  readonly returned: Entry | undefined
  readonly hadFunds: boolean
}

/** Bacs returns an unpaid debit within days. */
const longest = 10 * secondsPerDay

/**
 * Returns the direct debits of a customer's current accounts, each with its return. `orphans`
 * counts returns that belong to no debit.
 */
export function collectionsOf({ ledgers }: Life): { collections: Collection[]; orphans: number } {
  const all = ledgers.filter(({ role }) => role === 'main' || role === 'joint').map(collectionsIn)
  return {
    collections: all.flatMap(({ collections }) => collections),
    orphans: all.reduce((sum, { orphans }) => sum + orphans, 0),
  }
}

function collectionsIn(ledger: Ledger): { collections: Collection[]; orphans: number } {
  const found: { debit: Entry; hadFunds: boolean; returned: Entry | undefined }[] = []
  let orphans = 0
  for (const entry of ledgerEntries(ledger)) {
    if (entry.kind === 'direct-debit') {
      // The debit itself lowers the balance: enough was there if the limit holds after it.
      found.push({ debit: entry, hadFunds: entry.balance >= -ledger.creditLine, returned: undefined })
    }
    if (entry.kind !== 'direct-debit-return') continue
    const returned = found.findLast(
      ({ debit, returned }) => !returned && debit.party === entry.party && debit.amount === -entry.amount,
    )
    if (returned && entry.at - returned.debit.at <= longest) returned.returned = entry
    else orphans++
  }
  return { collections: found, orphans }
}
