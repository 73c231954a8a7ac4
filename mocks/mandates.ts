import type { Account, Product } from './account.ts'
import type { Bank } from './bank.ts'
import { type Month, monthAt } from './calendar.ts'
import { habitsOf } from './habits.ts'
import { billed, isDue, mandateReference } from './regulars.ts'
import { repayment, saving } from './transfers.ts'

/** One payment of a mandate: epoch seconds, and minor units above zero. */
export type Due = { readonly at: number; readonly amount: number }

/** A standing order or direct debit as it stands at an instant. */
export type Mandate = {
  /** Unique among the account's mandates, and the same for good. */
  readonly key: string
  readonly by: 'standing-order' | 'direct-debit'
  readonly payee: string
  /** The customer's own account, where money moves between two of them. */
  readonly own?: Product
  readonly reference: string
  readonly everyMonths: 1 | 3 | 12
  readonly isFixed: boolean
  readonly last: Due | undefined
  readonly next: Due
}

/** The mandates on one account at an instant (epoch seconds). Only current accounts have any. */
export function mandatesOf(bank: Bank, account: Account, at: number): Mandate[] {
  const { customer, product, firstMonth } = account
  if (product !== 'current') return []
  const { bills, holds } = habitsOf(bank, customer)
  const around = (everyMonths: 1 | 3 | 12, due: (month: Month) => Due | undefined) =>
    nearest(at, firstMonth, everyMonths, due)

  const mandates: Mandate[] = bills.map((owed, index) => {
    const { bill, to } = owed
    const everyMonths = bill.everyMonths ?? 1
    const due = (month: Month) => (isDue(owed, month) ? billed(bank, customer, owed, month) : undefined)
    const reference = mandateReference(customer, owed)
    return {
      key: String(index),
      by: bill.by,
      payee: to,
      reference,
      everyMonths,
      isFixed: !bill.varies,
      ...around(everyMonths, due),
    }
  })
  if (holds.savings) {
    const due = (month: Month) => saving(bank, customer, month)
    mandates.push({
      key: 'savings',
      by: 'standing-order',
      payee: 'Savings',
      own: 'savings',
      reference: 'SAVINGS',
      everyMonths: 1,
      isFixed: true,
      ...around(1, due),
    })
  }
  if (holds.card) {
    const due = (month: Month) => repayment(bank, customer, month)
    mandates.push({
      key: 'card',
      by: 'direct-debit',
      payee: 'Sandbank Credit Card',
      own: 'card',
      reference: 'CARD',
      everyMonths: 1,
      isFixed: false,
      ...around(1, due),
    })
  }
  return mandates
}

/** The payment before an instant (none before the account's history) and the one after it. */
function nearest(
  at: number,
  first: Month,
  everyMonths: number,
  due: (month: Month) => Due | undefined,
): { last: Due | undefined; next: Due } {
  let last: Due | undefined
  let next: Due | undefined
  for (let month = monthAt(at); month >= first && !last; month--) {
    const one = due(month)
    if (one && one.at <= at) last = one
  }
  for (let month = monthAt(at); !next; month++) {
    const one = due(month)
    if (one && one.at > at) next = one
    if (month > monthAt(at) + everyMonths + 1) throw new Error('a mandate that never falls due')
  }
  return { last, next }
}
