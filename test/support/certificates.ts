import { type Authority, signCertificate } from '#actions/partners/certificates.ts'
import { generateKeyPair } from '#actions/partners/key-pairs.ts'
import { loadAuthority, loadKeyRing } from '#actions/partners/key-ring.ts'
import { findWorld, type World } from '#store/world.ts'
import type { Bank } from './partners.ts'

/** The default subject of these certificates. */
export const subject = 'CN=app_tls,OU=0015800000jfQ9aAAE,O=Sandbank,C=GB'
let serial = 100

export const worldOf = async ({ sandbox, world }: Pick<Bank, 'sandbox' | 'world'>): Promise<World> =>
  (await findWorld(sandbox, world.id)) as World

/** Creates a certificate of a world's directory, or of another authority: DER in base64. */
export async function certificateOf(
  one: Pick<Bank, 'sandbox' | 'world'>,
  {
    name = subject,
    days = 90,
    from = new Date(),
    by,
  }: { name?: string; days?: number; from?: Date; by?: Authority | { key: CryptoKey; alg: 'ES256' } } = {},
): Promise<string> {
  const { publicKey } = await generateKeyPair('ES256')
  const authority = by ?? (await loadAuthority((await loadKeyRing(await worldOf(one))).ring))
  return signCertificate({ subject: name, publicKey, from, days, by: authority, serial: `1${serial++}` })
}
