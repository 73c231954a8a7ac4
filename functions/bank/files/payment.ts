import type * as z from 'zod'
import { DomesticInitiation } from '#bank/payments/initiation-schemas.ts'

/** What is kept of each payment of a file: all that its execution and the reports of it need. */
export const StoredFilePayment = DomesticInitiation.pick({
  InstructionIdentification: true,
  EndToEndIdentification: true,
  LocalInstrument: true,
  InstructedAmount: true,
  CreditorAccount: true,
  RemittanceInformation: true,
})
export type StoredFilePayment = z.output<typeof StoredFilePayment>

/**
 * One payment as it stands in a file: said in the words of payment initiation, whatever the form of
 * the file.
 */
export type FileEntry = {
  readonly initiation: DomesticInitiation
  /** Where a field of the initiation, such as `InstructedAmount.Amount`, stands in the file. */
  readonly pathOf: (field: string) => string
}

/** A file as its form reads it. `days` are those on which it wants to be paid, as `2026-11-24`. */
export type ParsedFile = {
  readonly entries: readonly FileEntry[]
  readonly days: readonly { readonly day: string; readonly path: string }[]
}

/**
 * How a form reads a file's text. It refuses what it does not understand, with the path in the
 * file.
 */
export type FileParser = (text: string) => ParsedFile | Promise<ParsedFile>
