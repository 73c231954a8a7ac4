import * as z from 'zod'
import { PostalAddress } from './address.ts'
import { text } from './fields.ts'

/**
 * A legal entity identifier, as payment initiation takes it: 20 characters, two zeros in the fifth
 * and sixth place.
 */
const Lei = z
  .string()
  .regex(/^[0-9]{4}[0]{2}[A-Z0-9]{12}[0-9]{2}$/, 'must be a legal entity identifier of 20 characters')
/** The same in variable recurring payments, where only its length counts. */
const RecurringLei = text(20)

const ultimate = (lei: z.ZodString) =>
  z.strictObject({
    Name: text(140).optional(),
    Identification: text(256).optional(),
    LEI: lei.optional(),
    SchemeName: z.string().optional(),
    PostalAddress: PostalAddress.optional(),
  })

/** OBUltimateDebtor1 and OBUltimateCreditor1: who stands behind the payer or the payee. */
export const UltimateParty = ultimate(Lei).meta({ id: 'UltimateParty' })
/** The same in variable recurring payments. */
export const RecurringUltimateParty = ultimate(RecurringLei).meta({ id: 'RecurringUltimateParty' })

/** OBBranchAndFinancialInstitutionIdentification6: the bank that keeps an account. */
export const Agent = z
  .strictObject({
    SchemeName: z.string().optional(),
    Identification: text(35).optional(),
    Name: text(140).optional(),
    LEI: Lei.optional(),
    PostalAddress: PostalAddress.optional(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.output<typeof Agent>

/**
 * OBPartyIdentification43: who is paid abroad. The official schema of the international payment
 * order allows 140 characters of name where its consent allows 350; here both allow what the
 * consent does, for the two must be the same.
 */
export const Creditor = z
  .strictObject({ Name: text(350).optional(), LEI: Lei.optional(), PostalAddress: PostalAddress.optional() })
  .meta({ id: 'Creditor' })
