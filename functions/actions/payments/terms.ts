import { type ConsentRecord, isSingleUse, type PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Charge } from '#bank/money/charge.ts'
import { type CurrencyCode, parseMinorUnits } from '#bank/money/currency.ts'
import { convert, type ExchangeRateInformation } from '#bank/money/exchange.ts'
import { initiationOf, quotedRateOf } from '#bank/payments/consent-request.ts'
import { firstAmountOf, type Initiation } from '#bank/payments/initiation.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { debitOf, type Instruction, type Sum } from '#bank/payments/routing.ts'
import { parsePlan } from '#bank/payments/standing-orders.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { expectedInstants } from '#bank/rails/timeline.ts'
import type { Frequency } from '#bank/standard/mandate-information.ts'
import { calendar } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'
import { confirmPayeeOf, type PayeeCheck } from './confirmation-of-payee.ts'
import { instructPayment, marketOf } from './payment.ts'

/** When a payment is made and when it arrives. Instants are epoch milliseconds. */
type PaymentTiming =
  | { readonly by: 'now'; readonly arrives: number | undefined }
  | { readonly by: 'day'; readonly at: number; readonly arrives: number | undefined }
  | {
      readonly by: 'frequency'
      readonly frequency: Frequency
      readonly firstAt: number
      /** The first recurring payment. The first payment of all may fall on any other day. */
      readonly recurringAt: number
      readonly finalAt?: number | undefined
      readonly payments?: number | undefined
      /** Present if it differs from the recurring amount. */
      readonly first?: Sum | undefined
      /** Present if it differs from the recurring amount. */
      readonly final?: Sum | undefined
    }

/** The terms of a payment or standing order that the payer sees before approving it. */
export type PaymentTerms = {
  /** The amount of the payment; of a standing order the recurring amount. */
  readonly amount: Sum
  /** What the payee is sent, if that is another currency. */
  readonly sent: Sum | undefined
  /** The currency that the payee is paid in. */
  readonly target: CurrencyCode
  readonly payee: { readonly name: string; readonly scheme: string; readonly identification: string }
  /** The result of the confirmation of payee; undefined for an account of another bank. */
  readonly check: PayeeCheck | undefined
  /** The country code of the destination, if the partner sent one. */
  readonly country: string | undefined
  readonly reference: string | undefined
  readonly when: PaymentTiming
  readonly charges: readonly Charge[]
  readonly rate: ExchangeRateInformation | undefined
}

/** The contents of a file: as uploaded, or before the upload as announced. */
export type FileTerms = {
  readonly payments: number | undefined
  /** The sum of its payments. */
  readonly sum: Sum | undefined
  readonly reference: string | undefined
}

/**
 * Calculates what an account of a currency would be debited, in minor units of that currency: the
 * payment, and the charges on top. Undefined if the amount is not known yet.
 */
export type DebitCalculator = (currency: CurrencyCode) => { readonly amount: bigint; readonly fee: bigint } | undefined

/** Builds the calculator for the debit of a consent. */
export function buildDebitCalculator(world: World, consent: ConsentRecord): DebitCalculator {
  if (!isSingleUse(consent)) return () => undefined
  if (!isFile(consent)) {
    const instruction = instructRecurringPayment(world, consent)
    return (currency) => debitOf(marketOf(world), instruction, currency)
  }
  const { file } = consent
  return (currency) => (file && currency === 'GBP' ? { amount: BigInt(file.sum), fee: BigInt(file.fee) } : undefined)
}

/** Whether a consent is for a file of payments. */
export const isFile = ({ kind }: Pick<ConsentRecord, 'kind'>): boolean => kind === 'file-payment'

/**
 * Builds the terms of a consent to a payment or standing order at the world's now. If its order was
 * made, they are those of the order.
 */
export function buildPaymentTerms(world: World, consent: PaymentConsentRecord, order?: OrderRecord): PaymentTerms {
  const initiation = initiationOf(consent) as Initiation & { readonly DestinationCountryCode?: string }
  const instruction = instructRecurringPayment(world, consent)
  const { instructed, reference } = instruction
  const { Name, SchemeName, Identification } = initiation.CreditorAccount
  const rate = (order?.rate as ExchangeRateInformation | undefined) ?? instruction.rate
  const { currency } = instruction.sent
  const isConverted = rate && currency !== instructed.currency
  return {
    amount: instructed,
    sent: isConverted
      ? { amount: convert(instructed.amount, instructed.currency, currency, rate), currency }
      : undefined,
    target: currency,
    payee: { name: Name, scheme: SchemeName, identification: Identification },
    check: confirmPayeeOf(world, consent, initiation.CreditorAccount),
    country: initiation.DestinationCountryCode,
    reference,
    when: buildTiming(consent, initiation, instructed, {
      from: order?.createdAt ?? consent.createdAt,
      arrives: expectArrival(world, initiation, instruction, order),
    }),
    charges: (consent.offer?.Charges as readonly Charge[] | undefined) ?? [],
    rate,
  }
}

/** Routes the payment of a consent; of a standing order a recurring one. */
function instructRecurringPayment(world: World, consent: PaymentConsentRecord): Instruction {
  const initiation = initiationOf(consent)
  const amount = initiation.RecurringPaymentAmount ?? firstAmountOf(initiation)
  return instructPayment(world, consent.kind, initiation, amount, { quotedRate: quotedRateOf(consent) })
}

/**
 * Returns when the money is expected to arrive. Without an order it is as if the order were made
 * now, which may be later than the consent's own estimate. Undefined for a stopped order.
 */
function expectArrival(
  { now }: World,
  { RequestedExecutionDateTime: requested }: Initiation,
  { rail }: Instruction,
  order: OrderRecord | undefined,
): number | undefined {
  if (order?.stopped) return undefined
  if (order) return expectedInstants(getRail(order.rail as RailName), order.accepted, calendar).settlementAt
  return expectedInstants(rail, requested === undefined ? now : Date.parse(requested), calendar).settlementAt
}

function buildTiming(
  consent: PaymentConsentRecord,
  initiation: Initiation,
  recurring: Sum,
  { from, arrives }: { readonly from: number; readonly arrives: number | undefined },
): PaymentTiming {
  const { RequestedExecutionDateTime: requested } = initiation
  if (paymentTypes[consent.kind].isStandingOrder) {
    const { frequency, firstAt, recurringAt, finalAt, payments } = parsePlan(initiation as never, from)
    const ifDifferent = (money: Initiation['InstructedAmount']) => {
      const sum = money && sumOf(money)
      return sum && sum.amount !== recurring.amount ? sum : undefined
    }
    const { FirstPaymentAmount, FinalPaymentAmount } = initiation
    return {
      by: 'frequency',
      frequency,
      firstAt,
      recurringAt: recurringAt ?? firstAt,
      finalAt,
      payments,
      first: ifDifferent(FirstPaymentAmount),
      final: ifDifferent(FinalPaymentAmount),
    }
  }
  return requested === undefined ? { by: 'now', arrives } : { by: 'day', at: Date.parse(requested), arrives }
}

const sumOf = ({ Amount, Currency }: NonNullable<Initiation['InstructedAmount']>): Sum => ({
  amount: parseMinorUnits(Amount, Currency as CurrencyCode, 'Amount'),
  currency: Currency as CurrencyCode,
})

/** Builds the terms of a consent to a file of payments. All its payments are in pounds. */
export function buildFileTerms(consent: PaymentConsentRecord): FileTerms {
  const { file } = consent
  const { NumberOfTransactions, ControlSum, FileReference } = initiationOf(consent) as unknown as FileInitiation
  const payments = NumberOfTransactions === undefined ? undefined : Number(NumberOfTransactions)
  const announced = ControlSum === undefined ? undefined : BigInt(Math.round(ControlSum * 100))
  const pence = file ? BigInt(file.sum) : announced
  return {
    payments: file?.payments ?? payments,
    sum: pence === undefined ? undefined : { amount: pence, currency: 'GBP' },
    reference: FileReference,
  }
}
