import { beforeAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '#store/sqlite.ts'
import { certificateOf } from '#test/support/certificates.ts'
import {
  assertionOf,
  type Bank,
  clientToken,
  errorOf,
  join,
  type Partner,
  post,
  proofFor,
} from '#test/support/partners.ts'
import { aisp, rejectionOf, testSandbox, uniqueNames } from '#test/support/sandbox.ts'

/*
 * A sandbox with two origins, as in the cloud: its own address, and the one where partners present
 * certificates. It runs in process, because a socket has one address only. The built Lambdas use
 * both origins in test/support/lambda/walks.ts.
 */
const [baseUrl, mtlsUrl] = ['https://bank.example', 'https://mtls.bank.example']
const doors = [baseUrl, mtlsUrl] as const
const other = (door: string) => (door === baseUrl ? mtlsUrl : baseUrl)

let bank: Bank
let partner: Partner
let uk: Partner
let token: string

beforeAll(async () => {
  const real = Date.now
  const made = await testSandbox({
    real,
    randomText: uniqueNames(),
    store: sqliteStore({ now: real }),
    baseUrl,
    mtlsUrl,
  })
  const fetch: Bank['fetch'] = (request) => made.surfaces.fetch(request)
  bank = { ...made, fetch, world: await made.createWorld() }
  partner = await join(bank)
  const certificate = await certificateOf(bank)
  uk = await join(bank, { profile: 'obuk-fapi1-advanced', binding: 'mtls', certificate })
  token = (await clientToken(partner)).access_token
})

const asks = { grant_type: 'client_credentials', scope: 'accounts' }
const tokenUrl = (door: string, { issuer }: Partner) => `${door}${new URL(issuer).pathname}/token`
const consents = `${aisp}/account-access-consents`

describe.each(doors)('at the origin %s', (door) => {
  test('a DPoP proof for the token endpoint must name this origin', async () => {
    const here = { ...partner, door }
    const dpop = (at: string) => proofFor(partner, undefined, 'POST', tokenUrl(at, partner))
    expect(errorOf(await post(here, 'token', asks, { dpop: await dpop(door) }))).toBe('200 undefined')
    expect(errorOf(await post(here, 'token', asks, { dpop: await dpop(other(door)) }))).toBe('400 invalid_dpop_proof')
  })

  test.each([`${consents}/aac_none`])('a DPoP proof for %s must name this origin', async (path) => {
    const read = async (at: string) => {
      const dpop = await proofFor(partner, token, 'GET', at + path)
      const answer = await partner.fetch(door + path, { headers: { authorization: `DPoP ${token}`, dpop } })
      return rejectionOf({ status: answer.status, body: await answer.json() })
    }
    expect(await read(door)).toBe('400 consent-not-found')
    expect(await read(other(door))).toBe('401 proof-invalid')
  })

  test('an assertion of FAPI 2.0 must have the issuer as its only audience', async () => {
    const sent = async (aud: unknown) =>
      errorOf(
        await post({ ...partner, door }, 'token', asks, {
          assertion: await assertionOf(partner, { payload: { aud } }),
        }),
      )
    expect(await sent(partner.issuer)).toBe('200 undefined')
    const endpoints = doors.map((one) => tokenUrl(one, partner))
    for (const aud of [[partner.issuer], ...endpoints, endpoints, mtlsUrl + new URL(partner.issuer).pathname])
      expect(await sent(aud)).toBe('401 invalid_client')
  })

  test('an assertion of the UK profile may have the issuer or either token endpoint as its audience', async () => {
    const sent = async (aud: unknown) =>
      errorOf(await post({ ...uk, door }, 'token', asks, { assertion: await assertionOf(uk, { payload: { aud } }) }))
    const own = [uk.issuer, tokenUrl(baseUrl, uk), tokenUrl(door, uk)]
    for (const aud of [...own, own]) expect(await sent(aud)).toBe('200 undefined')
    for (const aud of [mtlsUrl, baseUrl, `${baseUrl}/token`, tokenUrl('https://evil.example', uk)])
      expect(await sent(aud)).toBe('401 invalid_client')
  })

  test('links lead to the origin of the request', async () => {
    const read = { headers: { authorization: `Bearer ${bank.world.developerToken}` } }
    const path = `${aisp}/accounts/acc_0_current`
    const { Links } = (await (await partner.fetch(door + path, read)).json()) as { Links: { Self: string } }
    expect(Links.Self).toBe(door + path)
  })
})

test.each([`${mtlsUrl}.evil.example`, `${mtlsUrl}:444`, `http://${new URL(mtlsUrl).host}`, 'https://evil.example'])(
  '%s is not an origin of ours: links in the response lead to our own address',
  async (address) => {
    const path = `${aisp}/accounts/acc_0_current`
    const read = { headers: { authorization: `Bearer ${bank.world.developerToken}` } }
    const { Links } = (await (await partner.fetch(address + path, read)).json()) as { Links: { Self: string } }
    expect(Links.Self).toBe(baseUrl + path)
  },
)
