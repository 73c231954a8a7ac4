import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/file-payment.ts'
import { readFile, type StoredFile } from '#store/files.ts'
import type { World } from '#store/world.ts'

/** Reads the payments of an uploaded file, in the order of the file. */
export async function readFilePayments(
  world: World,
  { id, file }: PaymentConsentRecord,
): Promise<readonly StoredFilePayment[]> {
  if (!file) throw new Error(`${id} has no file`)
  const bytes = await readFile(world.sandbox.store, storedFileOf(world, id, 'payments'), file.parts.payments)
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** The name under which the store holds a part of a consent's file. */
export const storedFileOf = (world: World, consent: string, what: StoredFile['what']): StoredFile => ({
  world,
  consent,
  what,
})
