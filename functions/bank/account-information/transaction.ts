import * as z from 'zod'
import { CreditDebitIndicator, Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId, CashAccount } from './account.ts'

/**
 * The kinds of transaction and their codes. `code` and `subCode` are the family and sub-family of
 * ISO 20022's bank transaction codes (domain PMNT, or ACMT for interest), as in
 * `BankTransactionCode` of OBTransaction6. `own` is this bank's proprietary code.
 */
export const transactionKinds = {
  'card-purchase': { code: 'CCRD', subCode: 'POSD', own: 'CardPayment' },
  'credit-card-purchase': { code: 'CCRD', subCode: 'POSC', own: 'CreditCardPayment' },
  'cash-withdrawal': { code: 'CCRD', subCode: 'CWDL', own: 'CashWithdrawal' },
  'cash-deposit': { code: 'CNTR', subCode: 'CDPT', own: 'CashDeposit' },
  'card-refund': { code: 'CCRD', subCode: 'RIMB', own: 'CardRefund' },
  chargeback: { code: 'CCRD', subCode: 'POSD', own: 'Chargeback' },
  'direct-debit': { code: 'RDDT', subCode: 'PMDD', own: 'DirectDebit' },
  'direct-debit-return': { code: 'RDDT', subCode: 'UPDD', own: 'DirectDebitReturned' },
  'standing-order': { code: 'ICDT', subCode: 'STDO', own: 'StandingOrder' },
  'payment-out': { code: 'IRCT', subCode: 'DMCT', own: 'FasterPaymentOut' },
  'payment-in': { code: 'RRCT', subCode: 'DMCT', own: 'FasterPaymentIn' },
  'scheduled-payment': { code: 'ICDT', subCode: 'DMCT', own: 'ScheduledPayment' },
  'direct-credit': { code: 'RCDT', subCode: 'DMCT', own: 'DirectCredit' },
  salary: { code: 'RCDT', subCode: 'SALA', own: 'Salary' },
  'transfer-out': { code: 'ICDT', subCode: 'BOOK', own: 'TransferOut' },
  'transfer-in': { code: 'RCDT', subCode: 'BOOK', own: 'TransferIn' },
  'card-repayment': { code: 'RCDT', subCode: 'BOOK', own: 'CardRepayment' },
  'loan-advance': { code: 'LDAS', subCode: 'DDWN', own: 'LoanAdvance' },
  'loan-repayment': { code: 'RCDT', subCode: 'BOOK', own: 'LoanRepayment' },
  interest: { code: 'MCOP', subCode: 'INTR', own: 'Interest' },
  'interest-charged': { code: 'MDOP', subCode: 'INTR', own: 'InterestCharged' },
  fee: { code: 'MDOP', subCode: 'CHRG', own: 'Fee' },
  'payment-abroad': { code: 'ICDT', subCode: 'XBCT', own: 'PaymentAbroad' },
  'payment-returned': { code: 'RCDT', subCode: 'RRTN', own: 'PaymentReturned' },
  'adjustment-in': { code: 'MCOP', subCode: 'CAJT', own: 'AdjustmentIn' },
  'adjustment-out': { code: 'MDOP', subCode: 'DAJT', own: 'AdjustmentOut' },
} as const

export type TransactionKind = keyof typeof transactionKinds

const Merchant = z.strictObject({
  MerchantName: z.string().min(1).max(350),
  MerchantCategoryCode: z.string().min(3).max(4),
})

/**
 * The foreign amount of a transaction and its rate: units of the source currency that one unit of
 * the target currency bought.
 */
const CurrencyExchange = z.strictObject({
  SourceCurrency: z.string(),
  TargetCurrency: z.string(),
  UnitCurrency: z.string(),
  ExchangeRate: z.number(),
  InstructedAmount: Money,
})

const CardInstrument = z.strictObject({
  CardSchemeName: z.literal('VISA'),
  AuthorisationType: z
    .enum(['Contactless', 'PIN', 'ConsumerDevice'])
    .optional()
    .meta({ description: 'Absent for refunds and chargebacks' }),
  Identification: z
    .string()
    .regex(/^X{12}\d{4}$/)
    .meta({
      description: 'The number of the card, masked except for its last four digits',
      examples: ['XXXXXXXXXXXX1234'],
    }),
})

/**
 * OBTransaction6, as this bank fills it. A pending transaction has no balance yet, and its
 * BookingDateTime is the expected one.
 */
export const Transaction = z
  .strictObject({
    AccountId,
    TransactionId: z.string().min(1).max(210),
    TransactionReference: z.string().min(1).max(210).optional(),
    CreditDebitIndicator,
    Status: z.enum(['BOOK', 'PDNG']),
    TransactionMutability: z.enum(['Immutable', 'Mutable']),
    BookingDateTime: z.iso.datetime(),
    ValueDateTime: z.iso.datetime(),
    TransactionInformation: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Absent without ReadTransactionsDetail' }),
    Amount: Money,
    BankTransactionCode: z.strictObject({ Code: z.string(), SubCode: z.string() }),
    ProprietaryBankTransactionCode: z.strictObject({
      Code: z.string().min(1).max(35),
      Issuer: z.string().min(1).max(35),
    }),
    Balance: z.strictObject({ CreditDebitIndicator, Type: z.literal('ITBD'), Amount: Money }).optional(),
    ChargeAmount: Money.optional(),
    CurrencyExchange: CurrencyExchange.optional(),
    CardInstrument: CardInstrument.optional(),
    MerchantDetails: Merchant.optional(),
    CreditorAccount: CashAccount.optional(),
    DebtorAccount: CashAccount.optional(),
  })
  .meta({ id: 'OBTransaction6' })
export type Transaction = z.output<typeof Transaction>

export const ReadTransaction = envelopeSchema(
  'OBReadTransaction6',
  z.strictObject({ Transaction: z.array(Transaction) }),
)

/**
 * Parses `fromBookingDateTime` or `toBookingDateTime` to epoch seconds with fractions. A day alone
 * means its first instant, and a time zone is ignored, as the standard says. Returns undefined if
 * the text is not an ISO 8601 instant.
 */
export function parseBookingInstant(text: string): number | undefined {
  const match = extended.exec(text) ?? basic.exec(text)
  if (!match) return undefined
  const [, year, month, date, hour = '00', minute = '00', second = '00'] = match
  const day = `${year}-${month}-${date}`
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined
  const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? undefined : at / 1000
}
/**
 * The extended and basic formats of ISO 8601. A blank before a zone is a plus sign that the client
 * did not encode.
 */
const extended =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?(?:Z|[+\- ]\d{2}(?::?\d{2})?)?)?$/
const basic = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}(?:\.\d{1,9})?)?(?:Z|[+\- ]\d{2}(?::?\d{2})?)?)?$/
