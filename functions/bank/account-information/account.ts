import * as z from 'zod'
import { envelopeSchema } from '#bank/standard/envelope.ts'

export const AccountId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'An account that the token can access', examples: ['acc_0_current'] })

/**
 * An identifier of an account: sort code and number, IBAN, or card number. The card number is
 * masked for a caller without ReadPAN.
 */
export const CashAccount = z
  .strictObject({
    SchemeName: z.enum([
      'UK.OBIE.SortCodeAccountNumber',
      'UK.OBIE.PAN',
      'UK.OBIE.IBAN',
      'UK.OBIE.BBAN',
      'UK.OBIE.Paym',
    ]),
    Identification: z.string().min(1).max(256),
    Name: z.string().min(1).max(350).optional(),
  })
  .meta({ id: 'OBCashAccount' })
export type CashAccount = z.output<typeof CashAccount>

/** OBAccount6, as this bank fills it. */
export const Account = z
  .strictObject({
    AccountId,
    Status: z.enum(['Enabled', 'Disabled', 'Deleted']),
    StatusUpdateDateTime: z.iso.datetime(),
    Currency: z.enum(['GBP', 'EUR']),
    AccountCategory: z.enum(['Business', 'Personal']),
    AccountTypeCode: z.enum(['CACC', 'SVGS', 'CARD', 'LOAN']),
    Description: z.string().min(1).max(35),
    Nickname: z.string().min(1).max(70),
    OpeningDate: z.iso.datetime(),
    Account: z.array(CashAccount).optional().meta({ description: 'Absent without ReadAccountsDetail' }),
    Servicer: z
      .strictObject({ SchemeName: z.literal('UK.OBIE.BICFI'), Identification: z.string(), Name: z.string() })
      .optional()
      .meta({ description: 'Absent without ReadAccountsDetail' }),
  })
  .meta({ id: 'OBAccount6' })
export type Account = z.output<typeof Account>

export const ReadAccount = envelopeSchema('OBReadAccount6', z.strictObject({ Account: z.array(Account) }))

/**
 * This bank as the servicer in its responses. The BIC has the right form and is assigned to no
 * bank.
 */
export const servicer = { SchemeName: 'UK.OBIE.BICFI', Identification: 'SNBKGB2L', Name: 'Sandbank' } as const
