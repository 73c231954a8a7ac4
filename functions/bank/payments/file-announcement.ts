import { hash } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'

/**
 * OBExternalFileType1Code, and the form of version 3.1 that partners still have; with the media
 * types each is sent in.
 */
export const fileTypes = {
  'UK.OBIE.PaymentInitiation.4.0': ['application/json'],
  'UK.OBIE.PaymentInitiation.3.1': ['application/json'],
  'UK.OBIE.pain.001.001.08': ['text/xml', 'application/xml'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type FileType = keyof typeof fileTypes
const isFileType = (text: string): text is FileType => Object.hasOwn(fileTypes, text)

/** Every media type that a file may come in. */
export const fileMedia: readonly string[] = [...new Set(Object.values(fileTypes).flat())]

/**
 * How large a file may be, in bytes, and how many payments it may hold. What is kept of it, twice
 * and in the worst case larger by a third, is written in one commit with the consent, and the store
 * takes 4 MB in one commit.
 */
export const maxFileBytes = 1024 * 1024
export const maxPayments = 2_500

const at = (field: string) => `Data.Initiation.${field}`
const refuse = (field: string, why: string): never => {
  throw new Problem('field-invalid', `${at(field)} ${why}`, { path: at(field) })
}

/** Amounts have five decimals at most, so sums of them do too. */
const sumDecimals = 5

/** Refuses a file that is announced in a way that no file could match. */
export function checkFileAnnouncement(
  initiation: Pick<FileInitiation, 'FileType' | 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
): void {
  const { FileType, FileHash, NumberOfTransactions, ControlSum } = initiation
  if (!isFileType(FileType))
    refuse('FileType', `is one of ${Object.keys(fileTypes).join(', ')} (got ${FileType.slice(0, 60)})`)
  // The standard's own examples leave the padding out.
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(FileHash)) refuse('FileHash', 'is the SHA-256 of the file in base64, 44 characters')
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) === 0n)
    refuse('NumberOfTransactions', 'must be more than nothing')
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) > maxPayments)
    refuse('NumberOfTransactions', `may be ${maxPayments} at most (got ${NumberOfTransactions})`)
  if (ControlSum !== undefined && !(sumOf(ControlSum) ?? 0n))
    refuse('ControlSum', `is more than nothing and has ${sumDecimals} decimals at most (got ${ControlSum})`)
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

/** Refuses bytes that are not those announced. */
export function checkFileHash({ FileHash }: Pick<FileInitiation, 'FileHash'>, bytes: Uint8Array): void {
  const found = fileHashOf(bytes)
  if (found !== FileHash.padEnd(44, '=')) refuse('FileHash', `is not that of the file, which is ${found}`)
}

/**
 * Refuses an uploaded file that is not the one announced: its hash, how many payments it holds, or
 * what they add up to, to the penny and whatever their currencies. `amounts` are those of its
 * payments, as written.
 */
export function checkUpload(
  initiation: Pick<FileInitiation, 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
  bytes: Uint8Array,
  amounts: readonly string[],
): void {
  checkFileHash(initiation, bytes)
  const { NumberOfTransactions, ControlSum } = initiation
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) !== BigInt(amounts.length))
    refuse('NumberOfTransactions', `is ${NumberOfTransactions}, but the file holds ${amounts.length}`)
  const sum = totalOf(amounts)
  if (ControlSum !== undefined && sumOf(ControlSum) !== sum)
    refuse('ControlSum', `is ${ControlSum}, but the file adds up to ${formatSum(sum)}`)
}

/** What amounts add up to, in units of the fifth decimal. */
const totalOf = (amounts: readonly string[]): bigint =>
  amounts.reduce((total, amount) => total + (scaled(amount) ?? 0n), 0n)

/**
 * Refuses a count or a sum that part of a file says of its own payments. `path` is that of the
 * part.
 */
export function checkPartTotals(
  { NbOfTxs, CtrlSum }: { readonly NbOfTxs?: string | undefined; readonly CtrlSum?: string | undefined },
  amounts: readonly string[],
  path: string,
): void {
  const wrong = (field: string, why: string) => {
    throw new Problem('field-invalid', `${path}.${field} ${why}`, { path: `${path}.${field}` })
  }
  if (NbOfTxs !== undefined && BigInt(NbOfTxs) !== BigInt(amounts.length))
    wrong('NbOfTxs', `is ${NbOfTxs}, but there are ${amounts.length}`)
  const sum = totalOf(amounts)
  if (CtrlSum !== undefined && scaled(CtrlSum) !== sum)
    wrong('CtrlSum', `is ${CtrlSum}, but they add up to ${formatSum(sum)}`)
}

const formatSum = (sum: bigint): string => {
  const digits = sum.toString().padStart(sumDecimals + 1, '0')
  return `${digits.slice(0, -sumDecimals)}.${digits.slice(-sumDecimals)}`.replace(/0{1,3}$/, '')
}
