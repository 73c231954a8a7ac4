import type { Month } from '#mocks/base/calendar.ts'
import type { Ledger } from '#test/realism/life.ts'

/** The balance at the end of a month in which something was booked. */
type MonthEnd = { readonly month: Month; readonly balance: number }

/** Returns the month-ends of an account, oldest first. A month without entries has none. */
export function monthEndsOf({ first, months }: Ledger): MonthEnd[] {
  return months.flatMap(({ entries, closing }, n) =>
    entries.length > 0 ? [{ month: first + n, balance: closing }] : [],
  )
}
