import { X509Certificate } from 'node:crypto'
import { importJWK } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { certificateSubjectOf } from '#bank/partners/software.ts'
import {
  type Bank,
  call,
  clientToken,
  connect,
  connectPartner,
  openBankWithStoppedClock,
  type Partner,
  refresh,
} from '#test/support/partners.ts'
import { type Json, rejectionOf } from '#test/support/sandbox.ts'

afterEach(() => void vi.useRealTimers())

type Made = Json

async function register(bank: Bank, request: object): Promise<Made> {
  const { status, body } = await bank.send('POST', '/control/partners', request, bank.world.controlKey)
  if (status !== 201) throw new Error(`the partner was refused: ${JSON.stringify(body)}`)
  return body
}

/** Connects a partner with the keys of its registration, in any world. */
async function open(bank: Bank, made: Made, certificate = made.transport.certificate): Promise<Partner> {
  const [jwk] = made.privateJwks.keys
  const key = (await importJWK(jwk, jwk.alg)) as CryptoKey
  const der = new X509Certificate(certificate).raw.toString('base64')
  return connectPartner(bank, { ...made, id: made.clientId }, { key, kid: jwk.kid, certificate: der })
}

async function fork(bank: Bank): Promise<Bank> {
  const { status, body } = await bank.send('POST', `/control/worlds/${bank.world.id}/fork`, {}, bank.world.controlKey)
  if (status !== 201) throw new Error(`the fork was refused: ${JSON.stringify(body)}`)
  return { ...bank, world: body }
}

describe("a fork's partner", () => {
  test('authenticates at the issuer of the fork with its old private key, and customers authorise again', async () => {
    const bank = await openBankWithStoppedClock()
    const made = await register(bank, {})
    const old = await connect(await open(bank, made))
    const twin = await fork(bank)
    const partner = await open(twin, made)
    expect(partner.issuer).toBe(`http://sandbank.test/authorization/${twin.world.id}`)
    expect((await clientToken(partner)).access_token).toBeDefined()
    const { token, consent } = await connect(partner)
    expect(consent).not.toBe(old.consent)
    expect((await call(partner, token, 'accounts')).status).toBe(200)
    // The consent has come along, but no token for it.
    const own = (await clientToken(partner)).access_token
    const found = await call(partner, own, `account-access-consents/${old.consent}`)
    expect([found.status, found.body.Data.Status]).toEqual([200, 'AUTH'])
  })

  test('cannot use a token of the other world, in either direction', async () => {
    const bank = await openBankWithStoppedClock()
    const made = await register(bank, {})
    const one = await open(bank, made)
    const old = await connect(one)
    const twin = await fork(bank)
    const other = await open(twin, made)
    const fresh = await connect(other)
    await expect(refresh(other, old.tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(refresh(one, fresh.tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
    // An access token names its world: it reads that world alone.
    const { body } = await call({ ...one, dpopKeys: one.dpopKeys }, old.token, 'accounts')
    await bank.send('DELETE', `/control/worlds/${bank.world.id}`, undefined, bank.world.controlKey)
    expect(body.Data.Account.length).toBeGreaterThan(0)
    expect(rejectionOf(await call(one, old.token, 'accounts'))).toMatch(/^401/)
    expect((await call(other, fresh.token, 'accounts')).status).toBe(200)
  })

  test('with a client certificate gets a new one for its key from the directory of the fork; the old one is rejected', async () => {
    const bank = await openBankWithStoppedClock()
    const made = await register(bank, {
      profile: 'obuk-fapi1-advanced',
      authentication: 'tls_client_auth',
      binding: 'mtls',
    })
    expect((await clientToken(await open(bank, made))).access_token).toBeDefined()
    const twin = await fork(bank)
    await expect(clientToken(await open(twin, made))).rejects.toMatchObject({ error: 'invalid_client' })
    const path = `/control/partners/${made.clientId}/certificate`
    const { body } = await twin.send('GET', path, undefined, twin.world.controlKey)
    expect(body.subject).toBe(certificateSubjectOf(twin.world.id, made.softwareId))
    const before = new X509Certificate(made.transport.certificate)
    const after = new X509Certificate(body.certificate)
    expect(after.publicKey.equals(before.publicKey)).toBe(true)
    expect((await clientToken(await open(twin, made, body.certificate))).access_token).toBeDefined()
    await expect(clientToken(await open(bank, made, body.certificate))).rejects.toMatchObject({
      error: 'invalid_client',
    })
  })
})

describe('after a restore', () => {
  test('the refresh token of the snapshot works again, and no access token of before', async () => {
    const bank = await openBankWithStoppedClock()
    const partner = await open(bank, await register(bank, {}))
    const { tokens, token } = await connect(partner)
    const world = `/control/worlds/${bank.world.id}`
    const snapshot = await bank.send('POST', `${world}/snapshots`, {}, bank.world.controlKey)
    const later = await connect(partner)
    await bank.send('POST', `${world}/restore`, { snapshot: snapshot.body.id }, bank.world.controlKey)
    for (const old of [token, later.token])
      expect(rejectionOf(await call(partner, old, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(partner, later.tokens.refresh_token as string)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    const again = await refresh(partner, tokens.refresh_token as string)
    expect((await call(partner, again.access_token, 'accounts')).status).toBe(200)
  })

  test('of a reset world, no refresh token works', async () => {
    const bank = await openBankWithStoppedClock()
    const partner = await open(bank, await register(bank, {}))
    const { tokens, token } = await connect(partner)
    await bank.send('POST', `/control/worlds/${bank.world.id}/reset`, undefined, bank.world.controlKey)
    expect(rejectionOf(await call(partner, token, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(partner, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
    const { token: fresh } = await connect(partner)
    expect((await call(partner, fresh, 'accounts')).status).toBe(200)
  })
})
