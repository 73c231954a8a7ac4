import { money } from '#bank/money/money.ts'
import { isoOf } from '#bank/time/clock.ts'
import type { Mandate, MandatePayment } from '#mocks/payments/mandate.ts'

/** The codes of OBFrequency6Code by the number of payments in a year. */
const frequencies: Record<number, 'MNTH' | 'QURT' | 'MIAN' | 'YEAR'> = { 12: 'MNTH', 4: 'QURT', 2: 'MIAN', 1: 'YEAR' }

/** Returns MandateRelatedInformation of a synthetic standing order or direct debit. */
export const mandateInformationOf = ({ reference, isFixed, perYear, next }: Mandate) => ({
  MandateIdentification: reference,
  Classification: isFixed ? ('FIXE' as const) : ('VARI' as const),
  ...(next && { RecurringPaymentDateTime: isoOf(next.at) }),
  Frequency: { Type: frequencies[perYear] ?? ('YEAR' as const) },
})

/** Returns the amount of one payment of a synthetic standing order or direct debit. */
export const amountOf = ({ amount }: MandatePayment) => money(BigInt(amount), 'GBP')
