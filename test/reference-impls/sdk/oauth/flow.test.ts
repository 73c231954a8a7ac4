import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBanking } from '#sdk/index.ts'
import {
  AccessDeniedError,
  connectPartner,
  createSoftwareStatement,
  type PartnerRequest,
  ReauthorisationError,
  registerDynamically,
} from '#sdk/oauth/index.ts'
import { connectRobot, openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openInProcess, openOverHttp, type Reached } from '#test/support/reference-impls/served.ts'

const permissions = ['ReadAccountsDetail', 'ReadBalances']
const ways: [string, () => Promise<Reached>][] = [
  ['in process', openInProcess],
  ['over HTTP', openOverHttp],
]

describe.each(ways)('%s', (_, open) => {
  let reached: Reached
  let world: PartnerWorld
  beforeAll(async () => {
    reached = await open()
    world = await openPartnerWorld(reached)
  })
  afterAll(() => reached.close())

  const partners: [string, PartnerRequest][] = [
    ['FAPI 2.0 with PAR, PKCE and DPoP', {}],
    ['FAPI 2.0 with a certificate', { authentication: 'tls_client_auth', binding: 'mtls' }],
    ['FAPI 1 Advanced with private_key_jwt', { profile: 'obuk-fapi1-advanced' }],
    [
      'FAPI 1 Advanced with a certificate',
      { profile: 'obuk-fapi1-advanced', authentication: 'tls_client_auth', binding: 'mtls' },
    ],
  ]
  test.each(partners)('%s: from registration to accounts, refresh and revocation', async (_, request) => {
    const { partner, store, authorise } = await connectRobot(world, request)
    const consentId = await authorise()
    const bank = openBanking(partner.connection(consentId))
    const [account] = await bank.accounts().toArray()
    expect(account!.AccountId).toBe('acc_2_current')

    const before = (await store.read(consentId))!
    await store.write(consentId, { ...before, expiresAt: 0 })
    expect(await bank.balances().toArray()).not.toHaveLength(0)
    const after = (await store.read(consentId))!
    expect(after.accessToken).not.toBe(before.accessToken)
    expect(after.refreshToken).toBe(before.refreshToken)

    await partner.revoke(consentId)
    await expect(bank.accounts().toArray()).rejects.toBeInstanceOf(ReauthorisationError)
    await partner.revoke(consentId)
  })

  test.each(['fapi2', 'obuk-fapi1-advanced'] as const)('%s: a customer who refuses is an error', async (profile) => {
    const { partner, store, visit } = await connectRobot(world, { profile, robot: 'refuse' })
    const consentId = await partner.createAccountConsent({ permissions })
    const { url, pending } = await partner.authorize({ consentId })
    const denied = partner.finish(await visit(url), pending)
    await expect(denied).rejects.toBeInstanceOf(AccessDeniedError)
    await expect(denied).rejects.toMatchObject({ error: 'access_denied' })
    expect(await store.read(consentId)).toBeUndefined()
  })

  test.each(['fapi2', 'obuk-fapi1-advanced'] as const)('%s: a client registers by DCR', async (profile) => {
    const { access } = world
    const request = { name: 'Till', redirectUris: ['https://till.example/back'] }
    const statement = await createSoftwareStatement(access, request)
    const { openBanking: base } = world.world
    const registered = await registerDynamically(statement, { openBanking: base, profile, fetch: access.fetch })
    const partner = await connectPartner(registered, { fetch: access.fetch })
    const consentId = await partner.createAccountConsent({ permissions, expiresAt: '2099-01-01T00:00:00Z' })
    const { url, pending } = await partner.authorize({ consentId })
    const answer = await access.fetch(`${url}&robot=approve`, { redirect: 'manual' })
    await partner.finish(answer.headers.get('location')!, pending)
    expect(await openBanking(partner.connection(consentId)).accounts().toArray()).not.toHaveLength(0)
  })
})
