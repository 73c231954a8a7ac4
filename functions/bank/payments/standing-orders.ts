import type * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import type { Money } from '#bank/money/money.ts'
import type { Frequency, MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { checkWithinYear, dayMs, parseDateTime, startOfDay } from './dates.ts'
import { checkFrequency, isPaymentDay, occurrenceAt } from './frequencies.ts'

const mandatePath = 'Data.Initiation.MandateRelatedInformation'

type StandingOrderInstruction = {
  readonly MandateRelatedInformation: MandateRelatedInformation
  readonly NumberOfPayments?: string | undefined
  readonly FinalPaymentAmount?: z.output<typeof Money> | undefined
}

/**
 * The amounts of a standing order: one for all payments abroad; at home the first, the usual and
 * the last may differ.
 */
type Amounts = Partial<
  Record<
    'InstructedAmount' | 'FirstPaymentAmount' | 'RecurringPaymentAmount' | 'FinalPaymentAmount',
    z.output<typeof Money>
  >
>

/**
 * When a standing order pays. Instants are epoch milliseconds; without an end it pays until
 * somebody stops it.
 */
export type StandingOrderPlan = {
  readonly frequency: Frequency
  readonly firstAt: number
  /** The second payment, where it does not follow from the first. */
  readonly recurringAt?: number
  readonly finalAt?: number
  readonly payments?: number
}

/**
 * The plan of a standing order, or a refusal: the first payment is tomorrow or later, within a
 * year, on a day of its rhythm; it ends on a day or after a number of payments, not both. `now` is
 * the world's.
 */
export function parsePlan(asked: StandingOrderInstruction, now: number): StandingOrderPlan {
  const { MandateRelatedInformation: mandate, NumberOfPayments } = asked
  const { Frequency: frequency } = mandate
  checkFrequency(frequency, `${mandatePath}.Frequency`)
  const at = (name: 'FirstPaymentDateTime' | 'RecurringPaymentDateTime' | 'FinalPaymentDateTime') =>
    mandate[name] === undefined ? undefined : parseDateTime(mandate[name], `${mandatePath}.${name}`)
  const recurringAt = at('RecurringPaymentDateTime')
  const finalAt = at('FinalPaymentDateTime')
  const firstAt = at('FirstPaymentDateTime') ?? findFirstPaymentDay(frequency, now)
  const refuse = (name: string, why: string): never => {
    throw new Problem('date-invalid', `${mandatePath}.${name} ${why}`, { path: `${mandatePath}.${name}` })
  }
  if (firstAt < tomorrowOf(now))
    refuse('FirstPaymentDateTime', `must be tomorrow or later; the world's clock says ${new Date(now).toISOString()}`)
  checkWithinYear(firstAt, `${mandatePath}.FirstPaymentDateTime`, now)
  if (recurringAt !== undefined && startOfDay(recurringAt) <= startOfDay(firstAt))
    refuse('RecurringPaymentDateTime', 'must be a later day than the first payment')
  // Where the second payment has a date of its own, the first may be on any day.
  if (!isPaymentDay(frequency, recurringAt ?? firstAt))
    refuse(
      recurringAt === undefined ? 'FirstPaymentDateTime' : 'RecurringPaymentDateTime',
      `is not a day that ${frequency.Type} falls on`,
    )
  if (finalAt !== undefined && startOfDay(finalAt) <= startOfDay(firstAt))
    refuse('FinalPaymentDateTime', 'must be a later day than the first payment')
  const payments = NumberOfPayments === undefined ? undefined : parsePaymentCount(NumberOfPayments)
  if (payments !== undefined && finalAt !== undefined)
    throw new Problem('field-unexpected', 'a final date and a number of payments do not go together', {
      path: 'Data.Initiation.NumberOfPayments',
    })
  if (asked.FinalPaymentAmount !== undefined && payments === undefined && finalAt === undefined)
    throw new Problem('field-unexpected', 'what has no end has no final payment', {
      path: 'Data.Initiation.FinalPaymentAmount',
    })
  return {
    frequency,
    firstAt,
    ...(recurringAt !== undefined && { recurringAt }),
    ...(finalAt !== undefined && { finalAt }),
    ...(payments !== undefined && { payments }),
  }
}

const tomorrowOf = (now: number): number => startOfDay(now) + dayMs

/** The first day from tomorrow on that a frequency falls on. */
function findFirstPaymentDay(frequency: Frequency, now: number): number {
  let at = tomorrowOf(now)
  while (!isPaymentDay(frequency, at)) at += dayMs
  return at
}

function parsePaymentCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new Problem('field-invalid', `a standing order pays 1 to 9999 times (got ${text})`, {
      path: 'Data.Initiation.NumberOfPayments',
    })
  return Number(text)
}

/**
 * When the payment number `n` is due, counted from 0 (epoch milliseconds); undefined past the end.
 */
export function paymentAt(plan: StandingOrderPlan, n: number): number | undefined {
  const { frequency, firstAt, recurringAt, finalAt, payments } = plan
  if (payments !== undefined && n >= payments) return undefined
  const at =
    n === 0
      ? firstAt
      : recurringAt === undefined
        ? occurrenceAt(frequency, firstAt, n)
        : occurrenceAt(frequency, recurringAt, n - 1)
  return finalAt !== undefined && startOfDay(at) > startOfDay(finalAt) ? undefined : at
}

/**
 * What the payment number `n` is of, counted from 0. The only payment there is is the first one and
 * not the last.
 */
export function amountOfPayment(
  amounts: Amounts,
  plan: StandingOrderPlan,
  n: number,
): z.output<typeof Money> | undefined {
  const {
    InstructedAmount,
    FirstPaymentAmount,
    RecurringPaymentAmount = FirstPaymentAmount,
    FinalPaymentAmount,
  } = amounts
  if (InstructedAmount) return InstructedAmount
  if (n === 0) return FirstPaymentAmount
  const isLast = paymentAt(plan, n + 1) === undefined
  return (isLast ? FinalPaymentAmount : undefined) ?? RecurringPaymentAmount
}
