import type * as z from 'zod'
import { DomesticInitiation } from '#bank/payments/initiation-schemas.ts'

/** The stored form of a payment of a file: everything that its execution and the reports need. */
export const StoredFilePayment = DomesticInitiation.pick({
  InstructionIdentification: true,
  EndToEndIdentification: true,
  LocalInstrument: true,
  InstructedAmount: true,
  CreditorAccount: true,
  RemittanceInformation: true,
})
export type StoredFilePayment = z.output<typeof StoredFilePayment>

/** One payment of a file as an initiation, whatever the file's format. */
export type FileEntry = {
  readonly initiation: DomesticInitiation
  /**
   * Returns the path in the file of a field of the initiation, such as `InstructedAmount.Amount`.
   */
  readonly pathOf: (field: string) => string
}

/** A parsed file. `days` are the execution days that it requests, such as `2026-11-24`. */
export type ParsedFile = {
  readonly entries: readonly FileEntry[]
  readonly days: readonly { readonly day: string; readonly path: string }[]
}

/** Parses the text of a file. Rejects what it does not support, with the path in the file. */
export type FileParser = (text: string) => ParsedFile | Promise<ParsedFile>
