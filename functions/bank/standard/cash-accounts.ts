import * as z from 'zod'
import { proxies } from './codes.ts'
import { text } from './fields.ts'

/** OBProxy1: another name by which an account is known, such as a phone number. */
const AccountProxy = z
  .strictObject({ Identification: text(2048), Code: z.enum(proxies), Type: text(35).optional() })
  .meta({ id: 'AccountProxy' })

/**
 * The scheme is an open list in the standard: `checkDebtor` and `checkCreditor` say which are
 * taken.
 */
const identified = { SchemeName: z.string(), Identification: text(256) }
const beside = { SecondaryIdentification: text(34).optional(), Proxy: AccountProxy.optional() }

/** The account that money leaves, as payment initiation and confirmation of funds name it. */
export const DebtorAccount = z
  .strictObject({ ...identified, Name: text(350).optional(), ...beside })
  .meta({ id: 'DebtorAccount' })
export type DebtorAccount = z.output<typeof DebtorAccount>

/** The account that money goes to, as payment initiation names it. */
export const CreditorAccount = z
  .strictObject({ ...identified, Name: text(350), ...beside })
  .meta({ id: 'CreditorAccount' })
export type CreditorAccount = z.output<typeof CreditorAccount>

/**
 * OBCashAccountDebtorWithName and OBCashAccountCreditor3 of variable recurring payments: the name
 * is shorter, and must be.
 */
export const NamedAccount = z.strictObject({ ...identified, Name: text(70), ...beside }).meta({ id: 'NamedAccount' })
export type NamedAccount = z.output<typeof NamedAccount>

/** OBCashAccountDebtor4: what is said of the payer once the customer has chosen an account. */
export const Debtor = z
  .strictObject({
    SchemeName: z.string().optional(),
    Identification: z.string().optional(),
    Name: z.string().optional(),
    SecondaryIdentification: z.string().optional(),
  })
  .meta({ id: 'OBCashAccountDebtor4' })
export type Debtor = z.output<typeof Debtor>

/** Where a refund goes: the account that paid. */
export const RefundAccount = z
  .strictObject({ ...identified, Name: text(350), SecondaryIdentification: text(34).optional() })
  .meta({ id: 'RefundAccount' })
