import type { Bank } from '#mocks/base/bank.ts'
import type { Month } from '#mocks/base/calendar.ts'
import { chance, drawInteger, drawNumber, stream } from '#mocks/base/chance.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { incomeIn } from '#mocks/people/habits.ts'
import { products } from './products.ts'

/** A personal loan: advanced once, repaid in equal instalments. Minor units. */
type Loan = {
  readonly opened: Month
  readonly principal: number
  readonly months: number
  readonly instalment: number
}

/** One month of a loan: the debt at its start, the interest, and the repayment. */
type LoanMonth = { readonly owed: number; readonly interest: number; readonly repaid: number }

const borrowing = stream('loan')

/**
 * Returns the loan of a customer who holds one. It was taken out up to 30 months before the world
 * began.
 */
export function loanOf(bank: Bank, customer: Customer): Loan {
  const next = chance(customer.seed, customer.index, 0, borrowing)
  const opened = Math.max(customer.opened + 1, bank.start - drawInteger(next, 6, 30))
  const principal = Math.round((incomeIn(customer, opened) * drawNumber(next, [1.5, 4])) / 50_000) * 50_000 + 50_000
  const months = [24, 36, 48, 60][drawInteger(next, 0, 3)] as number
  const rate = products.loan.interest / 12
  const instalment = Math.ceil((principal * rate) / (1 - (1 + rate) ** -months))
  return { opened, principal, months, instalment }
}

/**
 * Returns a month of a loan. The first instalment is due a month after the advance; the last one
 * pays the rest.
 */
export function loanMonth(bank: Bank, customer: Customer, month: Month): LoanMonth {
  const loan = loanOf(bank, customer)
  return repaid(loan)[month - loan.opened] ?? { owed: 0, interest: 0, repaid: 0 }
}

function repaid({ principal, instalment }: Loan): LoanMonth[] {
  const path: LoanMonth[] = [{ owed: 0, interest: 0, repaid: 0 }]
  for (let owed = principal; owed > 0; ) {
    const interest = Math.round((owed * products.loan.interest) / 12)
    const paid = Math.min(instalment, owed + interest)
    path.push({ owed, interest, repaid: paid })
    owed += interest - paid
  }
  return path
}
