import * as z from 'zod'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'

/**
 * How much one document may hold. What is larger is refused, so that reading a world stays cheap
 * whatever people bring.
 */
export const editLimits = {
  bytes: 256 * 1024,
  customers: 20,
  /** Of the whole document, those of custom accounts included. */
  transactions: 1000,
  balances: 100,
  /** Accounts that have any edit: each one's whole history is held against its credit line. */
  accounts: 100,
  /** How far after the world's now an edit may lie, and how far the balance rule looks. */
  monthsAhead: 12,
} as const

/** One line of text, as banks print it: no control characters, no half of a surrogate pair. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
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
  at: Instant.meta({ description: 'When it is booked; one after the world’s now appears when the clock gets there' }),
  amount: Amount.meta({ description: 'Below zero when money leaves' }),
  kind: Kind,
  party: line(70).meta({ description: 'Who is on the other side' }),
  reference: line(35).optional(),
  mcc: z
    .string()
    .regex(/^\d{4}$/, 'must be four digits')
    .optional()
    .meta({ description: 'The category, where the other side is a merchant' }),
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
    balance: Amount.meta({ description: 'What is booked from this instant on; one adjusting transaction makes it so' }),
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
    opened: z.iso.date().meta({ description: 'The first day of its history, not before that of the world' }),
    openingBalance: Amount.meta({ description: 'Booked as its first transaction, unless it is 0.00' }),
    creditLine: Unsigned.optional().meta({
      description: 'How far below zero it may go: the overdraft, or the credit limit of a card; 0.00 when absent',
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
      description: 'Which kind of customer this counts as; salaried-family when absent. It invents no history',
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
 * All that a world's owner adds to the synthetic bank, as one document. What the schema cannot say
 * is in edit-rules.ts.
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
 * The published JSON Schema (draft 2020-12) of the document, from the very schema that requests are
 * held against.
 */
export const editsSchema = (): { $schema: string; [name: string]: unknown } => ({
  ...z.toJSONSchema(Edits, { io: 'input' }),
  $schema: 'https://json-schema.org/draft/2020-12/schema',
})

/**
 * Whether an id is one that only a document can bring: no synthetic customer's id has this form.
 */
export const isCustomId = (customerId: string): boolean => customerId.startsWith('cus_x_')

/** Minor units of an amount in a document. */
export const parseEditAmount = (amount: string): number => Number(amount.replace('.', '')) + 0
