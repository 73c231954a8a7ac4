import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { Country, Instant, text } from './fields.ts'

/** OBRegulatoryReporting1, up to ten: what an authority wants to know of a payment. */
export const RegulatoryReporting = z
  .array(
    z.strictObject({
      DebitCreditReportingIndicator: z.enum(['CRED', 'DEBT', 'BOTH']).optional(),
      Authority: z.strictObject({ Name: text(140).optional(), CountryCode: Country.optional() }).optional(),
      Details: z
        .array(
          z.strictObject({
            Type: text(35).optional(),
            Date: Instant.optional(),
            Country: Country.optional(),
            Amount: Money.optional(),
            Information: z.array(text(35)).optional(),
          }),
        )
        .optional(),
    }),
  )
  .max(10)
  .meta({ id: 'RegulatoryReporting' })
