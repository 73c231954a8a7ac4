import * as z from 'zod'
import { parseJson } from '#bank/base/parse-json.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { Money } from '#bank/money/money.ts'
import { maxPayments } from '#bank/payments/file-announcement.ts'
import { DomesticInitiation } from '#bank/payments/initiation-schemas.ts'
import { CreditorAccount, DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { Country, SupplementaryData, text } from '#bank/standard/fields.ts'
import type { ParsedFile } from './payment.ts'

/** OBDomestic2 of version 3.1: one text and one reference, fewer lines of the address. */
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
 * The UK JSON form: `Data.DomesticPayments` holds initiations of domestic payments and nothing
 * else.
 */
const formOf = <P extends z.ZodType>(payment: P) =>
  z.strictObject({
    Data: z.strictObject({
      DomesticPayments: z
        .array(payment)
        .min(1, 'a file holds a payment at least')
        .max(maxPayments, `a file may hold ${maxPayments} payments`),
    }),
  })
const Form40 = formOf(DomesticInitiation)
const Form31 = formOf(Domestic31)

/** Reads `UK.OBIE.PaymentInitiation.4.0`. */
export const ukJson40 = (content: string): ParsedFile =>
  readOf(parseStrict(Form40, jsonOf(content)).Data.DomesticPayments)

/** Reads `UK.OBIE.PaymentInitiation.3.1`, as if it were written in version 4.0. */
export const ukJson31 = (content: string): ParsedFile =>
  readOf(
    parseStrict(Form31, jsonOf(content)).Data.DomesticPayments.map(
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

const readOf = (initiations: readonly DomesticInitiation[]): ParsedFile => ({
  entries: initiations.map((initiation, n) => ({
    initiation,
    pathOf: (field) => `Data.DomesticPayments.${n}.${field}`,
  })),
  days: [],
})

function jsonOf(content: string): Record<string, unknown> {
  const value = parseJson(content, 'the file')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem('body-malformed', 'the file must be a JSON object')
  return value as Record<string, unknown>
}
