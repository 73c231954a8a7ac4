import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { KeyRing, SigningKey } from '#bank/partners/key-ring.ts'
import { keyRings, worlds } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import { Conflict } from '#store/store.ts'
import { enterWorld, type Sandbox, type World } from '#store/world.ts'
import type { Authority } from './certificates.ts'
import { issuerOf } from './issuer.ts'
import { exportJwk, generateKeyPair, importPrivateKey, type KeyAlgorithm } from './key-pairs.ts'

/**
 * How long a key that does not sign any more still verifies, in days of real time. No token lives
 * longer.
 */
const retiredDays = 2
/** A ring has no more keys than this: it is read with every request to the authorization server. */
const mostKeys = 20
/** An authority outlives all that it signs. */
const authorityDays = 3_650

/** A world and its keys, by one read; undefined where there is no such world. */
export async function enterWorldWithKeys(
  sandbox: Sandbox,
  worldId: string,
): Promise<{ world: World; ring: KeyRing } | undefined> {
  const [item, keys] = await sandbox.store.get([worlds.key(worldId), keyRings.key(worldId)])
  if (!item) return undefined
  const world = await enterWorld(sandbox, item)
  return { world, ring: keys ? keyRings.read(keys) : (await loadKeyRing(world)).ring }
}

/**
 * The keys of a world's authorization server, made when first asked for. `version` changes with
 * every rotation.
 */
export async function loadKeyRing(world: World): Promise<{ ring: KeyRing; version: number }> {
  const { store } = world.sandbox
  const key = keyRings.key(world.id)
  const [item] = await store.get([key])
  if (item) return { ring: keyRings.read(item), version: item.version }
  const ring = await newRing(world)
  try {
    await store.commit([{ put: key, expect: 'absent', value: ring }])
    return { ring, version: 1 }
  } catch (error) {
    // Somebody else was first: theirs are the keys.
    if (error instanceof Conflict) return loadKeyRing(world)
    throw error
  }
}

/**
 * New keys sign from now on; the old ones still verify what they signed, until nothing of it can be
 * alive. Refused where so many were made of late that a ring would hold more than it may, and where
 * somebody else rotated them at the same moment.
 */
export async function rotateKeys(world: World): Promise<KeyRing> {
  const { ring, version } = await loadKeyRing(world)
  const eldest = new Date(world.sandbox.real() - retiredDays * 86_400_000).toISOString()
  const signing = [...(await newSigning(world)), ...stillVerifying(ring.signing, eldest)]
  if (signing.length > mostKeys)
    throw new Problem(
      'limit-reached',
      `a world has at most ${mostKeys} keys; an old one is let go ${retiredDays} days after the next began to sign`,
    )
  const next: KeyRing = { ...ring, signing }
  await rejectOnConflict('the keys were rotated at the same moment', () =>
    world.sandbox.store.commit([{ put: keyRings.key(world.id), expect: { version }, value: next }]),
  )
  return next
}

/**
 * A world's keys as its owner sees them, newest first: which there are, since when, and which of
 * them sign.
 */
type KeysView = {
  jwks: string
  keys: { kid: string; alg: SigningKey['alg']; from: string; signs: boolean }[]
}

/** Lets new keys sign, and gives all that are published then. */
export async function renewKeys(world: World, _grant: Grant<'world'>): Promise<KeysView> {
  const { signing } = await rotateKeys(world)
  const keys = signing.map(({ kid, alg, from }) => {
    return { kid, alg, from, signs: signing.find((one) => one.alg === alg)?.kid === kid }
  })
  return { jwks: `${issuerOf(world)}/jwks`, keys }
}

/** A key verifies as long as the one that followed it is young. */
function stillVerifying(signing: readonly SigningKey[], eldest: string): SigningKey[] {
  return signing.filter(({ alg, from }, n) => {
    const newer = signing.slice(0, n).findLast((one) => one.alg === alg)
    return newer === undefined || newer.from > eldest || from > eldest
  })
}

/** Certificates are made so rarely that no Lambda should load what makes them before it must. */
const certificates = () => import('./certificates.ts')

async function newRing(world: World): Promise<KeyRing> {
  const { signCertificate: certify } = await certificates()
  const { real, randomText } = world.sandbox
  const pair = await generateKeyPair('ES256')
  const certificate = await certify({
    subject: `CN=Sandbank directory of ${world.id},O=Sandbank,C=GB`,
    publicKey: pair.publicKey,
    from: new Date(real()),
    days: authorityDays,
    by: { key: pair.privateKey, alg: 'ES256' },
    serial: newSerialNumber(world),
  })
  return {
    signing: await newSigning(world, { key: pair.privateKey, alg: 'ES256', certificate }),
    secret: randomText(43),
    authority: { kid: `dir_${randomText(10)}`, jwk: await exportJwk(pair.privateKey), certificate },
  }
}

/** A key pair of each algorithm, with certificates of the directory's. */
async function newSigning(world: World, by?: Authority): Promise<SigningKey[]> {
  const { signCertificate: certify } = await certificates()
  const authority = by ?? (await loadAuthority((await loadKeyRing(world)).ring))
  const { real, randomText } = world.sandbox
  return Promise.all(
    (['PS256', 'ES256'] as const).map(async (alg: KeyAlgorithm) => {
      const pair = await generateKeyPair(alg)
      const kid = `key_${randomText(10)}`
      const leaf = await certify({
        subject: `CN=${kid},OU=${world.id},O=Sandbank,C=GB`,
        publicKey: pair.publicKey,
        from: new Date(real()),
        // Longer than it signs; a ring that nobody rotates must not end by itself.
        days: authorityDays,
        by: authority,
        serial: newSerialNumber(world),
      })
      return {
        kid,
        alg,
        from: new Date(real()).toISOString(),
        jwk: await exportJwk(pair.privateKey),
        x5c: [leaf, authority.certificate],
      }
    }),
  )
}

/** The directory's authority, ready to sign. */
export async function loadAuthority({ authority }: KeyRing): Promise<Authority> {
  return { key: await importPrivateKey(authority.jwk, 'ES256'), alg: 'ES256', certificate: authority.certificate }
}

/** Sixteen hexadecimal digits, the first of which makes it positive. */
export function newSerialNumber({ sandbox }: World): string {
  return `1${Buffer.from(sandbox.randomText(8)).toString('hex').slice(0, 15)}`
}
