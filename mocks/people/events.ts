import type { Bank } from '#mocks/base/bank.ts'
import { firstDay, type Month, secondsPerDay, startOf, workingDayOnOrAfter } from '#mocks/base/calendar.ts'
import { chance, draw, drawInteger, stream } from '#mocks/base/chance.ts'
import type { Customer } from './customer.ts'
import { incomeIn } from './habits.ts'

const happening = stream('event')

/** Returns the month of the persona's one event, counted back from the start of the world. */
export function eventMonth(bank: Bank, { seed, index, persona: { event } }: Customer): Month | undefined {
  if (!event) return undefined
  const [fewest, most] = event.monthsBefore
  return bank.start - fewest - Math.floor(draw(seed, index, 0, happening) * (most - fewest + 1))
}

/** A fraud: the savings lost within an hour, or in the month after, the bank's refund. */
type Scam = { readonly at: number; readonly taken: number; readonly returned: number }

/**
 * Returns the effect of a fraud on a month, or undefined. In the month after, the bank refunds a
 * part.
 */
export function scamIn(bank: Bank, customer: Customer, month: Month): Scam | undefined {
  if (customer.persona.event?.what !== 'scam') return undefined
  const when = eventMonth(bank, customer) as Month
  if (month !== when && month !== when + 1) return undefined
  const next = chance(customer.seed, customer.index, 1, happening)
  const lost = Math.round((incomeIn(customer, when) * (1 + next())) / 10_000) * 10_000
  const at = (day: number) => workingDayOnOrAfter(firstDay(month) + day) * secondsPerDay + 15 * 3600
  if (month === when) return { at: at(drawInteger(next, 8, 18)), taken: lost, returned: 0 }
  return { at: at(9), taken: 0, returned: Math.round(lost * 0.85) }
}

/** Returns whether the customer died before a month begins. */
export function hasDied(bank: Bank, customer: Customer, month: Month): boolean {
  return customer.persona.event?.what === 'death' && month > (eventMonth(bank, customer) as Month)
}

/**
 * Returns when the accounts of a deceased customer were closed to new business (epoch seconds), or
 * undefined. Always before the world begins.
 */
export function closedAt(bank: Bank, customer: Customer): number | undefined {
  return customer.persona.event?.what === 'death' ? startOf((eventMonth(bank, customer) as Month) + 1) : undefined
}
