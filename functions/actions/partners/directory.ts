import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isSigning, type PublicJwk } from '#bank/partners/jwks.ts'
import { findCloudFault } from '#bank/partners/redirect-uri.ts'
import { bankId, directoryName, type SoftwareRecord, type SoftwareRequest } from '#bank/partners/software.ts'
import { software, worlds } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { Sandbox, World } from '#store/world.ts'
import { issuerOf } from './issuer.ts'
import { certificatePem, exportJwk, generateKeyPair, type KeyAlgorithm, privateKeyPem } from './key-pairs.ts'
import { loadKeyRing } from './key-ring.ts'
import {
  buildCertificateView,
  type CertificateView,
  currentCertificate,
  issueCertificate,
  loadSoftware,
} from './software-certificates.ts'
import { authorityJwk, signStatement } from './software-statements.ts'

/** How much software a world's directory may have, so that one answer lists it all. */
const maxSoftware = 100

/** A software as its owner sees it. */
type SoftwareView = Pick<SoftwareRecord, 'name' | 'redirectUris' | 'roles' | 'createdAt'> & {
  softwareId: string
  certificateExpiresAt: string
}

/** Private keys that were generated for the caller. They are returned once and not stored. */
export type IssuedKeys = {
  privateJwks?: { keys: (PublicJwk & Record<string, unknown>)[] }
  transport: CertificateView & { privateKey?: string }
}

/**
 * A new software with all that a client needs to register: the statement, the key that signs the
 * request, and the client certificate.
 */
type NewSoftware = SoftwareView & IssuedKeys & { softwareStatement: string; registration: string; audience: string }

/** Adds a software to the directory and issues its first statement. */
export async function createSoftware(
  world: World,
  _grant: Grant<'world'>,
  request: SoftwareRequest,
): Promise<NewSoftware> {
  const { record, made, write } = await buildSoftware(world, request)
  await world.sandbox.store.commit([write, { check: worlds.key(world.id), expect: 'present' }])
  return {
    ...buildSoftwareView(record),
    ...made,
    softwareStatement: await signStatement(world, record),
    registration: `${issuerOf(world)}/register`,
    audience: bankId,
  }
}

/** Rejects, in the cloud, plain http to another machine. */
export function rejectPlainRedirects({ isLocal }: Sandbox, redirectUris: readonly string[]): void {
  if (isLocal) return
  redirectUris.forEach((uri, n) => {
    const fault = findCloudFault(uri)
    if (fault) throw new Problem('field-invalid', `redirectUris.${n}: ${fault}`, { path: `redirectUris.${n}` })
  })
}

/**
 * Builds a software with its keys and certificate, and the write that adds it. Rejects it with
 * `limit-reached` if the directory is full.
 */
export async function buildSoftware(
  world: World,
  request: SoftwareRequest & { partner?: string },
): Promise<{ record: SoftwareRecord; made: IssuedKeys; write: Write }> {
  const { name, redirectUris, roles, algorithm, logoUri, partner } = request
  const { real, randomText } = world.sandbox
  rejectPlainRedirects(world.sandbox, redirectUris)
  if ((await loadSoftwareRecords(world)).length >= maxSoftware)
    throw new Problem(
      'limit-reached',
      `a directory has at most ${maxSoftware} software; delete one with DELETE /control/software-statements/{SoftwareId}`,
    )
  const signing = request.jwks
    ? { publicJwks: request.jwks }
    : await createSigningKey(algorithm, `sig_${randomText(10)}`)
  const own = request.jwks?.keys.find((jwk) => !isSigning(jwk))
  const transport = own ? { publicJwk: own } : await createTransportKey()
  const id = randomText(22)
  const record: SoftwareRecord = {
    id,
    name,
    redirectUris,
    roles,
    jwks: signing.publicJwks,
    transportKey: transport.publicJwk,
    certificate: await issueCertificate(world, { id, transportKey: transport.publicJwk }),
    ...(logoUri !== undefined && { logoUri }),
    ...(partner !== undefined && { partner }),
    createdAt: new Date(real()).toISOString(),
  }
  const made: IssuedKeys = {
    ...('privateJwks' in signing && { privateJwks: signing.privateJwks }),
    transport: {
      ...(await buildCertificateView(world, record)),
      ...('privateKey' in transport && { privateKey: transport.privateKey }),
    },
  }
  return { record, made, write: { put: software.key(world.id, id), expect: 'absent', value: record } }
}

async function createSigningKey(alg: KeyAlgorithm, kid: string) {
  const pair = await generateKeyPair(alg)
  const named = (jwk: { kty: string }) => ({ ...jwk, kid, alg, use: 'sig' })
  return {
    publicJwks: { keys: [named(await exportJwk(pair.publicKey))] },
    privateJwks: { keys: [named(await exportJwk(pair.privateKey))] },
  }
}

async function createTransportKey() {
  const pair = await generateKeyPair('ES256')
  return { publicJwk: await exportJwk(pair.publicKey), privateKey: await privateKeyPem(pair.privateKey) }
}

/** Lists the software of the directory by id. */
export async function listSoftware(world: World, _grant: Grant<'world'>): Promise<SoftwareView[]> {
  return (await loadSoftwareRecords(world)).map(buildSoftwareView)
}

async function loadSoftwareRecords({ id, sandbox }: World): Promise<SoftwareRecord[]> {
  const { partition, path } = software.key(id, '')
  return (await sandbox.store.list(partition, { prefix: path, limit: maxSoftware })).map(software.read)
}

/** Returns one software with a new statement and its current certificate. */
export async function renewSoftware(
  world: World,
  _grant: Grant<'world'>,
  softwareId: string,
): Promise<SoftwareView & { softwareStatement: string; transport: CertificateView }> {
  const transport = await currentCertificate(world, softwareId)
  const { record } = await loadSoftware(world, softwareId)
  return { ...buildSoftwareView(record), softwareStatement: await signStatement(world, record), transport }
}

/**
 * Removes a software from the directory. From this commit on its statements register nothing,
 * whatever their age. Its partners stay.
 */
export async function deleteSoftware(world: World, _grant: Grant<'world'>, softwareId: string): Promise<void> {
  const { version } = await loadSoftware(world, softwareId)
  await rejectOnConflict(
    `${softwareId} was changed or removed by another request at the same time; read it and retry`,
    () => world.sandbox.store.commit([{ delete: software.key(world.id, softwareId), expect: { version } }]),
  )
}

/**
 * Returns what others need to trust the directory: its name, its public key, and the certificate of
 * its authority.
 */
export async function getDirectory(world: World, _grant: Grant<'world'>) {
  const { ring } = await loadKeyRing(world)
  return {
    issuer: directoryName,
    jwks: { keys: [authorityJwk(ring)] },
    authority: certificatePem(ring.authority.certificate),
    audience: bankId,
  }
}

function buildSoftwareView({ id, name, redirectUris, roles, certificate, createdAt }: SoftwareRecord): SoftwareView {
  return { softwareId: id, name, redirectUris, roles, certificateExpiresAt: certificate.expiresAt, createdAt }
}
