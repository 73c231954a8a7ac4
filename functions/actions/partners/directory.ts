import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isSigning, type PublicJwk } from '#bank/partners/jwks.ts'
import { bankId, directoryName, type SoftwareRecord, type SoftwareRequest } from '#bank/partners/software.ts'
import { software, worlds } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
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

/** A world's directory knows no more software than this, so that one answer lists it all. */
const mostSoftware = 100

/** A software as its owner sees it. */
type SoftwareView = Pick<SoftwareRecord, 'name' | 'redirectUris' | 'roles' | 'createdAt'> & {
  softwareId: string
  certificateExpiresAt: string
}

/** Private halves of keys that were made for somebody: given once, and kept nowhere. */
export type IssuedKeys = {
  privateJwks?: { keys: (PublicJwk & Record<string, unknown>)[] }
  transport: CertificateView & { privateKey?: string }
}

/**
 * All that it takes to register by oneself: the statement, and what signs the request and opens the
 * connection.
 */
type NewSoftware = SoftwareView & IssuedKeys & { softwareStatement: string; registration: string; audience: string }

/** Enters a software into the directory, and issues its first statement. */
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

/**
 * A software with its keys and its certificate, and the write that would enter it. Refused where
 * the directory is full.
 */
export async function buildSoftware(
  world: World,
  request: SoftwareRequest & { partner?: string },
): Promise<{ record: SoftwareRecord; made: IssuedKeys; write: Write }> {
  const { name, redirectUris, roles, algorithm, logoUri, partner } = request
  const { real, randomText } = world.sandbox
  if ((await recordsOf(world)).length >= mostSoftware)
    throw new Problem(
      'limit-reached',
      `a directory has at most ${mostSoftware} software; DELETE /control/software-statements/{SoftwareId} makes room`,
    )
  const signing = request.jwks ? { publicJwks: request.jwks } : await newSigningKey(algorithm, `sig_${randomText(10)}`)
  const own = request.jwks?.keys.find((jwk) => !isSigning(jwk))
  const transport = own ? { publicJwk: own } : await newTransportKey()
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

async function newSigningKey(alg: KeyAlgorithm, kid: string) {
  const pair = await generateKeyPair(alg)
  const named = (jwk: { kty: string }) => ({ ...jwk, kid, alg, use: 'sig' })
  return {
    publicJwks: { keys: [named(await exportJwk(pair.publicKey))] },
    privateJwks: { keys: [named(await exportJwk(pair.privateKey))] },
  }
}

async function newTransportKey() {
  const pair = await generateKeyPair('ES256')
  return { publicJwk: await exportJwk(pair.publicKey), privateKey: await privateKeyPem(pair.privateKey) }
}

/** All that the directory knows, by id. */
export async function listSoftware(world: World, _grant: Grant<'world'>): Promise<SoftwareView[]> {
  return (await recordsOf(world)).map(buildSoftwareView)
}

async function recordsOf({ id, sandbox }: World): Promise<SoftwareRecord[]> {
  const { partition, path } = software.key(id, '')
  return (await sandbox.store.list(partition, { prefix: path, limit: mostSoftware })).map(software.read)
}

/** One software with a statement of this instant, and the certificate that holds now. */
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
 * Strikes a software off: from this commit on its statements register nothing, however young they
 * are. Partners that it has stay.
 */
export async function deleteSoftware(world: World, _grant: Grant<'world'>, softwareId: string): Promise<void> {
  const { version } = await loadSoftware(world, softwareId)
  await rejectOnConflict(`${softwareId} was changed or struck off at the same moment`, () =>
    world.sandbox.store.commit([{ delete: software.key(world.id, softwareId), expect: { version } }]),
  )
}

/**
 * What others need to trust the directory: its name, its public key, the certificate that its
 * certificates chain to.
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
