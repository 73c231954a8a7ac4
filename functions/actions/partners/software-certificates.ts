import { Problem } from '#bank/base/problem.ts'
import { algorithmOf } from '#bank/partners/jwks.ts'
import { type Certificate, certificateSubjectOf, type SoftwareRecord } from '#bank/partners/software.ts'
import { software } from '#store/records.ts'
import { Conflict } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { certificatePem, importPublicKey } from './key-pairs.ts'
import { loadAuthority, loadKeyRing, newSerialNumber } from './key-ring.ts'

/** Lifetime of test certificates, in days. */
const certificateDays = 90
/** A certificate is renewed when this many days are left. */
const renewalDays = 7

/** A client certificate, with the certificate of the authority that signed it. */
export type CertificateView = {
  subject: string
  certificate: string
  authority: string
  from: string
  expiresAt: string
}

/**
 * Issues a certificate for a software's key, valid from this instant of real time for some days.
 */
export async function issueCertificate(
  world: World,
  { id, transportKey }: Pick<SoftwareRecord, 'id' | 'transportKey'>,
  days = certificateDays,
): Promise<Certificate> {
  // Loaded on first use, so that other requests do not wait for it.
  const { signCertificate: certify } = await import('./certificates.ts')
  const { ring } = await loadKeyRing(world)
  // Certificates have whole seconds only.
  const from = new Date(Math.floor(world.sandbox.real() / 1000) * 1000)
  const der = await certify({
    subject: certificateSubjectOf(world.id, id),
    publicKey: await importPublicKey(transportKey, algorithmOf(transportKey)),
    from,
    days,
    by: await loadAuthority(ring),
    serial: newSerialNumber(world),
  })
  const expiresAt = new Date(from.getTime() + days * 86_400_000)
  return { der, from: from.toISOString(), expiresAt: expiresAt.toISOString() }
}

/**
 * Returns a software's certificate. Issues a new one for the same key if the old one has expired or
 * is about to.
 */
export async function currentCertificate(world: World, softwareId: string): Promise<CertificateView> {
  const found = await loadSoftware(world, softwareId)
  const left = Date.parse(found.record.certificate.expiresAt) - world.sandbox.real()
  return left < renewalDays * 86_400_000 ? storeNewCertificate(world, found) : buildCertificateView(world, found.record)
}

/** Issues a new certificate for the same key, even if the old one is still valid. */
export async function renewCertificate(world: World, softwareId: string): Promise<CertificateView> {
  return storeNewCertificate(world, await loadSoftware(world, softwareId))
}

async function storeNewCertificate(world: World, { record, version }: LoadedSoftware): Promise<CertificateView> {
  const next = { ...record, certificate: await issueCertificate(world, record) }
  try {
    await world.sandbox.store.commit([{ put: software.key(world.id, record.id), expect: { version }, value: next }])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    // Another request renewed it at the same time: return that certificate.
    return buildCertificateView(world, (await loadSoftware(world, record.id)).record)
  }
  return buildCertificateView(world, next)
}

/** Builds the PEM view of a software's certificate and its authority. */
export async function buildCertificateView(
  world: World,
  { id, certificate }: SoftwareRecord,
): Promise<CertificateView> {
  const { ring } = await loadKeyRing(world)
  const { der, from, expiresAt } = certificate
  return {
    subject: certificateSubjectOf(world.id, id),
    certificate: certificatePem(der),
    authority: certificatePem(ring.authority.certificate),
    from,
    expiresAt,
  }
}

/** A software of the directory, and its version. */
export type LoadedSoftware = { readonly record: SoftwareRecord; readonly version: number }

/** Finds a software in the directory by id. */
export async function findSoftware(world: World, softwareId: string): Promise<LoadedSoftware | undefined> {
  if (!/^[0-9a-zA-Z]{1,22}$/.test(softwareId)) return undefined
  const [item] = await world.sandbox.store.get([software.key(world.id, softwareId)])
  return item && { record: software.read(item), version: item.version }
}

/** Loads a software of the directory. Rejects an unknown id with `software-not-found`. */
export async function loadSoftware(world: World, softwareId: string): Promise<LoadedSoftware> {
  const found = await findSoftware(world, softwareId)
  if (found) return found
  throw new Problem(
    'software-not-found',
    `the directory has no software ${softwareId.slice(0, 40)}; GET /control/software-statements lists the software`,
  )
}
