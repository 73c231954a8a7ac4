import { type Bank, firstMonth } from '#mocks/base/bank.ts'
import { type Day, firstDay, type Month, monthOfYear, workingDayOnOrAfter } from '#mocks/base/calendar.ts'
import { chance, draw, drawNumber, stream } from '#mocks/base/chance.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { habitsOf, incomeIn } from '#mocks/people/habits.ts'
import { products } from './products.ts'

/**
 * One month of a credit card, in pence above zero: the debt at its start, and what is repaid,
 * charged and spent.
 */
type CardMonth = {
  readonly owed: number
  readonly repaid: number
  readonly interest: number
  readonly fee: number
  readonly spent: number
}

const carding = stream('card budget')
const lateness = stream('late payment')

const season = [0.85, 0.88, 0.95, 0.98, 1, 1.05, 1.15, 1.1, 0.98, 1, 1.12, 1.35] as const
/** In pence: the minimum repayment of a debt, and the fee of a month without a repayment. */
export const leastRepayment = 2_500
export const lateFee = 1_200

/** Returns a month's interest on a debt that the customer carries over, in pence. */
const interestOn = (owed: number): number => Math.round((owed * products.card.interest) / 12)

/** Returns the minimum repayment of a debt without regard to its size: a part and the interest. */
const partOfDebt = (owed: number, interest: number): number =>
  Math.max(leastRepayment, Math.round(owed * 0.01) + interest)

/**
 * Returns the minimum repayment of what is owed at the end of a month, in pence. A customer who
 * repays in full pays no interest.
 */
export function minimumRepayment({ persona: { repays } }: Customer, owed: number): number {
  const interest = repays && !('inFull' in repays) ? interestOn(owed) : 0
  return Math.min(owed, partOfDebt(owed, interest))
}

/** Returns the day of a month on which the direct debit of the repayment is due. */
export const repaymentDay = (customer: Customer, month: Month): Day =>
  workingDayOnOrAfter(firstDay(month) + habitsOf(customer).repaysOn - 1)

/** Returns what the customer would spend by card in a month if there were no limit. */
function desiredSpending(customer: Customer, month: Month): number {
  const lot = drawNumber(chance(customer.seed, customer.index, month, carding), [0.8, 1.2])
  return Math.round(
    incomeIn(customer, month) * habitsOf(customer).onCard * lot * (season[monthOfYear(month)] as number),
  )
}

/**
 * Returns a month of the credit card. A card that is repaid in full depends on no other month; one
 * with debt is computed from the first readable month on.
 */
export function cardMonth(bank: Bank, customer: Customer, month: Month): CardMonth {
  const { repays } = customer.persona
  if (!repays || 'inFull' in repays) {
    const owed = month <= customer.opened ? 0 : desiredSpending(customer, month - 1)
    return { owed, repaid: owed, interest: 0, fee: 0, spent: desiredSpending(customer, month) }
  }
  const first = Math.max(customer.opened, firstMonth(bank))
  const limit = cardLimit(customer, bank.start)
  let before: CardMonth | undefined
  for (let next = first; next <= month; next++) {
    const owed: number = before
      ? before.owed - before.repaid + before.interest + before.fee + before.spent
      : Math.round(limit * repays.owedAtFirst)
    const interest = interestOn(owed)
    const isLate = draw(customer.seed, customer.index, next, lateness) < repays.late
    const repaid = isLate ? 0 : Math.min(owed, Math.max(partOfDebt(owed, interest), Math.round(owed * repays.part)))
    const fee = isLate ? lateFee : 0
    const room = Math.max(0, Math.floor(limit * 0.97) - owed - interest - fee)
    before = { owed, repaid, interest, fee, spent: Math.min(desiredSpending(customer, next), room) }
  }
  return before ?? { owed: 0, repaid: 0, interest: 0, fee: 0, spent: 0 }
}

/** Returns the credit limit, in whole hundreds of pounds. */
export function cardLimit(customer: Customer, start: Month): number {
  const { repays, walks } = customer.persona
  const income = incomeIn(customer, start)
  const inFull = !repays || 'inFull' in repays
  const limit = inFull ? income * habitsOf(customer).onCard * (walks ? 7 : 4.5) : income * 1.8
  return Math.max(1, Math.ceil(limit / 10_000)) * 10_000
}
