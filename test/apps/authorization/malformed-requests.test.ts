import { beforeAll, describe, expect, test } from 'vitest'
import { checkPasscode, passcodeOf } from '#actions/authorization/passcodes.ts'
import { lockoutMs } from '#bank/authorization/interaction.ts'
import type { Problem } from '#bank/base/problem.ts'
import { findWorld, type World } from '#store/world.ts'
import { Visitor } from '#test/support/authorization/visitor.ts'
import {
  type Bank,
  claimsFor,
  errorOf,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  post,
  requestObjectOf,
} from '#test/support/partners.ts'

/*
 * Requests that no careful client sends. Each is rejected with an error that says what to do, never
 * with a server error.
 */
let bank: Bank
let base: string
let partner: Partner
beforeAll(async () => {
  bank = await openBank()
  base = `/authorization/${bank.world.id}`
  partner = await join(bank)
})
const ask = async (path: string, init: RequestInit = {}) => {
  const response = await bank.request(path, init)
  return { status: response.status, allow: response.headers.get('allow') }
}

describe('an address', () => {
  test('that may approve a consent rejects HEAD, which link scanners send', async () => {
    const paths = [`/authorize?client_id=${partner.id}&robot=approve`, '/interaction/abc', '/authorize/abc']
    for (const path of paths.map((one) => base + one))
      expect(await ask(path, { method: 'HEAD' })).toEqual({ status: 405, allow: 'GET' })
    expect((await ask(`${base}/jwks`, { method: 'HEAD' })).status).toBe(200)
    expect((await ask(`${base}/nothing`, { method: 'HEAD' })).status).toBe(404)
  })

  test.each(['/token', '/par', '/introspect', '/revoke'])('%s allows POST only', async (path) => {
    for (const method of ['GET', 'PUT', 'OPTIONS'])
      expect(await ask(base + path, { method })).toEqual({ status: 405, allow: 'POST' })
  })

  test('/authorize allows GET only: a form of another site would carry no cookies', async () => {
    for (const method of ['POST', 'PUT', 'OPTIONS'])
      expect(await ask(`${base}/authorize`, { method })).toEqual({ status: 405, allow: 'GET' })
  })

  test.each(['/jwks', '/.well-known/openid-configuration', '/authorize/x'])('%s allows GET only', async (path) => {
    for (const method of ['POST', 'OPTIONS'])
      expect(await ask(base + path, { method })).toEqual({ status: 405, allow: 'GET' })
  })

  test.each([
    ['GET', '/Authorize'],
    ['GET', '/authorize/'],
    ['GET', '/jwks/'],
    ['GET', '/JWKS'],
    ['POST', '/Token'],
    ['POST', '/token/'],
    ['GET', '/.well-known/openid-configuration/'],
  ])('is 404 when it only resembles an endpoint: %s %s', async (method, path) => {
    expect((await ask(base + path, { method })).status).toBe(404)
  })

  test('is 404 for the bare issuer and for an encoded spelling of the world', async () => {
    for (const path of [base, `${base}/`, `${base.replace('_', '%5F')}/jwks`, `${base}/%00`, `${base}/%2e%2e/jwks`])
      expect((await ask(path)).status, path).toBe(404)
  })

  test.each(['%0d%0aset-cookie:x=1', '%E2%82%AC', 'a%25b%0a', '/elsewhere.example'])(
    'customer/%s is where a sign-in there leads, and no other address',
    async (odd) => {
      const path = `${base}/customer/${odd}`
      const visitor = new Visitor(bank as never)
      const { url } = await visitor.get(`${base}/customer`)
      const form = await visitor.get(url)
      const token = /name="token" value="([^"]+)"/.exec(form.text)?.[1] as string
      const body = new URLSearchParams({
        token,
        step: 'sign-in',
        customer: 'cus_0',
        passcode: passcodeOf(await world(), 'cus_0'),
      })
      const cookie = visitor.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
      const answer = await bank.request(path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body: body.toString(),
      })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, path])
      expect(answer.headers.getSetCookie().map((one) => one.split('=')[0])).toEqual([
        'sandbank_customer',
        'sandbank_visitor',
      ])
    },
  )
})

describe('a malformed token or code is rejected', () => {
  test.each(['a'.repeat(5_000), '../../x', '\u0000', '😀', 'x/y', '__proto__'])('%j', async (odd) => {
    const redirect_uri = partner.redirectUri
    const code = { grant_type: 'authorization_code', code: odd, redirect_uri, code_verifier: 'v'.repeat(43) }
    expect(errorOf(await post(partner, 'token', code))).toBe('400 invalid_grant')
    const refresh = { grant_type: 'refresh_token', refresh_token: odd }
    expect(errorOf(await post(partner, 'token', refresh))).toBe('400 invalid_grant')
    expect((await post(partner, 'introspect', { token: odd })).body).toEqual({ active: false })
    expect((await post(partner, 'revoke', { token: odd })).status).toBe(200)
  })
})

test('the form_post page cannot be framed, and shows a state as text', async () => {
  const uk = await join(bank, { profile: 'obuk-fapi1-advanced' })
  const consent = await lodge(uk)
  const request = await requestObjectOf(uk, {
    response_type: 'code id_token',
    response_mode: 'form_post',
    redirect_uri: uk.redirectUri,
    scope: 'openid accounts',
    state: '"><script>alert(1)</script>',
    nonce: 'n1',
    claims: claimsFor(consent),
  })
  const response = await bank.request(
    `${base}/authorize?${new URLSearchParams({ client_id: uk.id, request, robot: 'approve', scope: 'openid', response_type: 'code id_token' })}`,
  )
  const text = await response.text()
  expect(text).toContain('name="code"')
  expect(text).not.toContain('<script>alert')
  expect(response.headers.get('x-frame-options')).toBe('DENY')
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

describe('an error description', () => {
  const why = (answer: { body: { error_description?: string } }) => answer.body.error_description
  const ordinary = { grant_type: 'client_credentials', scope: 'accounts' }

  test('says that a client of another world is unknown here', async () => {
    const elsewhere = await openAnotherWorld(bank)
    const other: Partner = { ...partner, issuer: `http://sandbank.test/authorization/${elsewhere.world.id}` }
    const answer = await post(other, 'token', ordinary)
    expect([errorOf(answer), why(answer)]).toEqual([
      '401 invalid_client',
      'client authentication failed: client not found',
    ])
  })

  test('at the token endpoint says that the code was not found', async () => {
    const code = await post(partner, 'token', {
      grant_type: 'authorization_code',
      code: 'abc',
      redirect_uri: partner.redirectUri,
      code_verifier: 'v'.repeat(43),
    })
    expect(why(code)).toBe('grant request is invalid: authorization code not found')
  })

  test('names the expected audience of a request object', async () => {
    const uk = await join(bank, { profile: 'obuk-fapi1-advanced' })
    const request = await requestObjectOf(uk, {}, { payload: { aud: 'https://other.example' } })
    const response = await bank.request(`${base}/authorize?client_id=${uk.id}&request=${request}`)
    const said = await response.json()
    expect(said.error).toBe('invalid_request_object')
    expect(said.error_description).toContain(uk.issuer)
  })
})

test('the right passcode among 100 parallel guesses is rejected as a wrong one is, until the lock ends', async () => {
  const here = await world()
  const right = passcodeOf(here, 'cus_3')
  const guesses = Array.from({ length: 99 }, (_, n) => String(n).padStart(6, '0')).filter((one) => one !== right)
  const tried = await Promise.allSettled([...guesses, right].map((one) => checkPasscode(here, 'cus_3', one)))
  const problems = tried.map((one) => (one.status === 'rejected' ? (one.reason as Problem) : undefined))
  expect(problems.filter((one) => one?.code === 'passcode-wrong')).toHaveLength(5)
  const locked = problems.filter((one) => one?.code === 'attempts-exceeded')
  expect(locked).toHaveLength(tried.length - 5)
  expect(new Set(locked.map((one) => one?.message)).size).toBe(1)
  expect(problems.at(-1)).toBe(locked.at(-1))
  // Once the lock ends the right passcode is accepted, and so are two at once.
  const later: World = { ...here, now: here.now + lockoutMs }
  await Promise.all([checkPasscode(later, 'cus_3', right), checkPasscode(later, 'cus_3', right)])
  await expect(checkPasscode(later, 'cus_3', '000000')).rejects.toMatchObject({ code: 'passcode-wrong' })
  await Promise.all([checkPasscode(later, 'cus_3', right), checkPasscode(later, 'cus_3', right)])
})

async function world(): Promise<World> {
  return (await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world')
}
