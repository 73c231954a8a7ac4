import { iterateEntries } from '#actions/accounts/entries.ts'
import { salaryPaymentOf } from '#actions/ledger/expected-legs.ts'
import { commitMovement, isLedgerConflict, readLastLegs } from '#actions/ledger/ledger.ts'
import { clearingAccountOf } from '#bank/payments/order.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'

/** An employer that paid no salary for this long has ended the job, in seconds: two months. */
const longestGapS = 62 * 86_400

/** Finds the last salary of an account in its computed history; undefined if it gets none. */
export function findLastSalary(world: World, account: Account): Entry | undefined {
  const now = secondsOf(world)
  for (const { entry } of iterateEntries(world, account, { from: now - longestGapS, to: now, now }))
    if (entry.kind === 'salary' && entry.at <= now) return entry
  return undefined
}

/**
 * Pays a salary once more, now: a Bacs credit of the same employer, amount and reference, from the
 * clearing account of Bacs. Later computed salaries come all the same.
 */
export async function paySalary(
  world: World,
  account: Account,
  { amount, party, reference }: Pick<Entry, 'amount' | 'party' | 'reference'>,
  others: readonly Write[],
): Promise<void> {
  const { id, currency } = account
  const clearing = clearingAccountOf({ rail: 'bacs', account: id })
  const shared = { currency, kind: 'salary', ...(reference !== '' && { reference }) } as const
  const postings = [
    { ...shared, account: id, amount: BigInt(amount), party: { name: party } },
    { ...shared, account: clearing, amount: -BigInt(amount) },
  ]
  await retryOnConflict(async (attempt) => {
    const current = attempt === 1 ? world : await reloadRecord(world)
    const lastLegs = await readLastLegs(current, [id, clearing])
    const payment = salaryPaymentOf(id, lastLegs.get(id)?.seq ?? 0)
    await commitMovement(current, { payment, at: current.now, postings }, lastLegs, others)
  }, isLedgerConflict)
}
