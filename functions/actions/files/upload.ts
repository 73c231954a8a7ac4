import { recallRequest } from '#actions/concurrency/idempotency.ts'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { instructPayment } from '#actions/payments/payment.ts'
import { Problem } from '#bank/base/problem.ts'
import { applyAction, type PaymentConsentRecord } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import type { FileEntry, StoredFilePayment } from '#bank/files/file-payment.ts'
import { parseFile } from '#bank/files/parse-file.ts'
import { checkFileContents, withFilePaths } from '#bank/files/rules.ts'
import type { Charge } from '#bank/money/charge.ts'
import { money } from '#bank/money/money.ts'
import { checkFileHash, type FileType, fileHashOf, fileTypes } from '#bank/payments/file-announcement.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import type { Instruction } from '#bank/payments/routing.ts'
import { buildFileWrites, readFile } from '#store/files.ts'
import { consents } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { storedFileOf } from './payments.ts'

/** A file as a partner sends it and gets it back. */
type FileBody = { readonly media: string; readonly bytes: Uint8Array<ArrayBuffer> }

/**
 * Stores the file that a consent has announced. Rejects a file with other bytes, and one with a
 * payment that a partner could not order alone; then nothing is written. The same file again
 * changes nothing, and `isReplay` is true.
 */
export async function uploadFile(
  world: World,
  grant: Grant<'partner'>,
  consentId: string,
  { file, idempotencyKey }: { file: FileBody; idempotencyKey: string },
): Promise<{ isReplay: boolean }> {
  const request = {
    partner: partnerOf(grant),
    operation: 'file-payment-consents/file',
    key: idempotencyKey,
    body: { consentId, hash: fileHashOf(file.bytes) },
  }
  return retryOnConflict(async () => {
    const { consent, version } = await loadOwnConsent(world, grant, consentId, 'file-payment')
    const recalled = await recallRequest(world, request)
    if (recalled.earlier !== undefined) return { isReplay: true }
    checkMedia(consent, file)
    checkFileHash(announcedBy(consent), file.bytes)
    if (consent.file) return { isReplay: true }
    const { after, writes } = await attachFile(world, consent, file)
    await commitInWorld(world, [
      { put: consents.key(world, consentId), expect: { version }, before: consent, value: after },
      ...writes,
      recalled.remember(consentId),
    ])
    return { isReplay: false }
  })
}

/** Returns the file of a consent, byte for byte. */
export async function findFile(world: World, grant: Grant<'partner'>, consentId: string): Promise<FileBody> {
  const { consent } = await loadOwnConsent(world, grant, consentId, 'file-payment')
  if (!consent.file)
    throw new Problem('file-not-found', `path ConsentId: no file has been uploaded for ${consentId}`, {
      path: 'path ConsentId',
    })
  const { media, parts } = consent.file
  return { media, bytes: await readFile(world.sandbox.store, storedFileOf(world, consent.id, 'bytes'), parts.bytes) }
}

/**
 * Returns the consent with its file, and the writes that store the file. Rejects an invalid file.
 */
async function attachFile(
  world: World,
  consent: PaymentConsentRecord,
  { media, bytes }: FileBody,
): Promise<{ after: PaymentConsentRecord; writes: Write[] }> {
  const announced = announcedBy(consent)
  const read = await parseFile(announced.FileType as FileType, bytes)
  const debtor = checkFileContents(announced, bytes, read, world.now)
  const payments = read.entries.map((entry) => toStoredPayment(entry, announced))
  const instructions = read.entries.map((entry, n) => {
    const payment = payments[n] as StoredFilePayment
    return withFilePaths(entry, () => instructPayment(world, 'file-payment', payment, payment.InstructedAmount))
  })
  const bytesWrites = buildFileWrites(storedFileOf(world, consent.id, 'bytes'), bytes)
  const paymentWrites = buildFileWrites(storedFileOf(world, consent.id, 'payments'), JSON.stringify(payments))
  const Charges = sumCharges(instructions)
  const after: PaymentConsentRecord = {
    ...applyAction(consent, 'upload', world.now),
    ...(Charges.length > 0 && { offer: { Charges } }),
    file: {
      media,
      parts: { bytes: bytesWrites.length, payments: paymentWrites.length },
      payments: payments.length,
      sum: String(instructions.reduce((sum, { instructed }) => sum + instructed.amount, 0n)),
      fee: String(instructions.reduce((sum, { payerPence }) => sum + payerPence, 0n)),
      ...(debtor && { debtor: { SchemeName: debtor.SchemeName, Identification: debtor.Identification } }),
    },
  }
  return { after, writes: [...bytesWrites, ...paymentWrites] }
}

/** Picks the fields of a payment that are stored. The file's local instrument is the default. */
function toStoredPayment({ initiation }: FileEntry, announced: FileInitiation): StoredFilePayment {
  const { InstructionIdentification, EndToEndIdentification, InstructedAmount, CreditorAccount } = initiation
  const { RemittanceInformation, LocalInstrument = announced.LocalInstrument } = initiation
  return {
    InstructionIdentification,
    EndToEndIdentification,
    InstructedAmount,
    CreditorAccount,
    ...(LocalInstrument !== undefined && { LocalInstrument }),
    ...(RemittanceInformation && { RemittanceInformation }),
  }
}

/** Adds up the charges of all payments by type. */
function sumCharges(instructions: readonly Instruction[]): Charge[] {
  const sums = new Map<string, { charge: Charge; pence: bigint }>()
  for (const charge of instructions.flatMap(({ charges }) => charges)) {
    const before = sums.get(charge.Type)?.pence ?? 0n
    sums.set(charge.Type, { charge, pence: before + penceOf(charge) })
  }
  return [...sums.values()].map(({ charge, pence }) => ({ ...charge, Amount: money(pence, 'GBP') }))
}

const penceOf = ({ Amount }: Charge): bigint => BigInt(Amount.Amount.replace('.', ''))

function checkMedia(consent: PaymentConsentRecord, { media }: FileBody): void {
  const { FileType } = announcedBy(consent)
  const accepted: readonly string[] = fileTypes[FileType as FileType]
  if (!accepted.includes(media))
    throw new Problem(
      'content-type-unsupported',
      `header Content-Type: must be ${accepted.join(' or ')} for a ${FileType} (got ${media})`,
      {
        path: 'header Content-Type',
      },
    )
}

const announcedBy = ({ request }: PaymentConsentRecord): FileInitiation =>
  (request.Data as { Initiation: FileInitiation }).Initiation
