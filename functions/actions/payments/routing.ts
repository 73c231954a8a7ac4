import { findAccountByIdentification } from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentKind } from '#bank/consents/consent.ts'
import type { Counterparty } from '#bank/ledger/leg.ts'
import { type Charge, calculateCharges } from '#bank/money/charge.ts'
import { type CurrencyCode, parseCurrency, parseMinorUnits } from '#bank/money/currency.ts'
import {
  convert,
  type ExchangeRateInformation,
  type ExchangeRateRequest,
  hasRateExpired,
  quoteRate,
} from '#bank/money/exchange.ts'
import type { Initiation, InstructedMoney } from '#bank/payments/initiation.ts'
import type { Failure, Rail } from '#bank/rails/rail.ts'
import { chooseRail } from '#bank/rails/rails.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { failingAccountOf } from '#mocks/accounts/external.ts'
import { poundBuys } from '#mocks/base/exchange.ts'
import type { World } from '#store/world.ts'

/**
 * What one payment comes to, once the bank has looked at it. Minor units of the currency beside
 * them.
 */
export type Instruction = {
  readonly rail: Rail
  /** What is asked to be paid, as the customer reads it. */
  readonly instructed: { readonly amount: bigint; readonly currency: CurrencyCode }
  /** What the payee is sent. */
  readonly sent: { readonly amount: bigint; readonly currency: CurrencyCode }
  /** The payee's account, where it is one of this bank. */
  readonly here: Account | undefined
  /**
   * What stands against the payee's account at another bank, which will become known when the
   * payment is there.
   */
  readonly failure: Failure | undefined
  readonly payee: Counterparty
  readonly reference: string | undefined
  readonly charges: readonly Charge[]
  readonly payerPence: bigint
  readonly rate: ExchangeRateInformation | undefined
}

export const isAbroad = (kind: PaymentKind | 'domestic-vrp'): boolean => kind.startsWith('international')

/**
 * Chooses the way of a payment, what it costs and at which rate, or refuses what no rail carries.
 * `at` is where the payment stands in the request, `promised` the rate that the consent was given:
 * the bank stands by it until it expires, and then gives that of the day.
 */
export function instruct(
  world: World,
  kind: PaymentKind | 'domestic-vrp',
  initiation: Initiation,
  money: InstructedMoney,
  {
    at = 'Data.Initiation',
    promised,
  }: { at?: string | undefined; promised?: ExchangeRateInformation | undefined } = {},
): Instruction {
  const path = `${at}.InstructedAmount`
  const currency = parseCurrency(money.Currency, `${path}.Currency`)
  const instructed = { amount: parseMinorUnits(money.Amount, currency, `${path}.Amount`), currency }
  const { CreditorAccount, CurrencyOfTransfer, LocalInstrument, InstructionPriority } = initiation
  const target =
    CurrencyOfTransfer === undefined ? currency : parseCurrency(CurrencyOfTransfer, `${at}.CurrencyOfTransfer`)
  // What is instructed in the payee's currency is bought for pounds.
  const source = currency === target ? 'GBP' : currency
  const rate = rateOf(world, source, target, promised, initiation.ExchangeRateInformation)
  const amount = currency === target || !rate ? instructed.amount : convert(instructed.amount, currency, target, rate)
  const pence = penceOf(world, amount, target)
  // Neither sent nor debited as nothing: small change of a small currency is no penny.
  if (amount === 0n || pence === 0n)
    throw new Problem('field-invalid', `${path}.Amount: that is worth nothing in ${amount === 0n ? target : 'GBP'}`, {
      path: `${path}.Amount`,
    })
  const { SchemeName, Identification, Name } = CreditorAccount
  const here = findAccountByIdentification(world, CreditorAccount)
  const rail = chooseRail(
    {
      order: isAbroad(kind) ? 'international' : 'domestic',
      amount,
      currency: target,
      payee: { here: here !== undefined, SchemeName, Identification },
      instrument: LocalInstrument,
      urgent: InstructionPriority === 'Urgent',
    },
    at,
  )
  const { charges, payerPence } = calculateCharges(rail, pence, initiation.ChargeBearer ?? 'Shared', at)
  return {
    rail,
    instructed,
    sent: { amount, currency: target },
    here,
    failure: here ? undefined : failingAccountOf(CreditorAccount)?.failure,
    payee: { name: Name, scheme: SchemeName, identification: Identification },
    reference: referenceOf(initiation.RemittanceInformation),
    charges,
    payerPence,
    rate,
  }
}

/**
 * The rate of an exchange: the promised one while the bank is bound by it, which it never is by an
 * indicative one; else that of now.
 */
function rateOf(
  world: World,
  source: CurrencyCode,
  target: CurrencyCode,
  promised: ExchangeRateInformation | undefined,
  asked: ExchangeRateRequest | undefined,
): ExchangeRateInformation | undefined {
  if (source === target) return undefined
  if (promised && promised.RateType !== 'Indicative' && !hasRateExpired(promised, world.now)) return promised
  const terms = promised ? { UnitCurrency: promised.UnitCurrency, RateType: 'Indicative' as const } : asked
  return quoteRate(source, target, world.now, poundsOf(world), terms)
}

/**
 * What leaves the payer's account, in its own currency: the payment, and the charges on top of it.
 */
export function debitOf(
  world: World,
  { instructed, sent, rate, payerPence }: Pick<Instruction, 'instructed' | 'sent' | 'rate' | 'payerPence'>,
  currency: CurrencyCode,
): { amount: bigint; fee: bigint } {
  const fee = currency === 'GBP' ? payerPence : exchanged(world, payerPence, 'GBP', currency)
  if (instructed.currency === currency) return { amount: instructed.amount, fee }
  // The rate that was promised is one of pounds; another account is debited at the bank's own.
  const amount =
    rate && currency === 'GBP' && instructed.currency === sent.currency
      ? convert(sent.amount, sent.currency, 'GBP', rate)
      : exchanged(world, instructed.amount, instructed.currency, currency)
  return { amount, fee }
}

/** So many minor units in another currency, at the bank's own rate of the world's now. */
export function exchanged(world: World, minor: bigint, from: CurrencyCode, to: CurrencyCode): bigint {
  return from === to ? minor : convert(minor, from, to, quoteRate(from, to, world.now, poundsOf(world)))
}

const penceOf = (world: World, minor: bigint, currency: CurrencyCode): bigint =>
  exchanged(world, minor, currency, 'GBP')

const poundsOf =
  ({ record }: World) =>
  (currency: CurrencyCode, at: number) =>
    poundBuys(record.seed, currency, at)
