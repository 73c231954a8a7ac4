import { Problem } from '#bank/base/problem.ts'
import type { PaymentKind } from '#bank/consents/consent.ts'
import type { Counterparty } from '#bank/ledger/leg.ts'
import { type Charge, type ChargeBearer, calculateCharges } from '#bank/money/charge.ts'
import { type CurrencyCode, parseCurrency, parseMinorUnits } from '#bank/money/currency.ts'
import {
  convert,
  type ExchangeRateInformation,
  hasRateExpired,
  type PoundRate,
  quoteRate,
} from '#bank/money/exchange.ts'
import type { Failure, Rail } from '#bank/rails/rail.ts'
import { chooseRail } from '#bank/rails/rails.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import type { Initiation, InstructedMoney } from './initiation.ts'

/** Minor units of a currency. */
export type Sum = { readonly amount: bigint; readonly currency: CurrencyCode }

/** The exchange market at an instant (epoch milliseconds of the world's clock). */
export type Market = { readonly now: number; readonly poundBuys: PoundRate }

/** An account of this bank that a payment may reach. */
export type PayeeAccount = { readonly id: string; readonly currency: CurrencyCode; readonly isClosed: boolean }

/** What the bank knows when it routes a payment. */
export type RoutingFacts = Market & {
  /** The payee's account, where it is one of this bank. */
  readonly payeeAccount: PayeeAccount | undefined
  /** Why the payee's bank will return the payment, if it will. */
  readonly failure: Failure | undefined
}

/** A payment with its rail, charges and exchange rate. */
export type Instruction = {
  readonly rail: Rail
  /** The amount that the partner asks to be paid. */
  readonly instructed: Sum
  /** The amount that the payee is sent. */
  readonly sent: Sum
  readonly payeeAccount: PayeeAccount | undefined
  /** Why the payee's bank will return the payment; the payer learns it only then. */
  readonly failure: Failure | undefined
  readonly payee: Counterparty
  readonly reference: string | undefined
  /** What the payee's statement shows: the reference, or else EndToEndIdentification. */
  readonly payeeReference: string | undefined
  readonly charges: readonly Charge[]
  /** What the payer pays of the charges, in pence. */
  readonly payerPence: bigint
  readonly rate: ExchangeRateInformation | undefined
}

export const isAbroad = (kind: PaymentKind | 'domestic-vrp'): boolean => kind.startsWith('international')

/** The path of a payment in its request, and the exchange rate that its consent quoted. */
export type RoutingOptions = {
  readonly path?: string | undefined
  readonly quotedRate?: ExchangeRateInformation | undefined
}

/**
 * Chooses the rail, charges and exchange rate of a payment. The bank keeps a quoted rate until it
 * expires, and then takes the rate of the day. Rejects an amount that is worth nothing after the
 * exchange, and a payment that no rail carries.
 */
export function routePayment(
  kind: PaymentKind | 'domestic-vrp',
  initiation: Initiation,
  money: InstructedMoney,
  facts: RoutingFacts,
  { path = 'Data.Initiation', quotedRate }: RoutingOptions = {},
): Instruction {
  const amountPath = `${path}.InstructedAmount`
  const currency = parseCurrency(money.Currency, `${amountPath}.Currency`)
  const instructed = { amount: parseMinorUnits(money.Amount, currency, `${amountPath}.Amount`), currency }
  const { CreditorAccount, CurrencyOfTransfer, LocalInstrument, InstructionPriority } = initiation
  const target =
    CurrencyOfTransfer === undefined ? currency : parseCurrency(CurrencyOfTransfer, `${path}.CurrencyOfTransfer`)
  // An amount in the payee's own currency is bought for pounds.
  const source = currency === target ? 'GBP' : currency
  const rate = rateFor(facts, source, target, quotedRate, initiation)
  const amount = currency === target || !rate ? instructed.amount : convert(instructed.amount, currency, target, rate)
  const pence = exchange(facts, amount, target, 'GBP')
  if (amount === 0n || pence === 0n)
    throw new Problem(
      'field-invalid',
      `${amountPath}.Amount: must be worth at least one minor unit of ${amount === 0n ? target : 'GBP'} (got ${money.Amount} ${currency})`,
      { path: `${amountPath}.Amount` },
    )
  const { SchemeName, Identification } = CreditorAccount
  const rail = chooseRail(
    {
      order: isAbroad(kind) ? 'international' : 'domestic',
      amount,
      currency: target,
      payee: { here: facts.payeeAccount !== undefined, SchemeName, Identification },
      instrument: LocalInstrument,
      urgent: InstructionPriority === 'Urgent',
    },
    path,
  )
  const bearer = initiation.ChargeBearer ?? defaultBearer(kind)
  const { charges, payerPence } = calculateCharges(rail, pence, bearer, path)
  const reference = referenceOf(initiation.RemittanceInformation)
  return {
    rail,
    instructed,
    sent: { amount, currency: target },
    payeeAccount: facts.payeeAccount,
    failure: facts.failure,
    payee: payeeOf(CreditorAccount),
    reference,
    payeeReference: reference ?? endToEndOf(initiation),
    charges,
    payerPence,
    rate,
  }
}

/** Returns how the payer's statement names a payee. */
export const payeeOf = ({ Name, SchemeName, Identification }: Initiation['CreditorAccount']): Counterparty => ({
  name: Name,
  scheme: SchemeName,
  identification: Identification,
})

/**
 * Returns the payer's identification of a payment. ISO 20022 says NOTPROVIDED where it has none.
 */
const endToEndOf = ({ EndToEndIdentification }: Initiation): string | undefined =>
  EndToEndIdentification === 'NOTPROVIDED' ? undefined : EndToEndIdentification

/**
 * Returns which side pays the charges where the request says nothing. The payer does in an
 * international payment, so that every amount arrives, however small. A domestic payment has no
 * ChargeBearer: each side pays its own bank.
 */
const defaultBearer = (kind: PaymentKind | 'domestic-vrp'): ChargeBearer =>
  isAbroad(kind) ? 'BorneByDebtor' : 'Shared'

/**
 * The rate of an exchange: the quoted one while it binds the bank, else that of now. An indicative
 * rate never binds.
 */
function rateFor(
  { now, poundBuys }: Market,
  source: CurrencyCode,
  target: CurrencyCode,
  quoted: ExchangeRateInformation | undefined,
  { ExchangeRateInformation: requested }: Initiation,
): ExchangeRateInformation | undefined {
  if (source === target) return undefined
  if (quoted && quoted.RateType !== 'Indicative' && !hasRateExpired(quoted, now)) return quoted
  const terms = quoted ? { UnitCurrency: quoted.UnitCurrency, RateType: 'Indicative' as const } : requested
  return quoteRate(source, target, now, poundBuys, terms)
}

/**
 * Returns what a payment debits from an account of a currency: the amount, and the charges on top.
 */
export function debitOf(
  market: Market,
  { instructed, sent, rate, payerPence }: Pick<Instruction, 'instructed' | 'sent' | 'rate' | 'payerPence'>,
  currency: CurrencyCode,
): { amount: bigint; fee: bigint } {
  const fee = exchange(market, payerPence, 'GBP', currency)
  if (instructed.currency === currency) return { amount: instructed.amount, fee }
  // The quoted rate is one of pounds; accounts in other currencies take the bank's own rate.
  const amount =
    rate && currency === 'GBP' && instructed.currency === sent.currency
      ? convert(sent.amount, sent.currency, 'GBP', rate)
      : exchange(market, instructed.amount, instructed.currency, currency)
  return { amount, fee }
}

/** Converts minor units to another currency at the bank's own rate of now. */
export function exchange({ now, poundBuys }: Market, minor: bigint, from: CurrencyCode, to: CurrencyCode): bigint {
  return from === to ? minor : convert(minor, from, to, quoteRate(from, to, now, poundBuys))
}
