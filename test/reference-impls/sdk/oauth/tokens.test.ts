import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Fetch, openBanking } from '#sdk/index.ts'
import { fileTokenStore } from '#sdk/oauth/file-store.ts'
import {
  AuthorizationServerError,
  AuthorizationServerUnreachableError,
  connectPartner,
  ReauthorisationError,
} from '#sdk/oauth/index.ts'
import { connectRobot, openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openInProcess, type Reached } from '#test/support/reference-impls/served.ts'

let reached: Reached
let world: PartnerWorld
beforeAll(async () => {
  reached = await openInProcess()
  world = await openPartnerWorld(reached)
})

/** Counts the requests to a path of the sandbox. */
function countingFetch(part: string): { fetch: Fetch; count: () => number } {
  let count = 0
  const fetch: Fetch = (url, init) => {
    if (url.includes(part)) count++
    return reached.fetch(url, init)
  }
  return { fetch, count: () => count }
}

test('a token alone refreshes itself, where no proof of a key is needed', async () => {
  const { partner, store, authorise } = await connectRobot(world, { profile: 'obuk-fapi1-advanced' })
  const consentId = await authorise()
  await store.write(consentId, { ...(await store.read(consentId))!, expiresAt: 0 })
  const { fetch } = reached
  const bank = openBanking({ baseUrl: world.world.openBanking, token: partner.token(consentId), fetch })
  expect(await bank.accounts().toArray()).not.toHaveLength(0)
})

test('calls at the same time share one refresh', async () => {
  const { fetch, count } = countingFetch('/token')
  const { partner, store, authorise } = await connectRobot(world, {}, { fetch })
  const consentId = await authorise()
  await store.write(consentId, { ...(await store.read(consentId))!, expiresAt: 0 })
  const before = count()
  const tokens = await Promise.all(Array.from({ length: 20 }, partner.connection(consentId).token))
  expect(new Set(tokens).size).toBe(1)
  const bank = openBanking(partner.connection(consentId))
  await Promise.all(Array.from({ length: 5 }, () => bank.accounts().toArray()))
  expect(count() - before).toBe(1)
})

test("the partner's own token is requested once for each scope, until it expires", async () => {
  let now = Date.now()
  const { fetch, count } = countingFetch('/token')
  const { partner } = await connectRobot(world, { scopes: ['accounts', 'payments'] }, { fetch, now: () => now })
  const read = (scope: 'accounts' | 'payments') => partner.ownConnection(scope).token()
  await Promise.all([read('accounts'), read('accounts'), read('payments')])
  expect(count()).toBe(2)
  now += 9 * 60_000
  await read('accounts')
  expect(count()).toBe(2)
  now += 60_000
  await read('accounts')
  expect(count()).toBe(3)
})

test("a token that expired by the world's clock is replaced, and the call succeeds", async () => {
  const { partner, authorise } = await connectRobot(world)
  const consentId = await authorise()
  const { fetch, count } = countingFetch('/accounts')
  await world.world.clock.advance({ hours: 2 })
  const connection = partner.connection(consentId)
  expect(
    await openBanking({ ...connection })
      .accounts()
      .toArray(),
  ).not.toHaveLength(0)
  expect([fetch, count()]).toHaveLength(2)
})

test('a token that the bank never accepts is renewed once, and the rejection is returned', async () => {
  const { partner, authorise } = await connectRobot(world)
  const connection = partner.connection(await authorise())
  const bank = openBanking({ ...connection, headers: { 'x-sandbank-scenario': 'token-expired' } })
  await expect(bank.accounts().toArray()).rejects.toMatchObject({ failure: 'rejected', status: 401 })
})

test('a consent that the customer revoked needs the customer again', async () => {
  const { partner, authorise, store } = await connectRobot(world, { robot: 'approve, revokes-after=1d' })
  const consentId = await authorise()
  await world.world.clock.advance({ days: 2 })
  const { token } = partner.connection(consentId)
  await store.write(consentId, { ...(await store.read(consentId))!, expiresAt: 0 })
  await expect(token()).rejects.toMatchObject({ name: 'ReauthorisationError', error: 'invalid_grant', status: 400 })
  expect(await store.read(consentId)).toBeUndefined()
  await expect(token()).rejects.toThrow(/there are no tokens; the customer must authorise it/)
})

test('a process that starts again reads the tokens of the file store, with new keys of DPoP', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const first = await connectRobot(world, {}, { store: fileTokenStore(join(folder, 'kept')) })
  const consentId = await first.authorise()
  const store = fileTokenStore(join(folder, 'kept'))
  const second = await connectPartner(first.registered, { fetch: reached.fetch, store })
  expect(await openBanking(second.connection(consentId)).accounts().toArray()).not.toHaveLength(0)

  const [file, ...others] = await readdir(join(folder, 'kept'))
  expect(others).toEqual([])
  expect((await stat(join(folder, 'kept', file!))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'kept'))).mode & 0o777).toBe(0o700)
  await second.revoke(consentId)
  expect(await readdir(join(folder, 'kept'))).toEqual([])
  await expect(first.partner.connection(consentId).token()).rejects.toBeInstanceOf(ReauthorisationError)
})

test.each(['', '{', '[]', 'null', '{"accessToken":1}'])('a file with %j is named as no token set', async (text) => {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'aac_1.json'), text)
  const message = `${join(folder, 'aac_1.json')}: must hold the tokens of a consent as JSON; delete it and ask the customer again`
  await expect(fileTokenStore(folder).read('aac_1')).rejects.toThrow(message)
})

test('the id of a consent does not lead out of the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const tokens = { accessToken: 'secret', expiresAt: 1 }
  await fileTokenStore(folder).write('../../evil', tokens)
  expect(await readdir(folder)).toEqual(['..%2F..%2Fevil.json'])
  expect(await fileTokenStore(folder).read('../../evil')).toEqual(tokens)
  expect(await fileTokenStore(folder).read('aac_none')).toBeUndefined()
})

test('a bank that asks for a nonce in its proofs gets it', async () => {
  const nonces: unknown[] = []
  const fetch: Fetch = (url, init) => {
    if (!url.endsWith('/accounts')) return reached.fetch(url, init)
    const [, payload = ''] = new Headers(init.headers).get('dpop')!.split('.')
    const { nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    nonces.push(nonce)
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n1' }
    return nonce === 'n1'
      ? Response.json({ Data: { Account: [] }, Links: {} })
      : new Response('', { status: 401, headers })
  }
  const { partner, authorise } = await connectRobot(world, {}, { fetch })
  const bank = openBanking(partner.connection(await authorise()))
  await bank.accounts().toArray()
  await bank.accounts().toArray()
  expect(nonces).toEqual([undefined, 'n1', 'n1'])
})

test('a server that does not answer, or answers a page, is named with the step', async () => {
  const { registered } = await connectRobot(world)
  const connect = (fetch: Fetch) => connectPartner(registered, { fetch })
  const gone = connect(() => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })))
  await expect(gone).rejects.toBeInstanceOf(AuthorizationServerUnreachableError)
  await expect(gone).rejects.toThrow(
    /^discovery of http:\/\/sandbank\.test\/.*: fetch failed: ECONNREFUSED \(interaction [0-9a-f-]{36}\)$/,
  )
  const page = connect(() => new Response('<html>', { status: 502, headers: { 'x-fapi-interaction-id': 'i1' } }))
  await expect(page).rejects.toMatchObject({ name: 'AuthorizationServerUnreachableError', status: 502 })
  await expect(page).rejects.toThrow(/\(interaction i1\)$/)
})

test('a partner that was deleted is rejected with the code of OAuth', async () => {
  const { partner, registered } = await connectRobot(world)
  const { bank } = reached
  await bank.send('DELETE', `/control/partners/${registered.clientId}`, undefined, world.world.controlKey)
  const own = partner.ownConnection('accounts').token()
  await expect(own).rejects.toBeInstanceOf(AuthorizationServerError)
  await expect(own).rejects.toMatchObject({ error: 'invalid_client', status: 401 })
})

test('a partner without keys is told what is missing', async () => {
  const { registered } = await connectRobot(world)
  const fetch = vi.fn()
  await expect(connectPartner({ ...registered, privateJwks: undefined }, { fetch })).rejects.toThrow(
    'partner.privateJwks: must hold the private key that signs the client assertions (got none)',
  )
  expect(fetch).not.toHaveBeenCalled()
})
