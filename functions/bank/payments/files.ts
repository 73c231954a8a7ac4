import { hash } from 'node:crypto'
import { Problem } from '#bank/problem.ts'
import type { FileInitiation } from './initiations.ts'

/** OBExternalFileType1Code, and the form of version 3.1 that partners still have; with the media types each is sent in. */
export const fileTypes: Readonly<Record<string, readonly string[]>> = {
  'UK.OBIE.PaymentInitiation.4.0': ['application/json'],
  'UK.OBIE.PaymentInitiation.3.1': ['application/json'],
  'UK.OBIE.pain.001.001.08': ['text/xml', 'application/xml'],
}

const at = (field: string) => `Data.Initiation.${field}`
const refuse = (field: string, why: string): never => {
  throw new Problem('field-invalid', `${at(field)} ${why}`, { path: at(field) })
}

/** Amounts have five decimals at most, so sums of them do too. */
const sumDecimals = 5

/** Refuses a file that is announced in a way that no file could match. */
export function checkFile(
  initiation: Pick<FileInitiation, 'FileType' | 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
): void {
  const { FileType, FileHash, NumberOfTransactions, ControlSum } = initiation
  if (!Object.hasOwn(fileTypes, FileType))
    refuse('FileType', `is one of ${Object.keys(fileTypes).join(', ')}; given: ${FileType.slice(0, 60)}`)
  // The standard's own examples leave the padding out.
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(FileHash)) refuse('FileHash', 'is the SHA-256 of the file in base64, 44 characters')
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) === 0n)
    refuse('NumberOfTransactions', 'must be more than nothing')
  if (ControlSum !== undefined && !(sumOf(ControlSum) ?? 0n))
    refuse('ControlSum', `is more than nothing and has ${sumDecimals} decimals at most; given: ${ControlSum}`)
}

/** A decimal text in units of its fifth decimal; undefined where it has more. */
function scaled(text: string): bigint | undefined {
  const [whole = '', fraction = ''] = text.split('.')
  return fraction.length > sumDecimals ? undefined : BigInt(whole + fraction.padEnd(sumDecimals, '0'))
}

/** A JSON number in units of its fifth decimal; undefined where it is no sum of amounts. */
function sumOf(value: number): bigint | undefined {
  const text = String(value)
  return /^\d{1,16}(\.\d+)?$/.test(text) ? scaled(text) : undefined
}

/** The SHA-256 of a file in base64, as `FileHash` has it. */
export const fileHashOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64')

/**
 * Refuses an uploaded file that is not the one announced: its hash, how many payments it holds, or what they add up to, to the
 * penny and whatever their currencies. `amounts` are those of its payments, as written.
 */
export function checkUpload(
  initiation: Pick<FileInitiation, 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
  bytes: Uint8Array,
  amounts: readonly string[],
): void {
  const { FileHash, NumberOfTransactions, ControlSum } = initiation
  const found = fileHashOf(bytes)
  if (found !== FileHash.padEnd(44, '=')) refuse('FileHash', `is not that of the file, which is ${found}`)
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) !== BigInt(amounts.length))
    refuse('NumberOfTransactions', `is ${NumberOfTransactions}, but the file holds ${amounts.length}`)
  const sum = amounts.reduce((total, amount) => total + (scaled(amount) ?? 0n), 0n)
  if (ControlSum !== undefined && sumOf(ControlSum) !== sum)
    refuse('ControlSum', `is ${ControlSum}, but the file adds up to ${shown(sum)}`)
}

const shown = (sum: bigint): string => {
  const digits = sum.toString().padStart(sumDecimals + 1, '0')
  return `${digits.slice(0, -sumDecimals)}.${digits.slice(-sumDecimals)}`.replace(/0{1,3}$/, '')
}
