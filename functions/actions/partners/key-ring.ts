import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { KeyRing, SigningKey } from '#bank/partners/key-ring.ts'
import { keyRings, worlds } from '#store/records.ts'
import { rejectOnConflict, retryOnConflict } from '#store/retry-on-conflict.ts'
import { enterWorld, type Sandbox, type World } from '#store/world.ts'
import type { Authority } from './certificates.ts'
import { issuerOf } from './issuer.ts'
import { exportJwk, generateKeyPair, importPrivateKey, type KeyAlgorithm } from './key-pairs.ts'

/** For how many days of real time a replaced key still verifies. No token lives longer. */
const retiredDays = 2
/** How many keys a ring may have. Every request to the authorization server reads the ring. */
const maxKeys = 20
/** An authority outlives everything that it signs. */
const authorityDays = 3_650

/** Enters a world and loads its keys in one read. Returns undefined if the world does not exist. */
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
 * Loads the keys of a world's authorization server, and creates them at first use. `version`
 * changes with every rotation.
 */
export async function loadKeyRing(world: World): Promise<{ ring: KeyRing; version: number }> {
  const { store } = world.sandbox
  const key = keyRings.key(world.id)
  return retryOnConflict(async () => {
    const [item] = await store.get([key])
    if (item) return { ring: keyRings.read(item), version: item.version }
    const ring = await createKeyRing(world)
    await store.commit([{ put: key, expect: 'absent', value: ring }])
    return { ring, version: 1 }
  })
}

/**
 * Rotates the keys: new keys sign from now on, and old ones verify until nothing that they signed
 * is alive. Rejects with `limit-reached` if the ring would have too many keys, and with `conflict`
 * if another request rotated them.
 */
export async function rotateKeys(world: World): Promise<KeyRing> {
  const { ring, version } = await loadKeyRing(world)
  const eldest = new Date(world.sandbox.real() - retiredDays * 86_400_000).toISOString()
  const signing = [...(await createSigningKeys(world)), ...keepVerifying(ring.signing, eldest)]
  if (signing.length > maxKeys)
    throw new Problem(
      'limit-reached',
      `a world has at most ${maxKeys} keys; an old key is removed ${retiredDays} days after the next one started to sign`,
    )
  const next: KeyRing = { ...ring, signing }
  await rejectOnConflict('the keys were rotated by another request at the same time; read them and retry', () =>
    world.sandbox.store.commit([{ put: keyRings.key(world.id), expect: { version }, value: next }]),
  )
  return next
}

/** A world's keys as its owner sees them, newest first, and which of them sign. */
type KeysView = {
  jwks: string
  keys: { kid: string; alg: SigningKey['alg']; from: string; signs: boolean }[]
}

/** Rotates the keys and returns all published keys. */
export async function renewKeys(world: World, _grant: Grant<'world'>): Promise<KeysView> {
  const { signing } = await rotateKeys(world)
  const keys = signing.map(({ kid, alg, from }) => {
    return { kid, alg, from, signs: signing.find((one) => one.alg === alg)?.kid === kid }
  })
  return { jwks: `${issuerOf(world)}/jwks`, keys }
}

/** Returns the keys that must still verify: a key expires once the key that replaced it is old. */
function keepVerifying(signing: readonly SigningKey[], eldest: string): SigningKey[] {
  return signing.filter(({ alg, from }, n) => {
    const newer = signing.slice(0, n).findLast((one) => one.alg === alg)
    return newer === undefined || newer.from > eldest || from > eldest
  })
}

/**
 * Loaded on first use: certificates are made rarely, and a Lambda should not load x509 at start.
 */
const loadCertificates = () => import('./certificates.ts')

async function createKeyRing(world: World): Promise<KeyRing> {
  const { signCertificate: certify } = await loadCertificates()
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
    signing: await createSigningKeys(world, { key: pair.privateKey, alg: 'ES256', certificate }),
    secret: randomText(43),
    authority: { kid: `dir_${randomText(10)}`, jwk: await exportJwk(pair.privateKey), certificate },
  }
}

/** Creates one key pair for each algorithm, with certificates of the directory. */
async function createSigningKeys(world: World, by?: Authority): Promise<SigningKey[]> {
  const { signCertificate: certify } = await loadCertificates()
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
        // Longer than the key signs, because a ring that is never rotated must not expire.
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

/** Loads the directory's authority for signing. */
export async function loadAuthority({ authority }: KeyRing): Promise<Authority> {
  return { key: await importPrivateKey(authority.jwk, 'ES256'), alg: 'ES256', certificate: authority.certificate }
}

/** Creates a serial number of sixteen hexadecimal digits. The first digit makes it positive. */
export function newSerialNumber({ sandbox }: World): string {
  return `1${Buffer.from(sandbox.randomText(8)).toString('hex').slice(0, 15)}`
}
