import type * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import type { Money } from '#bank/money/money.ts'
import type { Frequency, MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { iso, parseDateTime } from '#bank/time/clock.ts'
import { checkWithinYear, dayMs, startOfDay } from './dates.ts'
import { checkFrequency, isPaymentDay, occurrenceAt } from './frequencies.ts'

const mandatePath = 'Data.Initiation.MandateRelatedInformation'

type StandingOrderInstruction = {
  readonly MandateRelatedInformation: MandateRelatedInformation
  readonly NumberOfPayments?: string | undefined
  readonly FinalPaymentAmount?: z.output<typeof Money> | undefined
}

/**
 * The amounts of a standing order. An international one has one amount; the first, usual and last
 * amount of a domestic one may differ.
 */
type Amounts = Partial<
  Record<
    'InstructedAmount' | 'FirstPaymentAmount' | 'RecurringPaymentAmount' | 'FinalPaymentAmount',
    z.output<typeof Money>
  >
>

/**
 * The plan of a standing order. Instants are epoch milliseconds. Without an end it pays until it is
 * cancelled.
 */
export type StandingOrderPlan = {
  readonly frequency: Frequency
  readonly firstAt: number
  /** The second payment, if it does not follow from the first. */
  readonly recurringAt?: number
  readonly finalAt?: number
  readonly payments?: number
}

/**
 * Parses the plan of a standing order, or rejects it. The first payment is tomorrow or later,
 * within a year, on a day of the frequency. It ends on a day or after a number of payments, not
 * both. `now` is in epoch milliseconds of the world's clock.
 */
export function parsePlan(instruction: StandingOrderInstruction, now: number): StandingOrderPlan {
  const { MandateRelatedInformation: mandate, NumberOfPayments } = instruction
  const { Frequency: frequency } = mandate
  checkFrequency(frequency, `${mandatePath}.Frequency`)
  const at = (name: 'FirstPaymentDateTime' | 'RecurringPaymentDateTime' | 'FinalPaymentDateTime') =>
    mandate[name] === undefined ? undefined : parseDateTime(mandate[name], `${mandatePath}.${name}`)
  const recurringAt = at('RecurringPaymentDateTime')
  const finalAt = at('FinalPaymentDateTime')
  const firstAt = at('FirstPaymentDateTime') ?? findFirstPaymentDay(frequency, now)
  const reject = (name: string, why: string): never => {
    throw new Problem('date-invalid', `${mandatePath}.${name}: ${why}`, { path: `${mandatePath}.${name}` })
  }
  if (firstAt < tomorrowOf(now))
    reject('FirstPaymentDateTime', `must be ${iso(tomorrowOf(now)).slice(0, 10)} or later (got ${iso(firstAt)})`)
  checkWithinYear(firstAt, `${mandatePath}.FirstPaymentDateTime`, now)
  if (recurringAt !== undefined && startOfDay(recurringAt) <= startOfDay(firstAt))
    reject('RecurringPaymentDateTime', 'must be on a later day than the first payment')
  // If the second payment has its own date, the first may be on any day.
  if (!isPaymentDay(frequency, recurringAt ?? firstAt))
    reject(
      recurringAt === undefined ? 'FirstPaymentDateTime' : 'RecurringPaymentDateTime',
      `must be a day of the frequency ${frequency.Type} (got ${iso(recurringAt ?? firstAt)})`,
    )
  if (finalAt !== undefined && startOfDay(finalAt) <= startOfDay(firstAt))
    reject('FinalPaymentDateTime', 'must be on a later day than the first payment')
  const payments = NumberOfPayments === undefined ? undefined : parsePaymentCount(NumberOfPayments)
  if (payments !== undefined && finalAt !== undefined)
    throw new Problem(
      'field-unexpected',
      'Data.Initiation.NumberOfPayments: must be absent together with FinalPaymentDateTime',
      {
        path: 'Data.Initiation.NumberOfPayments',
      },
    )
  if (instruction.FinalPaymentAmount !== undefined && payments === undefined && finalAt === undefined)
    throw new Problem(
      'field-unexpected',
      'Data.Initiation.FinalPaymentAmount: requires FinalPaymentDateTime or NumberOfPayments',
      {
        path: 'Data.Initiation.FinalPaymentAmount',
      },
    )
  return {
    frequency,
    firstAt,
    ...(recurringAt !== undefined && { recurringAt }),
    ...(finalAt !== undefined && { finalAt }),
    ...(payments !== undefined && { payments }),
  }
}

const tomorrowOf = (now: number): number => startOfDay(now) + dayMs

/** Returns the first day of a frequency from tomorrow on. */
function findFirstPaymentDay(frequency: Frequency, now: number): number {
  let at = tomorrowOf(now)
  while (!isPaymentDay(frequency, at)) at += dayMs
  return at
}

function parsePaymentCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new Problem('field-invalid', `Data.Initiation.NumberOfPayments: must be between 1 and 9999 (got ${text})`, {
      path: 'Data.Initiation.NumberOfPayments',
    })
  return Number(text)
}

/**
 * Returns when the payment number `n` is due, counted from 0 (epoch milliseconds); undefined after
 * the end.
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
 * Returns the amount of the payment number `n`, counted from 0. A single payment counts as the
 * first, not the last.
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
