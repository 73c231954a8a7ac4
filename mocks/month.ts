import { memo } from '#bank/base/memo.ts'
import type { Account } from './account.ts'
import type { Bank } from './bank.ts'
import { firstDay, type Month } from './calendar.ts'
import type { AccountMonth } from './entry.ts'
import { cardMonthOf } from './months/card.ts'
import { euroMonth } from './months/euro.ts'
import { jointMonth } from './months/joint.ts'
import { loanMonthOf } from './months/loan.ts'
import { mainMonth } from './months/main.ts'
import { savingsMonth } from './months/savings.ts'
import type { Role } from './products.ts'

const byRole: Record<Role, (bank: Bank, account: Account, month: Month) => AccountMonth> = {
  main: mainMonth,
  joint: jointMonth,
  savings: savingsMonth,
  card: cardMonthOf,
  loan: loanMonthOf,
  euro: euroMonth,
}

const remembered = memo<AccountMonth>(300)
const nothing: AccountMonth = { opening: 0, entries: [], closing: 0 }

/** The whole month, past or future, from the seed alone. A month before the account was opened is empty. */
export function monthOf(bank: Bank, account: Account, month: Month): AccountMonth {
  if (firstDay(month) < account.opened) return nothing
  return remembered(`${account.customer.key}.${account.product}.${month}`, () =>
    byRole[account.role](bank, account, month),
  )
}
