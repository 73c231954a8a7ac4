import { describe, expect, test } from 'vitest'
import { maskHeader, maskText } from '#bank/requests/mask.ts'

const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhcHBfMSJ9.c2lnbmF0dXJl'
const random = 'Zx9_kQ2mWv7-Lp3RtYb8NcJd5Hs1Gf6TqAeUoXi4Kz0'

describe('a text', () => {
  test.each([
    ['a field by its name', '{"access_token":"abc","n":1}', '{"access_token":"***","n":1}'],
    ['a field with blanks and escapes', '{"client_secret" : "a\\"b"}', '{"client_secret" : "***"}'],
    ['a number', '{"pin":1234}', '{"pin":"***"}'],
    ['a field that is cut', '{"a":1,"refresh_token":"abc', '{"a":1,"refresh_token":"***'],
    ['a field that is cut in an escape', '{"password":"ab\\', '{"password":"***\\'],
    [
      'the keys of an answer',
      '{"controlKey":"x1","developerToken":"y1"}',
      '{"controlKey":"***","developerToken":"***"}',
    ],
    ['members of a private JWK', `{"kty":"EC","d":"${'a'.repeat(43)}"}`, '{"kty":"EC","d":"***"}'],
    [
      'a form',
      'grant_type=authorization_code&code=abc&code_verifier=x',
      'grant_type=authorization_code&code=***&code_verifier=***',
    ],
    [
      'the press on a card of the sign-in page',
      'step=sign-in&card-passcode=cus_0+123456',
      'step=sign-in&card-passcode=***',
    ],
    [
      'the cards of the sign-in page',
      '<!doctype html><button name="card-passcode" value="cus_0 123456">Grace</button>',
      '<!doctype html><button name="card-passcode" value="cus_0 ***">Grace</button>',
    ],
    ['a URL', 'https://app/cb?state=s&code=abc#id_token=def', 'https://app/cb?state=s&code=***#id_token=***'],
    ['a link of a page', '<a href="/x?a=b&amp;code=123">', '<a href="/x?a=b&amp;code=***">'],
    [
      'an input of a page',
      '<input value="abc" type="hidden" name="token">',
      '<input value="***" type="hidden" name="token">',
    ],
    [
      'a one-time code on a page',
      '<!doctype html><p>Your code is 123456.</p>',
      '<!doctype html><p>Your code is ***.</p>',
    ],
    ['a JWT anywhere', `hello ${jwt} there`, 'hello *** there'],
    ['a JWT that is cut', `"note":"${jwt.slice(0, 40)}`, '"note":"***'],
    ['a detached JWS', 'x eyJhbGciOiJQUzI1NiJ9..c2ln', 'x ***'],
    ["a webhook's secret anywhere", 'MY=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, ok', 'MY=***, ok'],
    ['a developer token and a control key', 'dev_default_hackathon ctl_a1b2_0123456789ab', '*** ***'],
    ['a private key', '"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----"', '"***"'],
    ['a long random text under a new name', `{"novelty":"${random}"}`, '{"novelty":"***"}'],
    [
      'the handle of an authorization',
      '/authorization/wld_a/interaction/abc-DEF_1?x=1',
      '/authorization/wld_a/interaction/***?x=1',
    ],
  ])('loses %s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  test.each([
    ['codes of problems', '{"code":"field-invalid","errors":[{"code":"field-missing"}]}'],
    ['codes of the standard', '{"Code":"U002","ErrorCode":"U011","AccountTypeCode":"CACC"}'],
    ['account numbers and amounts', '{"Identification":"08080021325698","Amount":"123456.00"}'],
    [
      'ids',
      '{"ConsentId":"aac_4f0c9be1d2a7","AccountId":"acc_0_current","jti":"11111111-1111-4111-8111-111111111111"}',
    ],
    ['long words', '{"Permissions":["ReadTransactionsDetailAndMoreOfEverything"]}'],
    ['digests in hexadecimal', `{"sha256":"${'0123456789abcdef'.repeat(4)}"}`],
    ['token types', '{"token_type":"Bearer","expires_in":300,"scope":"accounts"}'],
    ['amounts on a page', '<!doctype html><dd>£1,234.56 to 12-34-56, 123456.78</dd>'],
  ])('keeps %s', (_, text) => {
    expect(maskText(text)).toBe(text)
  })
})

test.each([
  ['authorization', 'Bearer abc', 'Bearer ***'],
  ['Authorization', 'DPoP abc', 'DPoP ***'],
  ['authorization', 'nonsense', '***'],
  ['dpop', jwt, '***'],
  ['cookie', 'a=b; c=d', '***'],
  ['set-cookie', '_session=abc; path=/; httponly', '_session=***; path=/; httponly'],
  ['client-cert', ':MIIB:', '***'],
  ['x-jws-signature', 'eyJ..x', '***'],
  ['x-other-control-key', 'abc', '***'],
  ['x-new-api-token', 'abc', '***'],
  ['x-idempotency-key', 'order 1', 'order 1'],
  ['x-fapi-auth-date', 'Tue, 24 Nov 2026 09:30:00 GMT', 'Tue, 24 Nov 2026 09:30:00 GMT'],
  ['www-authenticate', 'Bearer error="invalid_token"', 'Bearer error="invalid_token"'],
  ['location', 'https://app/cb?code=abc', 'https://app/cb?code=***'],
])('the header %s: %s becomes %s', (name, value, masked) => {
  expect(maskHeader(name, value)).toBe(masked)
})
