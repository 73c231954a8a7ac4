import { boundedCache } from '#bank/base/bounded-cache.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Role } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { firstDay, type Month } from '#mocks/base/calendar.ts'
import { cardMonthOf } from '#mocks/history/months/card.ts'
import { euroMonth } from '#mocks/history/months/euro.ts'
import { jointMonth } from '#mocks/history/months/joint.ts'
import { loanMonthOf } from '#mocks/history/months/loan.ts'
import { mainMonth } from '#mocks/history/months/main.ts'
import { savingsMonth } from '#mocks/history/months/savings.ts'
import { walkedMonth } from '#mocks/walk/page.ts'
import type { AccountMonth } from './entry.ts'

const byRole: Record<Role, (bank: Bank, account: Account, month: Month) => AccountMonth> = {
  main: mainMonth,
  joint: jointMonth,
  savings: savingsMonth,
  card: cardMonthOf,
  loan: loanMonthOf,
  euro: euroMonth,
}

/** Without this cache a page of 50 transactions costs 480 us of CPU instead of 103. */
const remembered = boundedCache<AccountMonth>(300)
const nothing: AccountMonth = { opening: 0, entries: [], closing: 0 }

/**
 * Computes the whole month of an account, past or future, from the seed alone. A month before the
 * account was opened is empty.
 */
export function monthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  if (firstDay(month) < account.opened) return nothing
  return remembered(`${account.customer.key}.${account.product}.${month}`, () =>
    account.customer.persona.walks ? walkedMonth(bank, account, month) : byRole[account.role](bank, account, month),
  )
}
