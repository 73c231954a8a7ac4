import * as z from 'zod'
import { creditorReferences, documents, recurringDocuments } from './codes.ts'
import { Instant, text } from './fields.ts'

const remittance = (document: z.ZodEnum, invoiceParty: z.ZodString) =>
  z.strictObject({
    Structured: z
      .array(
        z.strictObject({
          ReferredDocumentInformation: z
            .array(
              z.strictObject({
                Code: document.optional(),
                Issuer: text(35).optional(),
                Number: text(35).optional(),
                RelatedDate: Instant.optional(),
                LineDetails: z.array(z.string()).optional(),
              }),
            )
            .optional(),
          ReferredDocumentAmount: z.int32().optional(),
          CreditorReferenceInformation: z
            .strictObject({
              Code: z.enum(creditorReferences).optional(),
              Issuer: text(35).optional(),
              Reference: text(35).optional(),
            })
            .optional(),
          Invoicer: invoiceParty.optional(),
          Invoicee: invoiceParty.optional(),
          TaxRemittance: text(140).optional(),
          AdditionalRemittanceInformation: z.array(text(140)).max(3).optional(),
        }),
      )
      .optional(),
    Unstructured: z.array(text(140)).optional(),
  })

/** OBRemittanceInformation2: what the payer tells the payee about the payment. */
export const Remittance = remittance(z.enum(documents), text(256)).meta({ id: 'RemittanceInformation' })
export type Remittance = z.output<typeof Remittance>

/** Remittance information of variable recurring payments, which have more kinds of document. */
export const RecurringRemittance = remittance(z.enum(recurringDocuments), z.string().max(256)).meta({
  id: 'RecurringRemittanceInformation',
})

/**
 * Returns the reference that travels with the payment: the payee's own reference, or else the first
 * unstructured text.
 */
export const referenceOf = (remittance: Remittance | undefined): string | undefined =>
  remittance?.Structured?.find((one) => one.CreditorReferenceInformation?.Reference)?.CreditorReferenceInformation
    ?.Reference ?? remittance?.Unstructured?.[0]
