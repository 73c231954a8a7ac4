import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { runInWorld } from '#apps/authorization/http/request-context.ts'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { decideRegistration } from '#bank/partners/registration.ts'
import { buildRegistrationResponse } from '#bank/partners/registration-response.ts'
import { StatementClaims } from '#bank/partners/software.ts'
import { partners } from '#store/records.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox({ baseUrl: 'http://localhost:4000' })
  world = await sandbox.createWorld()
})

/** Returns the client as the OpenID provider reads it, or its rejection. */
async function clientOf(id: string) {
  const server = await openAuthorizationServer(sandbox.sandbox, world.id)
  const client = await runInWorld(server.world, () => server.provider.Client.find(id))
  return client?.metadata()
}

const uris = {
  tools: ['https://127.0.0.1:8443/conformancesuite/callback', 'http://localhost:3000/cb'],
  web: ['https://app.example/cb'],
  loopback: ['http://localhost:3000/cb'],
  mixed: ['https://app.example/cb', 'http://127.0.0.1:3000/cb', 'http://[::1]/cb'],
}

test.each(
  ['fapi2', 'obuk-fapi1-advanced'].flatMap((profile) =>
    ['private_key_jwt', 'tls_client_auth'].flatMap((authentication) =>
      Object.values(uris).map((redirectUris) => ({ profile, authentication, redirectUris, binding: 'mtls' })),
    ),
  ),
)('the provider accepts the client metadata of a partner created with %j', async (asked) => {
  const { status, body } = await sandbox.send('POST', '/control/partners', asked, world.controlKey)
  expect(status).toBe(201)
  expect(await clientOf(body.clientId)).toMatchObject({
    client_id: body.clientId,
    redirect_uris: asked.redirectUris,
    token_endpoint_auth_method: asked.authentication,
    tls_client_certificate_bound_access_tokens: true,
  })
})

test('under FAPI 2.0 the provider also accepts a redirect URI with https on localhost', async () => {
  const redirectUris = ['https://localhost:3000/cb', 'http://localhost:3000/cb']
  const { body } = await sandbox.send('POST', '/control/partners', { redirectUris }, world.controlKey)
  expect(await clientOf(body.clientId)).toMatchObject({ redirect_uris: redirectUris })
})

const keys = [
  { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid: 'r' },
  { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'e' },
]
const flows = [
  { grant_types: ['client_credentials'] },
  { grant_types: ['authorization_code'] },
  { grant_types: ['authorization_code', 'refresh_token', 'client_credentials'], response_types: ['code'] },
]

test.each([
  ...flows.map((flow) => ({ ...flow, dpop_bound_access_tokens: true })),
  ...flows.map((flow) => ({
    ...flow,
    require_pushed_authorization_requests: true,
    id_token_signed_response_alg: 'PS256',
  })),
  ...[...flows, { grant_types: ['authorization_code'], response_types: ['code', 'code id_token'] }].map((flow) => ({
    ...flow,
    application_type: 'mobile',
    id_token_signed_response_alg: 'PS256',
    request_object_signing_alg: 'PS256',
  })),
])(
  'the provider accepts a client registered with %j, and holds the metadata that the registration returned',
  async (asked) => {
    const claims = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', ...asked }
    const { terms } = decideRegistration(claims, {
      isLocal: true,
      certificateSubject: 'CN=x',
      statement: StatementClaims.parse({
        iss: 'Sandbank directory',
        iat: 1,
        jti: 'j',
        software_id: 's',
        software_client_name: 'An app',
        software_redirect_uris: uris.mixed,
        software_roles: ['AISP'],
        software_jwks: { keys },
        software_logo_uri: 'https://app.example/logo.svg',
        org_id: 'o',
        org_status: 'Active',
      }),
    })
    const id = `tpp_${sandbox.sandbox.randomText(12)}`
    const value = { id, ...terms, createdAt: '2026-11-24T09:30:00.000Z' }
    await sandbox.store.commit([{ put: partners.key(world.id, id), expect: 'absent', value }])
    const known = (await clientOf(id)) as Record<string, unknown>
    const answered = buildRegistrationResponse(value, 'web')
    for (const name of [
      'client_id',
      'client_name',
      'redirect_uris',
      'response_types',
      'token_endpoint_auth_method',
      'token_endpoint_auth_signing_alg',
      'id_token_signed_response_alg',
      'tls_client_certificate_bound_access_tokens',
      'logo_uri',
    ])
      expect(known[name], name).toEqual(answered[name])
    expect((known.grant_types as string[]).filter((one) => one !== 'implicit')).toEqual(answered.grant_types)
  },
)
