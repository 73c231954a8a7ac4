import { importJWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { findContentKind } from '#actions/worlds/world-content.ts'
import {
  type Bank,
  call,
  connect,
  connectPartner,
  openBank,
  type Partner,
  permissions,
  post,
  refresh,
  stopClock,
} from '#test/support/partners.ts'
import type { Json } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner
let privateJwk: Json
let connected: Awaited<ReturnType<typeof connect>>
let document: string
beforeAll(async () => {
  stopClock()
  bank = await openBank()
  const { body } = await bank.send('POST', '/control/partners', { name: 'Traveller' }, bank.world.controlKey)
  privateJwk = body.privateJwks.keys[0]
  const key = (await importJWK(privateJwk, privateJwk.alg)) as CryptoKey
  partner = await connectPartner(bank, { ...body, id: body.clientId }, { key, kid: privateJwk.kid })
  connected = await connect(partner, { data: { Permissions: permissions } })
  await call(partner, connected.token, 'accounts')
  const path = `/control/worlds/${bank.world.id}/export`
  document = await (await bank.request(path, { token: bank.world.controlKey })).text()
})

const importWorld = async (): Promise<Bank> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: document }
  const response = await bank.request('/control/worlds/import', init)
  expect(response.status).toBe(201)
  return { ...bank, world: await response.json() }
}

/** Returns the diff of the world with an empty one of the same seed. */
async function diffWithEmpty(): Promise<string> {
  const empty = await bank.createWorld()
  const headers = { 'x-other-control-key': empty.controlKey }
  const path = `/control/worlds/${bank.world.id}/diff?with=${empty.id}`
  return (await bank.request(path, { token: bank.world.controlKey, headers })).text()
}

describe('after a customer has authorised a partner', () => {
  test('no token, code, session or key is in the document or in the diff', async () => {
    const { world, store } = bank
    const stored = [
      ...(await store.list(`world/${world.id}`, { limit: 1_000 })),
      ...(await store.list(`world/${world.id}/0`, { limit: 1_000 })),
    ]
    const staying = stored.filter(({ key }) => !findContentKind(key.path))
    expect(staying.some(({ key }) => key.path.startsWith('oidc/RefreshToken/'))).toBe(true)
    const keyRing = staying.find(({ key }) => key.path === 'keys')?.value as Json
    const secrets: string[] = [
      world.controlKey,
      world.developerToken,
      connected.token,
      connected.tokens.refresh_token as string,
      connected.tokens.id_token as string,
      privateJwk.d,
      keyRing.secret,
      keyRing.authority.jwk.d,
      ...keyRing.signing.map(({ jwk }: Json) => jwk.d),
      // The ids of tokens, grants, sessions and codes are digests and random texts.
      ...staying.flatMap(({ key }) => key.path.split('/').slice(1)).filter((part) => part.length >= 20),
      ...[world.controlKey, world.developerToken].map((token) => token.split('_')[2] as string),
    ]
    expect(secrets.filter((secret) => typeof secret !== 'string' || secret.length < 16)).toEqual([])
    for (const text of [document, await diffWithEmpty()]) {
      expect(text).toContain(connected.consent)
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    }
  })

  test("a partner's private keys authenticate at the issuer of the imported world, and its old tokens do not", async () => {
    const there = await importWorld()
    const { body } = await there.send('GET', `/control/partners/${partner.id}`, undefined, there.world.controlKey)
    const moved = await connectPartner(there, { ...body, id: partner.id }, { key: partner.key, kid: partner.kid })
    expect(moved.issuer).toContain(there.world.id)
    const { token } = await connect(moved, { data: { Permissions: permissions } })
    expect((await call(moved, token, 'accounts')).status).toBe(200)
    expect((await call(moved, connected.token, 'accounts')).status).toBe(401)
    await expect(refresh(moved, connected.tokens.refresh_token as string)).rejects.toThrow()
    expect((await post(moved, 'introspect', { token: connected.token })).body).toEqual({ active: false })
    // The old world goes on.
    expect((await call(partner, connected.token, 'accounts')).status).toBe(200)
  })
})
