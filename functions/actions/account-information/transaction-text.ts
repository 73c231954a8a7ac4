import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { CashAccount } from '#bank/account-information/account.ts'
import { type Transaction, transactionKinds } from '#bank/account-information/transaction.ts'
import { hideFields, perVisibility, type Visibility } from '#bank/consents/field-visibility.ts'
import { indicatorOf, money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import { feeWithin } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { transactionIdOf } from '#mocks/history/history.ts'
import type { World } from '#store/world.ts'
import { buildCardInstrument } from './card-instrument.ts'
import type { AccountEntry } from './merge.ts'

/**
 * Returns the id of an entry: its own, or one from its place in the history. A page begins after an
 * id, not at a number, so new bookings do not move it.
 */
export const entryIdOf = (item: AccountEntry): string => item.id ?? transactionIdOf(item.account, item)

/**
 * The JSON text of each entry. What the seed computes never changes, so a text is kept as long as
 * its entry object. Without it a page costs 365 us of CPU instead of 103.
 */
const textCaches = perVisibility(() => new WeakMap<Entry, string>())

/** Returns an entry as the JSON text of OBTransaction6. */
export function transactionTextOf(world: World, item: AccountEntry, depth: Visibility): string {
  // A pending entry changes when it is booked, so its text is not kept.
  const isPending = item.entry.at > secondsOf(world)
  let text = isPending ? undefined : textCaches[depth].get(item.entry)
  if (text === undefined) {
    text = JSON.stringify(hideFields(depth, 'Transaction', buildTransaction(world, item, depth)))
    if (!isPending) textCaches[depth].set(item.entry, text)
  }
  return text
}

function buildTransaction(world: World, item: AccountEntry, depth: Visibility): Transaction {
  const { account, entry } = item
  const { code, subCode, own } = transactionKinds[entry.kind]
  const { currency } = account
  const amount = BigInt(entry.amount)
  const balance = BigInt(entry.balance)
  const at = isoOf(entry.at)
  const isPending = entry.at > secondsOf(world)
  const hasNoOther = entry.mcc || entry.party === 'Sandbank'
  const other = hasNoOther
    ? undefined
    : (orderCounterpartyOf(entry) ?? buildCounterpartyAccount(world, account.customer, entry.party, entry.own, depth))
  return {
    AccountId: account.id,
    TransactionId: entryIdOf(item),
    ...(entry.reference && { TransactionReference: entry.reference }),
    CreditDebitIndicator: indicatorOf(amount),
    Status: isPending ? 'PDNG' : 'BOOK',
    TransactionMutability: isPending ? 'Mutable' : 'Immutable',
    BookingDateTime: at,
    ValueDateTime: isoOf(entry.made),
    TransactionInformation: entry.reference ? `${entry.party} ${entry.reference}` : entry.party,
    Amount: money(amount, currency),
    BankTransactionCode: { Code: code, SubCode: subCode },
    ProprietaryBankTransactionCode: { Code: own, Issuer: 'Sandbank' },
    ...(!isPending && {
      Balance: { CreditDebitIndicator: indicatorOf(balance), Type: 'ITBD', Amount: money(balance, currency) },
    }),
    ...buildExchange(item),
    ...(entry.mcc && { MerchantDetails: { MerchantName: entry.party, MerchantCategoryCode: entry.mcc } }),
    ...(code === 'CCRD' && { CardInstrument: buildCardInstrument(world, account, entry) }),
    ...(other && (amount < 0n ? { CreditorAccount: other } : { DebtorAccount: other })),
  }
}

/** Returns the counterparty as the payment order names it, if any. */
const orderCounterpartyOf = ({ other, party }: Entry): CashAccount | undefined =>
  other && { SchemeName: other.scheme as CashAccount['SchemeName'], Identification: other.identification, Name: party }

/**
 * Builds the exchange of an entry: currency and rate, and for a purchase abroad the fee within its
 * amount.
 */
function buildExchange({ account, entry }: AccountEntry): Pick<Transaction, 'CurrencyExchange' | 'ChargeAmount'> {
  const { exchange } = entry
  if (!exchange) return {}
  const isPurchase = exchange.currency !== account.currency
  const CurrencyExchange = {
    SourceCurrency: isPurchase ? exchange.currency : 'GBP',
    TargetCurrency: account.currency,
    UnitCurrency: 'GBP',
    ExchangeRate: exchange.rate,
    InstructedAmount: money(BigInt(exchange.amount), exchange.currency),
  }
  const fee = feeWithin(entry.amount, exchange)
  return { CurrencyExchange, ...(isPurchase && fee > 0 && { ChargeAmount: money(BigInt(fee), account.currency) }) }
}
