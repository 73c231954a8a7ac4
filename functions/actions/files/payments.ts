import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/file-payment.ts'
import { readFile, type StoredFile } from '#store/files.ts'
import type { World } from '#store/world.ts'

/** The payments of a file that was taken, in its order. */
export async function readFilePayments(
  world: World,
  { id, file }: PaymentConsentRecord,
): Promise<readonly StoredFilePayment[]> {
  if (!file) throw new Error(`${id} has no file`)
  const bytes = await readFile(world.sandbox.store, storedFileOf(world, id, 'payments'), file.parts.payments)
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** What the parts of a consent's file are kept as. */
export const storedFileOf = (world: World, consent: string, what: StoredFile['what']): StoredFile => ({
  world,
  consent,
  what,
})
