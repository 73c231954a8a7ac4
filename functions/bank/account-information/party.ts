import * as z from 'zod'
import { envelopeSchema } from '#bank/standard/envelope.ts'

const Address = z
  .strictObject({
    AddressType: z.enum(['HOME', 'BIZZ']),
    StreetName: z.string().min(1).max(140),
    BuildingNumber: z.string().min(1).max(16),
    PostCode: z.string().min(1).max(16),
    TownName: z.string().min(1).max(140),
    CountrySubDivision: z.string().min(1).max(35),
    Country: z.literal('GB'),
  })
  .meta({ id: 'OBPostalAddress7' })

/**
 * OBParty2, as this bank fills it: the person or business that owns an account, or another person
 * with access to it. Role and relationship belong to one account, so both are absent if the request
 * names no account.
 */
export const Party = z
  .strictObject({
    PartyId: z.string().min(1).max(40),
    PartyType: z.enum(['Sole', 'Joint', 'Delegate']),
    Name: z.string().min(1).max(350),
    FullLegalName: z.string().min(1).max(350),
    LegalStructure: z.enum(['UK.OBIE.Individual', 'UK.OBIE.Sole', 'UK.OBIE.PrivateLimitedCompany']),
    AccountRole: z
      .enum(['UK.OBIE.Principal', 'UK.OBIE.SecondaryOwner', 'UK.OBIE.SeniorManagingOfficial', 'UK.OBIE.Administrator'])
      .optional(),
    EmailAddress: z.string().min(1).max(256).optional(),
    Mobile: z
      .string()
      .regex(/^\+[0-9]{1,3}-[0-9()+-]{1,30}$/)
      .optional(),
    Relationships: z
      .strictObject({ Account: z.strictObject({ Related: z.url(), Id: z.string().min(1).max(40) }) })
      .optional(),
    Address: z.array(Address).optional(),
  })
  .meta({ id: 'OBParty2' })
export type Party = z.output<typeof Party>

export const ReadParty = envelopeSchema('OBReadParty2', z.strictObject({ Party }))
export const ReadParties = envelopeSchema('OBReadParty3', z.strictObject({ Party: z.array(Party) }))
