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
import { confirmPayee, type PayeeCheck } from './confirmation-of-payee.ts'
import { instructPayment, marketOf } from './payment.ts'

/** When a payment is made. Instants are epoch milliseconds. */
type When =
  | { readonly by: 'now'; readonly arrives: number | undefined }
  | { readonly by: 'day'; readonly at: number; readonly arrives: number | undefined }
  | {
      readonly by: 'rhythm'
      readonly frequency: Frequency
      readonly firstAt: number
      /** A day of the rhythm, where the first payment need not fall on one. */
      readonly turnsAt: number
      readonly finalAt?: number | undefined
      readonly payments?: number | undefined
      /** Where they are not the usual amount. */
      readonly first?: Sum | undefined
      readonly final?: Sum | undefined
    }

/**
 * One payment as whoever is to pay it is told of it before: the amount, to whom, when, what it
 * costs.
 */
export type PaymentTerms = {
  /** What is to be paid; of a standing order each time. */
  readonly amount: Sum
  /** What the payee is sent, where that is another currency. */
  readonly sent: Sum | undefined
  /** The currency that the payee is paid in. */
  readonly target: CurrencyCode
  readonly payee: { readonly name: string; readonly scheme: string; readonly identification: string }
  /**
   * Whether the payee's name goes with the account; undefined where another bank would have to say
   * so.
   */
  readonly check: PayeeCheck | undefined
  /** The letters of the country that it goes to, where the partner says one. */
  readonly country: string | undefined
  readonly reference: string | undefined
  readonly when: When
  readonly charges: readonly Charge[]
  readonly rate: ExchangeRateInformation | undefined
}

/** What a file holds: as it was found to be, or as it was announced. */
export type FileTerms = {
  readonly payments: number | undefined
  /** What its payments add up to. */
  readonly sum: Sum | undefined
  readonly reference: string | undefined
}

/**
 * What would leave an account of a currency, in minor units of it: the payment, and charges beside
 * it.
 */
export type Cost = (currency: CurrencyCode) => { readonly amount: bigint; readonly fee: bigint } | undefined

/**
 * What a consent would cost the account that it is paid from, as far as that is known beforehand.
 */
export function costOf(world: World, consent: ConsentRecord): Cost {
  if (!isSingleUse(consent)) return () => undefined
  if (!isFile(consent)) {
    const instruction = usualOf(world, consent)
    return (currency) => debitOf(marketOf(world), instruction, currency)
  }
  const { file } = consent
  return (currency) => (file && currency === 'GBP' ? { amount: BigInt(file.sum), fee: BigInt(file.fee) } : undefined)
}

export const isFile = ({ kind }: Pick<ConsentRecord, 'kind'>): boolean => kind === 'file-payment'

/**
 * What a consent to one payment, or to a standing order, comes to at the world's now; or came to,
 * where its order was made.
 */
export function buildPaymentTerms(world: World, consent: PaymentConsentRecord, order?: OrderRecord): PaymentTerms {
  const initiation = initiationOf(consent) as Initiation & { readonly DestinationCountryCode?: string }
  const instruction = usualOf(world, consent)
  const { instructed, reference } = instruction
  const { Name, SchemeName, Identification } = initiation.CreditorAccount
  const rate = (order?.rate as ExchangeRateInformation | undefined) ?? instruction.rate
  const { currency } = instruction.sent
  const isOther = rate && currency !== instructed.currency
  return {
    amount: instructed,
    sent: isOther ? { amount: convert(instructed.amount, instructed.currency, currency, rate), currency } : undefined,
    target: currency,
    payee: { name: Name, scheme: SchemeName, identification: Identification },
    check: confirmPayee(world, initiation.CreditorAccount),
    country: initiation.DestinationCountryCode,
    reference,
    when: whenOf(consent, initiation, instructed, {
      from: order?.createdAt ?? consent.createdAt,
      arrives: arrivalOf(world, initiation, instruction, order),
    }),
    charges: (consent.offer?.Charges as readonly Charge[] | undefined) ?? [],
    rate,
  }
}

/** The payment itself; of a standing order the one that is made again and again. */
function usualOf(world: World, consent: PaymentConsentRecord): Instruction {
  const initiation = initiationOf(consent)
  const usual = initiation.RecurringPaymentAmount ?? firstAmountOf(initiation)
  return instructPayment(world, consent.kind, initiation, usual, { quotedRate: quotedRateOf(consent) })
}

/**
 * When the money arrives: by the order, where there is one; else as if it were given now, and not
 * when the partner asked.
 */
function arrivalOf(
  { now }: World,
  { RequestedExecutionDateTime: asked }: Initiation,
  { rail }: Instruction,
  order: OrderRecord | undefined,
): number | undefined {
  if (order?.stopped) return undefined
  if (order) return expectedInstants(getRail(order.rail as RailName), order.accepted, calendar).settlementAt
  return expectedInstants(rail, asked === undefined ? now : Date.parse(asked), calendar).settlementAt
}

function whenOf(
  consent: PaymentConsentRecord,
  initiation: Initiation,
  usual: Sum,
  { from, arrives }: { readonly from: number; readonly arrives: number | undefined },
): When {
  const { RequestedExecutionDateTime: asked } = initiation
  if (paymentTypes[consent.kind].isStandingOrder) {
    const { frequency, firstAt, recurringAt, finalAt, payments } = parsePlan(initiation as never, from)
    const other = (money: Initiation['InstructedAmount']) => {
      const sum = money && sumOf(money)
      return sum && sum.amount !== usual.amount ? sum : undefined
    }
    const { FirstPaymentAmount, FinalPaymentAmount } = initiation
    return {
      by: 'rhythm',
      frequency,
      firstAt,
      turnsAt: recurringAt ?? firstAt,
      finalAt,
      payments,
      first: other(FirstPaymentAmount),
      final: other(FinalPaymentAmount),
    }
  }
  return asked === undefined ? { by: 'now', arrives } : { by: 'day', at: Date.parse(asked), arrives }
}

const sumOf = ({ Amount, Currency }: NonNullable<Initiation['InstructedAmount']>): Sum => ({
  amount: parseMinorUnits(Amount, Currency as CurrencyCode, 'Amount'),
  currency: Currency as CurrencyCode,
})

/** What a consent to a file comes to, in pounds. */
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
