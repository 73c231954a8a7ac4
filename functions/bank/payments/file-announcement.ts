import { hash } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'

/**
 * OBExternalFileType1Code and the file type of version 3.1 that partners still use, with the media
 * types of each.
 */
export const fileTypes = {
  'UK.OBIE.PaymentInitiation.4.0': ['application/json'],
  'UK.OBIE.PaymentInitiation.3.1': ['application/json'],
  'UK.OBIE.pain.001.001.08': ['text/xml', 'application/xml'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type FileType = keyof typeof fileTypes
const isFileType = (text: string): text is FileType => Object.hasOwn(fileTypes, text)

/** Every media type of a payment file. */
export const fileMedia: readonly string[] = [...new Set(Object.values(fileTypes).flat())]

/**
 * The limits of a file: its size in bytes, and its payments. One commit stores the consent and the
 * file in two forms, in the worst case a third larger. The store accepts 4 MB in one commit.
 */
export const maxFileBytes = 1024 * 1024
export const maxPayments = 2_500

const at = (field: string) => `Data.Initiation.${field}`
const reject = (field: string, why: string): never => {
  throw new Problem('field-invalid', `${at(field)}: ${why}`, { path: at(field) })
}

/** Amounts have at most five decimals, so their sums do too. */
const sumDecimals = 5

/** Rejects an announcement that no file could match. */
export function checkFileAnnouncement(
  initiation: Pick<FileInitiation, 'FileType' | 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
): void {
  const { FileType, FileHash, NumberOfTransactions, ControlSum } = initiation
  if (!isFileType(FileType))
    reject('FileType', `must be one of ${Object.keys(fileTypes).join(', ')} (got ${FileType.slice(0, 60)})`)
  // The standard's own examples omit the padding.
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(FileHash))
    reject('FileHash', 'must be the SHA-256 of the file in base64, 44 characters')
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) === 0n)
    reject('NumberOfTransactions', 'must be more than zero')
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) > maxPayments)
    reject('NumberOfTransactions', `must be at most ${maxPayments} (got ${NumberOfTransactions})`)
  if (ControlSum !== undefined && !(sumOf(ControlSum) ?? 0n))
    reject('ControlSum', `must be more than zero, with at most ${sumDecimals} decimals (got ${ControlSum})`)
}

/** Parses a decimal to units of its fifth decimal; undefined if it has more decimals. */
function scaled(text: string): bigint | undefined {
  const [whole = '', fraction = ''] = text.split('.')
  return fraction.length > sumDecimals ? undefined : BigInt(whole + fraction.padEnd(sumDecimals, '0'))
}

/**
 * Converts a JSON number to units of its fifth decimal; undefined if it cannot be a sum of amounts.
 */
function sumOf(value: number): bigint | undefined {
  const text = String(value)
  return /^\d{1,16}(\.\d+)?$/.test(text) ? scaled(text) : undefined
}

/** Returns the SHA-256 of a file in base64, as in `FileHash`. */
export const fileHashOf = (bytes: Uint8Array): string => hash('sha256', bytes, 'base64')

/** Rejects a file whose hash differs from the announced one. */
export function checkFileHash({ FileHash }: Pick<FileInitiation, 'FileHash'>, bytes: Uint8Array): void {
  const found = fileHashOf(bytes)
  if (found !== FileHash.padEnd(44, '=')) reject('FileHash', `must be the hash of the file, ${found} (got ${FileHash})`)
}

/**
 * Rejects an uploaded file that differs from its announcement: in its hash, its number of payments,
 * or their total (to the penny, whatever their currencies). `amounts` are those of its payments, as
 * written.
 */
export function checkUpload(
  initiation: Pick<FileInitiation, 'FileHash' | 'NumberOfTransactions' | 'ControlSum'>,
  bytes: Uint8Array,
  amounts: readonly string[],
): void {
  checkFileHash(initiation, bytes)
  const { NumberOfTransactions, ControlSum } = initiation
  if (NumberOfTransactions !== undefined && BigInt(NumberOfTransactions) !== BigInt(amounts.length))
    reject(
      'NumberOfTransactions',
      `must be the number of payments in the file, ${amounts.length} (got ${NumberOfTransactions})`,
    )
  const sum = totalOf(amounts)
  if (ControlSum !== undefined && sumOf(ControlSum) !== sum)
    reject('ControlSum', `must be the total of the file, ${formatSum(sum)} (got ${ControlSum})`)
}

/** Returns the sum of amounts in units of the fifth decimal. */
const totalOf = (amounts: readonly string[]): bigint =>
  amounts.reduce((total, amount) => total + (scaled(amount) ?? 0n), 0n)

/** Rejects a part of a file whose own count or sum is wrong. `path` is the path of the part. */
export function checkPartTotals(
  { NbOfTxs, CtrlSum }: { readonly NbOfTxs?: string | undefined; readonly CtrlSum?: string | undefined },
  amounts: readonly string[],
  path: string,
): void {
  const rejectPart = (field: string, why: string) => {
    throw new Problem('field-invalid', `${path}.${field}: ${why}`, { path: `${path}.${field}` })
  }
  if (NbOfTxs !== undefined && BigInt(NbOfTxs) !== BigInt(amounts.length))
    rejectPart('NbOfTxs', `must be the number of payments, ${amounts.length} (got ${NbOfTxs})`)
  const sum = totalOf(amounts)
  if (CtrlSum !== undefined && scaled(CtrlSum) !== sum)
    rejectPart('CtrlSum', `must be the total of the payments, ${formatSum(sum)} (got ${CtrlSum})`)
}

const formatSum = (sum: bigint): string => {
  const digits = sum.toString().padStart(sumDecimals + 1, '0')
  return `${digits.slice(0, -sumDecimals)}.${digits.slice(-sumDecimals)}`.replace(/0{1,3}$/, '')
}
