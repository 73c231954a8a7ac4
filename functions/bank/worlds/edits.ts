import * as z from 'zod'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'

/** The limits of one document. A larger one is rejected, so that reading a world stays cheap. */
export const editLimits = {
  bytes: 256 * 1024,
  customers: 20,
  /** In the whole document, including those of custom accounts. */
  transactions: 1000,
  balances: 100,
  /** Accounts with any edit: the whole history of each is checked against its credit line. */
  accounts: 100,
  /** How many months after the world's now an edit may be, and how far the balance rule checks. */
  monthsAhead: 12,
} as const

/** One line of text, as banks print it: no control characters, no lone surrogates. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be one line of text')

const Amount = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,8})\.\d{2}$/, 'must be a decimal such as -12.34, with two digits of pence')
const Unsigned = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})\.\d{2}$/, 'must be a decimal such as 250.00, with two digits of pence')

const Instant = z.iso
  .datetime('must be an instant in UTC such as 2026-11-24T09:30:00Z')
  .regex(/T\d\d:\d\d:\d\d(\.0{1,3})?Z$/, 'must be a whole second in UTC such as 2026-11-24T09:30:00Z')

const Kind = z.enum(
  (Object.keys(transactionKinds) as TransactionKind[]).filter((kind) => !kind.startsWith('adjustment-')),
)

const movement = {
  at: Instant.meta({
    description: 'The booking instant. A transaction after the world’s now appears when the clock reaches it',
  }),
  amount: Amount.meta({ description: 'Negative if money leaves the account' }),
  kind: Kind,
  party: line(70).meta({ description: 'The counterparty' }),
  reference: line(35).optional(),
  mcc: z
    .string()
    .regex(/^\d{4}$/, 'must be four digits')
    .optional()
    .meta({ description: 'The merchant category code, if the counterparty is a merchant' }),
}
const OwnTransaction = z.strictObject(movement).meta({ id: 'CustomTransaction' })

const reference = z.string().min(1).max(40)
const ExtraTransaction = z
  .strictObject({
    account: reference.meta({ description: 'Any account of the world', examples: ['acc_0_current'] }),
    ...movement,
  })
  .meta({ id: 'ExtraTransaction' })

const ChangedBalance = z
  .strictObject({
    account: reference,
    at: Instant,
    balance: Amount.meta({ description: 'The booked balance from this instant on. One adjusting transaction sets it' }),
    reason: line(35).optional().meta({ description: 'The reference of the adjusting transaction' }),
  })
  .meta({ id: 'ChangedBalance' })

const customProducts = ['current', 'savings', 'card'] as const

const CustomAccount = z
  .strictObject({
    id: z
      .string()
      .regex(/^acc_x_[a-z0-9-]{1,16}_(current|savings|card)$/, 'must be acc_x_<name of the customer>_<product>')
      .meta({ examples: ['acc_x_ada_current'] }),
    product: z.enum(customProducts),
    currency: z.literal('GBP'),
    opened: z.iso
      .date()
      .meta({ description: 'The first day of the account’s history. Not before the start of the world’s history' }),
    openingBalance: Amount.meta({ description: 'Booked as its first transaction, unless it is 0.00' }),
    creditLine: Unsigned.optional().meta({
      description:
        'How far below zero the balance may go: the overdraft, or the credit limit of a card. 0.00 if absent',
    }),
    transactions: z.array(OwnTransaction).max(editLimits.transactions).optional(),
  })
  .meta({ id: 'CustomAccount' })
export type CustomAccount = z.output<typeof CustomAccount>

const CustomCustomer = z
  .strictObject({
    id: z
      .string()
      .regex(/^cus_x_[a-z0-9-]{1,16}$/, 'must be cus_x_ and up to 16 of a-z, 0-9 and -')
      .meta({ examples: ['cus_x_ada'] }),
    persona: z.string().max(40).optional().meta({
      description:
        'The kind of customer that this counts as; salaried-family if absent. It does not create any history',
    }),
    name: line(70),
    born: z.iso.date(),
    address: z.strictObject({
      building: line(16),
      street: line(140),
      town: line(140),
      county: line(35),
      postcode: line(16),
    }),
    email: z.email().max(256),
    mobile: z
      .string()
      .max(35)
      .regex(/^\+[0-9]{1,3}-[0-9()+-]{1,30}$/, 'must be a number such as +44-7700-900123')
      .optional(),
    accounts: z.array(CustomAccount).min(1).max(customProducts.length),
  })
  .meta({ id: 'CustomCustomer' })
export type CustomCustomer = z.output<typeof CustomCustomer>

/**
 * The custom data of a world: what its owner adds to the synthetic bank, as one document.
 * edit-rules.ts checks what the schema cannot.
 */
export const Edits = z
  .strictObject({
    customers: z.array(CustomCustomer).max(editLimits.customers).optional(),
    transactions: z.array(ExtraTransaction).max(editLimits.transactions).optional(),
    balances: z.array(ChangedBalance).max(editLimits.balances).optional(),
  })
  .meta({
    id: 'Edits',
    description: 'Custom data of a world: customers of your own, extra transactions, changed balances',
  })
export type Edits = z.output<typeof Edits>

/**
 * Builds the published JSON Schema (draft 2020-12) of the document from the schema that validates
 * requests.
 */
export const editsSchema = (): { $schema: string; [name: string]: unknown } => ({
  ...z.toJSONSchema(Edits, { io: 'input' }),
  $schema: 'https://json-schema.org/draft/2020-12/schema',
})

/** Returns whether an id belongs to a custom customer. No synthetic customer's id has this form. */
export const isCustomId = (customerId: string): boolean => customerId.startsWith('cus_x_')

/** Parses an amount of a document to minor units. */
export const parseEditAmount = (amount: string): number => Number(amount.replace('.', '')) + 0
