import * as z from 'zod'
import { Money } from '#bank/money/money.ts'
import { Country, Instant, text } from './fields.ts'

/** Up to ten OBRegulatoryReporting1: what a payment must report to an authority. */
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
