import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { isLoopback } from '#bank/partners/redirect-uri.ts'
import { decideRegistration } from '#bank/partners/registration.ts'
import { RegistrationRejection } from '#bank/partners/registration-claims.ts'
import { buildRegistrationResponse } from '#bank/partners/registration-response.ts'
import { certificateSubjectOf, isSameSubject, StatementClaims } from '#bank/partners/software.ts'

const rsa = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid: 'r' }
const ec = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'e' }

const statement = (more: object = {}) =>
  StatementClaims.parse({
    iss: 'Sandbank directory',
    iat: 1,
    jti: 'j',
    software_id: 's0ftware',
    software_client_name: 'An app',
    software_redirect_uris: ['https://app.example/cb', 'http://localhost:3000/cb'],
    software_roles: ['AISP', 'PISP'],
    software_jwks: { keys: [rsa, ec] },
    org_id: 'o',
    org_status: 'Active',
    ...more,
  })

const loopback = 'http://localhost:4000'
const cloud = 'https://sandbank.example'
const subject = certificateSubjectOf('wld_x', 's0ftware')

const uk = {
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  application_type: 'web',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
}
const fapi2 = {
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  dpop_bound_access_tokens: true,
}

const terms = (request: object, baseUrl = loopback, more: object = {}) =>
  decideRegistration(request as Record<string, unknown>, {
    statement: statement(more),
    certificateSubject: subject,
    isLocal: isLoopback(baseUrl),
  }).terms

/** Returns the code and message of a rejection. */
function refusal(request: object, baseUrl = loopback): string {
  try {
    return `taken: ${JSON.stringify(terms(request, baseUrl))}`
  } catch (error) {
    if (!(error instanceof RegistrationRejection)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe('defaults follow from the software statement and the profile', () => {
  test('of the UK profile', () => {
    expect(terms(uk)).toEqual({
      name: 'An app',
      profile: 'obuk-fapi1-advanced',
      redirectUris: ['https://app.example/cb', 'http://localhost:3000/cb'],
      scopes: ['accounts', 'payments'],
      jwks: { keys: [rsa, ec] },
      authentication: 'private_key_jwt',
      binding: 'none',
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      responseTypes: ['code id_token'],
      algorithms: { requestObject: 'PS256', assertion: 'PS256' },
      softwareId: 's0ftware',
    })
  })

  test('of FAPI 2.0', () => {
    expect(terms(fapi2)).toMatchObject({
      profile: 'fapi2',
      binding: 'dpop',
      responseTypes: ['code'],
      algorithms: {},
    })
  })

  test('pushed requests or DPoP select the FAPI 2.0 profile', () => {
    const pushed = { ...fapi2, dpop_bound_access_tokens: undefined, require_pushed_authorization_requests: true }
    expect(terms(pushed)).toMatchObject({ profile: 'fapi2', binding: 'dpop' })
    expect(terms({ ...pushed, tls_client_certificate_bound_access_tokens: true })).toMatchObject({
      profile: 'fapi2',
      binding: 'mtls',
    })
  })
})

describe('the binding of tokens', () => {
  const mtls = (is?: boolean) => ({ ...uk, tls_client_certificate_bound_access_tokens: is })

  test.each([
    ['the UK, nothing said', mtls(), loopback, 'none'],
    ['the UK, nothing said', mtls(), cloud, 'mtls'],
    ['the UK, by certificate', mtls(true), loopback, 'mtls'],
    ['the UK, by certificate', mtls(true), cloud, 'mtls'],
    ['the UK, not bound', mtls(false), loopback, 'none'],
    ['the UK, nothing said', mtls(), 'http://127.0.0.1:4000', 'none'],
    ['the UK, nothing said', mtls(), 'http://sandbank.example', 'mtls'],
    ['the UK, nothing said', mtls(), 'https://localhost:4000', 'mtls'],
    ['the UK, nothing said', mtls(), 'http://localhost.example:4000', 'mtls'],
    ['FAPI 2.0, by DPoP', fapi2, cloud, 'dpop'],
  ])('%s: %j at %s is %s', (_, request, baseUrl, binding) => {
    expect(terms(request, baseUrl).binding).toBe(binding)
  })

  test('a UK client without a binding is accepted on a loopback host only', () => {
    expect(refusal(mtls(false), cloud)).toContain(
      'invalid_client_metadata: the binding of tokens of obuk-fapi1-advanced must be mtls',
    )
  })

  test.each([loopback, cloud])('a FAPI 2.0 client without a binding is rejected everywhere: %s', (baseUrl) => {
    const unbound = { ...fapi2, require_pushed_authorization_requests: true, dpop_bound_access_tokens: false }
    expect(refusal(unbound, baseUrl)).toContain('the binding of tokens of fapi2 must be dpop or mtls (got none)')
  })

  test('a binding to both certificate and key is rejected', () => {
    expect(refusal({ ...fapi2, tls_client_certificate_bound_access_tokens: true })).toContain('not both')
  })
})

describe('scopes must be a subset of the roles', () => {
  test.each([
    ['openid accounts', ['accounts']],
    ['accounts', ['accounts']],
    ['payments accounts openid offline_access', ['accounts', 'payments']],
  ])('%s', (scope, scopes) => {
    expect(terms({ ...uk, scope }).scopes).toEqual(scopes)
  })

  test.each(['fundsconfirmations', 'openid', '', 'Accounts', 'accounts,payments', 'a'.repeat(257)])(
    '%j is rejected',
    (scope) => {
      expect(refusal({ ...uk, scope })).toMatch(/^invalid_client_metadata: scope/)
    },
  )
})

describe('flows', () => {
  test.each([
    [uk, { response_types: ['code', 'code id_token'] }, ['code', 'code id_token']],
    [uk, { response_types: ['code'] }, ['code']],
    [uk, { grant_types: ['client_credentials'] }, []],
    [fapi2, { response_types: ['code'] }, ['code']],
  ])('%#: response types %j', (base, more, types) => {
    expect(terms({ ...base, ...more }).responseTypes).toEqual(types)
  })

  test.each([
    [fapi2, { response_types: ['code id_token'] }, 'must be code for fapi2 (got code id_token)'],
    [uk, { response_types: [] }, 'requires the grant type authorization_code'],
    [
      uk,
      { grant_types: ['client_credentials'], response_types: ['code'] },
      'requires the grant type authorization_code',
    ],
    [uk, { grant_types: ['client_credentials', 'refresh_token'] }, 'refresh_token requires authorization_code'],
    [uk, { grant_types: ['password'] }, 'grant_types'],
    [uk, { grant_types: [] }, 'grant_types'],
    [uk, { response_types: ['id_token'] }, 'response_types'],
  ])('%#: %j is refused', (base, more, why) => {
    expect(refusal({ ...base, ...more })).toContain(why)
  })
})

describe('algorithms', () => {
  test('default to those that the keys support', () => {
    expect(terms({ ...fapi2, request_object_signing_alg: 'ES256' }).algorithms).toEqual({ requestObject: 'ES256' })
    const onlyEc = { software_jwks: { keys: [ec] } }
    expect(() => terms(uk, loopback, onlyEc)).toThrow(
      'the software statement has no key for PS256; its keys are for ES256',
    )
  })

  test('a transport key signs nothing and is not stored as a key of the client', () => {
    const tls = { software_jwks: { keys: [ec, { ...rsa, use: 'tls' }] } }
    expect(() => terms(uk, loopback, tls)).toThrow('the software statement has no key for PS256')
    expect(terms(fapi2, loopback, tls).jwks.keys).toEqual([ec])
  })

  test.each(['none', 'HS256', 'RS256', 'EdDSA', 'ps256'])('%s is rejected in every field', (alg) => {
    for (const name of [
      'token_endpoint_auth_signing_alg',
      'id_token_signed_response_alg',
      'request_object_signing_alg',
    ])
      expect(refusal({ ...uk, [name]: alg })).toMatch(new RegExp(`^invalid_client_metadata: ${name}`))
  })

  test.each([
    'application_type',
    'id_token_signed_response_alg',
    'request_object_signing_alg',
    'token_endpoint_auth_signing_alg',
  ])('a client of the UK must say %s; one of FAPI 2.0 need not', (name) => {
    expect(refusal({ ...uk, [name]: undefined })).toMatch(new RegExp(`${name}: (is )?required`))
    expect(refusal({ ...fapi2, [name]: undefined })).toMatch(/^taken/)
  })
})

describe('unknown claims', () => {
  test.each(['contacts', 'policy_uri', 'tos_uri', 'client_uri', 'software_version', 'org_name', 'colour', 'client_id'])(
    '%s is ignored',
    (name) => {
      expect(terms({ ...uk, [name]: 'anything' })).toEqual(terms(uk))
    },
  )

  test.each([
    'jwks',
    'jwks_uri',
    'client_secret',
    'sector_identifier_uri',
    'id_token_encrypted_response_alg',
    'id_token_encrypted_response_enc',
    'userinfo_signed_response_alg',
    'userinfo_encrypted_response_alg',
    'authorization_encrypted_response_enc',
    'request_object_encryption_alg',
    'request_uris',
    'default_max_age',
    'require_auth_time',
    'default_acr_values',
    'initiate_login_uri',
    'post_logout_redirect_uris',
    'backchannel_logout_uri',
    'frontchannel_logout_session_required',
    'backchannel_token_delivery_mode',
    'tls_client_auth_san_dns',
    'authorization_details_types',
  ])('%s would change how calls are secured, and is refused', (name) => {
    expect(refusal({ ...uk, [name]: 'anything' })).toMatch(
      new RegExp(`^invalid_client_metadata: ${name}: is not supported`),
    )
  })

  test.each([
    [{ id_token_signed_response_alg: 'ES256' }, 'id_token_signed_response_alg'],
    [{ authorization_signed_response_alg: 'ES256' }, 'authorization_signed_response_alg'],
    [{ introspection_signed_response_alg: 'ES256' }, 'introspection_signed_response_alg'],
    [{ require_signed_request_object: false }, 'must not be false for obuk-fapi1-advanced'],
    [{ ...fapi2, require_signed_request_object: true }, 'is not supported for fapi2'],
    [
      { ...fapi2, require_pushed_authorization_requests: false },
      'must not be false together with dpop_bound_access_tokens',
    ],
    [{ dpop_bound_access_tokens: 'true' }, 'dpop_bound_access_tokens'],
    [{ logo_uri: 'http://app.example/logo.png' }, 'logo_uri'],
    [{ logo_uri: 'javascript:alert(1)' }, 'logo_uri'],
    [{ logo_uri: 'data:image/png;base64,AA' }, 'logo_uri'],
    [{ client_name: '' }, 'client_name'],
    [{ client_name: 'x'.repeat(257) }, 'client_name'],
  ])('%j is rejected', (more, why) => {
    expect(refusal({ ...uk, ...more })).toContain(why)
  })
})

describe('the identity of a client', () => {
  test("comes from the directory: its name overrides the client's own", () => {
    expect(terms({ ...uk, client_name: 'Your bank' }).name).toBe('An app')
    const logo = { software_logo_uri: 'https://app.example/true.png' }
    expect(terms({ ...uk, logo_uri: 'https://app.example/own.png' }, loopback, logo).logoUri).toBe(
      logo.software_logo_uri,
    )
    expect(terms({ ...uk, logo_uri: 'https://app.example/own.png' }).logoUri).toBe('https://app.example/own.png')
  })

  test('may be any text, markup included', () => {
    const name = '<script>alert("1")</script> 会社'
    expect(terms(uk, loopback, { software_client_name: name }).name).toBe(name)
  })

  test('may not contain characters that reorder the surrounding text', () => {
    expect(() => terms(uk, loopback, { software_client_name: 'App \u202e' })).toThrow('change the text direction')
  })
})

describe('redirect URIs', () => {
  test('may be https on localhost for FAPI 2.0 but not for the UK profile', () => {
    const local = { software_redirect_uris: ['https://localhost:3000/cb'] }
    expect(terms(fapi2, loopback, local).redirectUris).toEqual(['https://localhost:3000/cb'])
    expect(() => terms(uk, loopback, local)).toThrow('must not be https on localhost')
  })

  test('must equal those of the statement character by character', () => {
    for (const uri of [
      'https://app.example/cb/',
      'https://app.example/CB',
      'https://app.example:443/cb',
      'https://app.example/cb?x',
    ])
      expect(refusal({ ...uk, redirect_uris: [uri] })).toMatch(
        /^invalid_redirect_uri: .*is not in the software statement/,
      )
  })
})

test('subjects are equal regardless of order and blanks', () => {
  expect(subject).toMatch(/^CN=s0ftware,OU=[0-9a-f]{18},O=Organisation of wld_x,C=GB$/)
  expect(isSameSubject(subject, subject.split(',').reverse().join(', '))).toBe(true)
  expect(isSameSubject(subject, subject.replaceAll(',', '\n'))).toBe(true)
  expect(isSameSubject(subject, subject.replace('CN=', 'cn = '))).toBe(true)
  expect(isSameSubject(subject, subject.replace('s0ftware', 's0ftwarf'))).toBe(false)
  expect(isSameSubject(subject, `${subject},CN=other`)).toBe(false)
  expect(isSameSubject(subject, subject.replace(',C=GB', ''))).toBe(false)
})

test('the registration of a partner created through the control API shows the defaults of its profile', () => {
  const partner: PartnerRecord = {
    id: 'tpp_x',
    name: 'x',
    profile: 'obuk-fapi1-advanced',
    redirectUris: ['https://app.example/cb'],
    scopes: ['accounts'],
    jwks: { keys: [{ kty: 'RSA', kid: 'r' }] },
    authentication: 'private_key_jwt',
    binding: 'mtls',
    createdAt: '2026-11-24T09:30:00.000Z',
  }
  expect(buildRegistrationResponse(partner, 'web')).toMatchObject({
    client_id: 'tpp_x',
    client_id_issued_at: 1_795_512_600,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code id_token', 'code'],
    id_token_signed_response_alg: 'PS256',
    tls_client_certificate_bound_access_tokens: true,
  })
})
