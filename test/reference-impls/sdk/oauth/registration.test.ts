import { beforeAll, describe, expect, test } from 'vitest'
import { type Fetch, openBanking, sandbank } from '#sdk/index.ts'
import {
  AuthorizationServerError,
  AuthorizationServerUnreachableError,
  connectPartner,
  createSoftwareStatement,
  movePartner,
  type Partner,
  type PartnerRequest,
  registerDynamically,
  registerPartner,
} from '#sdk/oauth/index.ts'
import { answerAsRobot, withWorld } from '#sdk/testing/index.ts'
import { openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openInProcess, type Reached } from '#test/support/reference-impls/served.ts'

let reached: Reached
let world: PartnerWorld
beforeAll(async () => {
  reached = await openInProcess()
  world = await openPartnerWorld(reached)
})

test('a registration that the sandbox rejects names the field and the nearest value', async () => {
  const rejected = registerPartner(world.access, { robot: 'aprove' })
  await expect(rejected).rejects.toMatchObject({ failure: 'rejected', status: 400, code: 'robot-unknown' })
  const unknown = registerPartner({ ...world.access, controlKey: 'ctl_none_0' })
  await expect(unknown).rejects.toMatchObject({ status: 401 })
})

describe('dynamic registration', () => {
  const open = { openBanking: 'http://sandbank.test/open-banking/v4.0' }
  const register = async (change: object, fetch: Fetch = reached.fetch) =>
    registerDynamically({ ...(await createSoftwareStatement(world.access)), ...change }, { ...open, fetch })

  test.each([
    ['another audience', { audience: 'https://other.example' }, 'invalid_client_metadata'],
    ['a statement that was changed', { softwareStatement: 'a.b.c' }, 'invalid_software_statement'],
    ['a redirect URI beyond the statement', { redirectUris: ['https://evil.example/'] }, 'invalid_redirect_uri'],
  ])('with %s is rejected with the code of OAuth', async (_, change, error) => {
    const rejected = register(change)
    await expect(rejected).rejects.toBeInstanceOf(AuthorizationServerError)
    await expect(rejected).rejects.toMatchObject({ status: 400, error })
    await expect(rejected).rejects.toThrow(/^registration at http.*: 400 invalid_.* \(interaction [\w-]{36}\)$/)
  })

  test('without keys, or without an answer, says so', async () => {
    await expect(register({ privateJwks: undefined })).rejects.toThrow(
      'privateJwks: must hold the private key that signs the request (got none)',
    )
    const down = register({}, () => Promise.reject(new TypeError('fetch failed')))
    await expect(down).rejects.toBeInstanceOf(AuthorizationServerUnreachableError)
    const page = register({}, () => new Response('<html>', { status: 502 }))
    await expect(page).rejects.toMatchObject({ name: 'AuthorizationServerUnreachableError', status: 502 })
  })

  test('with ES256 keys works too', async () => {
    const statement = await createSoftwareStatement(world.access, { algorithm: 'ES256' })
    const registered = await registerDynamically(statement, { ...open, fetch: reached.fetch })
    const partner = await connectPartner(registered, { fetch: reached.fetch })
    expect(await partner.ownConnection('accounts').token()).toMatch(/\./)
  })
})

describe('a partner moves to the fork of a test', () => {
  const partners: [string, PartnerRequest][] = [
    ['FAPI 2.0', {}],
    ['a certificate', { profile: 'obuk-fapi1-advanced', authentication: 'tls_client_auth', binding: 'mtls' }],
  ]
  test.each(partners)('with %s', async (_, request) => {
    const { fetch, baseUrl } = reached
    let registered: Partner | undefined
    const inWorld = withWorld({
      ...{ baseUrl, fetch, afterAll: () => {}, request: { seed: 7, size: 30 } },
      prepare: async ({ access }) => {
        registered = await registerPartner(access, request)
      },
    })
    await inWorld(async ({ access, world: { id } }) => {
      const moved = await movePartner(access, registered!)
      expect(moved.issuer).toBe(`${baseUrl}/authorization/${id}`)
      const partner = await connectPartner(moved, { fetch })
      const consentId = await partner.createAccountConsent({ permissions: ['ReadAccountsBasic'] })
      const { url, pending } = await partner.authorize({ consentId })
      await partner.finish(await answerAsRobot(url, 'approve', { fetch }), pending)
      expect(await openBanking(partner.connection(consentId)).accounts().toArray()).not.toHaveLength(0)
    })()
    await inWorld.close()
  })

  test('a world without the partner is an error', async () => {
    const { fetch, baseUrl } = reached
    const registered = await registerPartner(world.access)
    const other = await sandbank({ fetch, baseUrl }).createWorld({ size: 30 })
    const moved = movePartner({ fetch, baseUrl, controlKey: other.controlKey }, registered)
    await expect(moved).rejects.toMatchObject({ status: 404, code: 'partner-not-found' })
  })
})
