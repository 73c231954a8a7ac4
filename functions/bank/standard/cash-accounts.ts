import * as z from 'zod'
import { proxies } from './codes.ts'
import { text } from './fields.ts'

/** OBProxy1: an alias of an account, such as a phone number. */
const AccountProxy = z
  .strictObject({ Identification: text(2048), Code: z.enum(proxies), Type: text(35).optional() })
  .meta({ id: 'AccountProxy' })

/**
 * The scheme is an open list in the standard. `checkDebtor` and `checkCreditor` decide which
 * schemes are supported.
 */
const identification = { SchemeName: z.string(), Identification: text(256) }
const optionalParts = { SecondaryIdentification: text(34).optional(), Proxy: AccountProxy.optional() }

/** The payer's account in payment initiation and confirmation of funds. */
export const DebtorAccount = z
  .strictObject({ ...identification, Name: text(350).optional(), ...optionalParts })
  .meta({ id: 'DebtorAccount' })
export type DebtorAccount = z.output<typeof DebtorAccount>

/** The payee's account in payment initiation. */
export const CreditorAccount = z
  .strictObject({ ...identification, Name: text(350), ...optionalParts })
  .meta({ id: 'CreditorAccount' })
export type CreditorAccount = z.output<typeof CreditorAccount>

/**
 * OBCashAccountDebtorWithName and OBCashAccountCreditor3 of variable recurring payments. Here the
 * name is required, and shorter.
 */
export const NamedAccount = z
  .strictObject({ ...identification, Name: text(70), ...optionalParts })
  .meta({ id: 'NamedAccount' })
export type NamedAccount = z.output<typeof NamedAccount>

/** OBCashAccountDebtor4: the payer's account, once the customer has chosen it. */
export const Debtor = z
  .strictObject({
    SchemeName: z.string().optional(),
    Identification: z.string().optional(),
    Name: z.string().optional(),
    SecondaryIdentification: z.string().optional(),
  })
  .meta({ id: 'OBCashAccountDebtor4' })
export type Debtor = z.output<typeof Debtor>

/** The account that receives a refund: the one that paid. */
export const RefundAccount = z
  .strictObject({ ...identification, Name: text(350), SecondaryIdentification: text(34).optional() })
  .meta({ id: 'RefundAccount' })
