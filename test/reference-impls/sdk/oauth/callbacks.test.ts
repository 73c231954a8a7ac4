import { beforeAll, describe, expect, test } from 'vitest'
import {
  AuthorizationServerError,
  CallbackError,
  callbackPage,
  type PendingAuthorization,
  type Profile,
} from '#sdk/oauth/index.ts'
import { connectRobot, openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openInProcess } from '#test/support/reference-impls/served.ts'

let world: PartnerWorld
beforeAll(async () => {
  world = await openPartnerWorld(await openInProcess())
})

describe.each(['fapi2', 'obuk-fapi1-advanced'] as const)('%s', (profile: Profile) => {
  /** Returns a callback that the bank made, and what belongs to it. */
  async function begin() {
    const one = await connectRobot(world, { profile })
    const consentId = await one.partner.createAccountConsent({ permissions: ['ReadAccountsBasic'] })
    const { url, pending } = await one.partner.authorize({ consentId })
    return { ...one, consentId, pending, back: await one.visit(url) }
  }
  const other: Record<string, (pending: PendingAuthorization, back: string) => [PendingAuthorization, string]> = {
    'another state': (pending, back) => [{ ...pending, state: 'x'.repeat(43) }, back],
    'another nonce': (pending, back) => [{ ...pending, nonce: 'x'.repeat(43) }, back],
    'another consent': (pending, back) => [{ ...pending, consentId: 'aac_other' }, back],
    'a state that was changed': (pending, back) => [pending, back.replace(/state=[^&]+/, 'state=x')],
    'no parameters': (pending, back) => [pending, back.replace(/[?#].*/, '')],
  }
  test.each(Object.keys(other))('a callback with %s is rejected, and no tokens are stored', async (name) => {
    const { partner, store, pending, back, consentId } = await begin()
    const [held, callback] = other[name]!(pending, back)
    const finished = partner.finish(callback, held)
    await expect(finished).rejects.toBeInstanceOf(CallbackError)
    for (const id of [consentId, 'aac_other']) expect(await store.read(id)).toBeUndefined()
  })

  test('a code works once, and the second use ends what the first one gave', async () => {
    const { partner, back, pending } = await begin()
    await partner.finish(back, pending)
    const replayed = partner.finish(back, pending)
    await expect(replayed).rejects.toBeInstanceOf(AuthorizationServerError)
    await expect(replayed).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
    await expect(replayed).rejects.toThrow(/interaction [0-9a-f-]{36}/)
  })

  test.each([['http://localhost:3000'], ['http://localhost:3000/back?app=1'], ['http://LOCALHOST:3000/a%2fb/']])(
    'the redirect URI %s is sent as it was registered',
    async (redirectUri) => {
      const redirectUris = ['http://localhost:3000/back', redirectUri]
      const { partner, visit, store } = await connectRobot(world, { profile, redirectUris })
      const consentId = await partner.createAccountConsent({ permissions: ['ReadAccountsBasic'] })
      const { url, pending } = await partner.authorize({ consentId, redirectUri })
      await partner.finish(await visit(url), pending)
      expect(await store.read(consentId)).toBeDefined()
    },
  )

  test('a callback is taken as a request behind a proxy, also as the form of the page', async () => {
    const { partner, back, pending, consentId, store } = await begin()
    const body = back.replace(/^[^?#]*[?#]/, '')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await partner.finish(new Request('http://10.0.0.1:8080/callback', { method: 'POST', headers, body }), pending)
    expect(await store.read(consentId)).toMatchObject({ scope: expect.stringContaining('accounts') })

    const other = await begin()
    await other.partner.finish(other.back.replace(/^http:..[^/]+/, ''), other.pending)
  })
})

test('the code of FAPI 1 Advanced that another one replaces is rejected by its hash', async () => {
  const one = await connectRobot(world, { profile: 'obuk-fapi1-advanced' })
  const consentId = await one.partner.createAccountConsent({ permissions: ['ReadAccountsBasic'] })
  const { url, pending } = await one.partner.authorize({ consentId })
  const back = (await one.visit(url)).replace(/code=[^&]+/, 'code=stolen')
  await expect(one.partner.finish(back, pending)).rejects.toBeInstanceOf(CallbackError)
})

test('the page of the redirect URI sends the fragment as a form', () => {
  expect(callbackPage).toContain('location.hash')
  expect(callbackPage).toContain('method="post"')
})
