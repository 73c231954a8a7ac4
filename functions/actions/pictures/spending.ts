import { requireAccount } from '#actions/account-information/reachable-accounts.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'
import { monthIndexOf, readHistories } from './history.ts'
import { formatMonthName } from './months.ts'
import { crossesToOthers, isIncome, spendingCategoryOf } from './spending-category.ts'

/** What was spent from an account in a month, in minor units; the largest category first. */
export type MonthOfSpending = {
  /** Such as `2026-11`. */
  readonly month: string
  readonly total: number
  readonly spentOn: readonly { readonly what: string; readonly pence: number }[]
}

/** How many months are shown; the last one is not over. */
const monthsShown = 6

/**
 * Sums what was spent from an account in the last months by category, oldest month first. Transfers
 * to the customer's other accounts are not spending.
 */
export async function listSpending(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
): Promise<MonthOfSpending[]> {
  const account = requireAccount(world, grant, accountId)
  const now = monthAt(secondsOf(world))
  const first = Math.min(now, Math.max(account.firstMonth, now - monthsShown + 1))
  const months = Array.from({ length: now - first + 1 }, (_, n) => first + n)
  const [history] = await readHistories(world, [account], months)
  const sums = months.map(() => new Map<string, number>())
  for (const one of history?.entries ?? []) {
    if (!crossesToOthers(one) || isIncome(one)) continue
    const byCategory = sums[monthIndexOf(months, one)]
    const what = spendingCategoryOf(one)
    byCategory?.set(what, (byCategory.get(what) ?? 0) - one.amount)
  }
  return months.map((month, n) => {
    const spentOn = [...(sums[n] ?? [])].map(([what, pence]) => ({ what, pence })).filter(({ pence }) => pence > 0)
    spentOn.sort((a, b) => b.pence - a.pence)
    return { month: formatMonthName(month), total: spentOn.reduce((sum, { pence }) => sum + pence, 0), spentOn }
  })
}
