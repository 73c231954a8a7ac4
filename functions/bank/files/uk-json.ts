import * as z from 'zod'
import { parseJson } from '#bank/base/parse-json.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { Money } from '#bank/money/money.ts'
import { maxPayments } from '#bank/payments/file-announcement.ts'
import { DomesticInitiation } from '#bank/payments/initiation-schemas.ts'
import { CreditorAccount, DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { Country, SupplementaryData, text } from '#bank/standard/fields.ts'
import type { ParsedFile } from './file-payment.ts'

/** OBDomestic2 of version 3.1: one unstructured text and one reference, fewer address lines. */
const Domestic31 = z.strictObject({
  InstructionIdentification: text(35),
  EndToEndIdentification: text(35),
  LocalInstrument: z.string().optional(),
  InstructedAmount: Money,
  DebtorAccount: DebtorAccount.omit({ Proxy: true }).optional(),
  CreditorAccount: CreditorAccount.omit({ Proxy: true }),
  CreditorPostalAddress: z
    .strictObject({
      AddressType: z
        .enum(['Business', 'Correspondence', 'DeliveryTo', 'MailTo', 'POBox', 'Postal', 'Residential', 'Statement'])
        .optional(),
      Department: text(70).optional(),
      SubDepartment: text(70).optional(),
      StreetName: text(70).optional(),
      BuildingNumber: text(16).optional(),
      PostCode: text(16).optional(),
      TownName: text(35).optional(),
      CountrySubDivision: text(35).optional(),
      Country: Country.optional(),
      AddressLine: z.array(text(70)).max(7).optional(),
    })
    .optional(),
  RemittanceInformation: z
    .strictObject({ Unstructured: text(140).optional(), Reference: text(35).optional() })
    .optional(),
  SupplementaryData: SupplementaryData.optional(),
})

/**
 * The UK JSON format: `Data.DomesticPayments` holds initiations of domestic payments and nothing
 * else.
 */
const fileSchema = <P extends z.ZodType>(payment: P) =>
  z.strictObject({
    Data: z.strictObject({
      DomesticPayments: z
        .array(payment)
        .min(1, 'must have at least one payment')
        .max(maxPayments, `must have at most ${maxPayments} payments`),
    }),
  })
const Form40 = fileSchema(DomesticInitiation)
const Form31 = fileSchema(Domestic31)

/** Parses `UK.OBIE.PaymentInitiation.4.0`. */
export const ukJson40 = (content: string): ParsedFile =>
  toParsedFile(parseStrict(Form40, parseJsonObject(content)).Data.DomesticPayments)

/** Parses `UK.OBIE.PaymentInitiation.3.1` and converts it to version 4.0. */
export const ukJson31 = (content: string): ParsedFile =>
  toParsedFile(
    parseStrict(Form31, parseJsonObject(content)).Data.DomesticPayments.map(
      ({ RemittanceInformation: remittance, CreditorPostalAddress: _, ...same }) => ({
        ...same,
        ...(remittance && { RemittanceInformation: remittance40(remittance) }),
      }),
    ),
  )

const remittance40 = ({
  Reference,
  Unstructured,
}: {
  Reference?: string | undefined
  Unstructured?: string | undefined
}) => ({
  ...(Reference !== undefined && { Structured: [{ CreditorReferenceInformation: { Reference } }] }),
  ...(Unstructured !== undefined && { Unstructured: [Unstructured] }),
})

const toParsedFile = (initiations: readonly DomesticInitiation[]): ParsedFile => ({
  entries: initiations.map((initiation, n) => ({
    initiation,
    pathOf: (field) => `Data.DomesticPayments.${n}.${field}`,
  })),
  days: [],
})

function parseJsonObject(content: string): Record<string, unknown> {
  const value = parseJson(content, 'file')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('body-malformed', 'file: must be a JSON object')
  return value as Record<string, unknown>
}
