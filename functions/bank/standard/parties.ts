import * as z from 'zod'
import { PostalAddress } from './address.ts'
import { text } from './fields.ts'

/**
 * A legal entity identifier in payment initiation: 20 characters, with zeros in the fifth and sixth
 * place.
 */
const Lei = z
  .string()
  .regex(/^[0-9]{4}[0]{2}[A-Z0-9]{12}[0-9]{2}$/, 'must be a legal entity identifier of 20 characters')
/**
 * A legal entity identifier in variable recurring payments, where the standard limits only its
 * length.
 */
const RecurringLei = text(20)

const ultimateParty = (lei: z.ZodString) =>
  z.strictObject({
    Name: text(140).optional(),
    Identification: text(256).optional(),
    LEI: lei.optional(),
    SchemeName: z.string().optional(),
    PostalAddress: PostalAddress.optional(),
  })

/**
 * OBUltimateDebtor1 and OBUltimateCreditor1: the party on whose behalf the payer pays or the payee
 * receives.
 */
export const UltimateParty = ultimateParty(Lei).meta({ id: 'UltimateParty' })
/** The ultimate party in variable recurring payments. */
export const RecurringUltimateParty = ultimateParty(RecurringLei).meta({ id: 'RecurringUltimateParty' })

/** OBBranchAndFinancialInstitutionIdentification6: the bank that holds an account. */
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
 * OBPartyIdentification43: the payee of an international payment. The official schemas allow 140
 * characters of name in the order and 350 in the consent. Both must be equal, so here both allow
 * 350.
 */
export const Creditor = z
  .strictObject({ Name: text(350).optional(), LEI: Lei.optional(), PostalAddress: PostalAddress.optional() })
  .meta({ id: 'Creditor' })
