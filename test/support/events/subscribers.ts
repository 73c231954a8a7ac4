import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import { revokeConsent } from '#actions/consents/consents.ts'
import { worldOf } from '#test/support/grants.ts'
import { call, clientToken, connect, type Partner, passSeconds } from '#test/support/partners.ts'
import type { Json } from '#test/support/sandbox.ts'

/** Partners that subscribe to events by the standard. */

export const base = '/open-banking/v4.0'

export type Answer = Awaited<ReturnType<typeof call>>

/** Calls with a token of the client credentials grant. */
export async function send(
  one: Partner,
  method: string,
  path: string,
  body?: object,
  { scope = 'accounts', more }: { scope?: string; more?: Record<string, string> } = {},
): Promise<Answer> {
  const { access_token: token } = await clientToken(one, scope)
  return call(one, token, base + path, { method, ...(body && { body }), ...(more && { more }) })
}

/** Creates the event subscription of a partner. */
export const subscribe = (one: Partner, more: object = {}): Promise<Answer> =>
  send(one, 'POST', '/event-subscriptions', { Data: { Version: '4.0', ...more } })

/**
 * Polls, and does not wait. In the cloud, which the sandboxes of tests are like, a reader stays
 * some seconds behind.
 */
export function poll(one: Partner, body: object = {}): Promise<Answer> {
  passSeconds(6)
  return send(one, 'POST', '/events', { returnImmediately: true, ...body })
}

/** Polls, and returns the ids of the tokens. */
export const pollIds = async (one: Partner, body: object = {}): Promise<string[]> =>
  Object.keys((await poll(one, body)).body.sets)

/**
 * Verifies tokens as a partner does, by the keys that the issuer publishes. Returns their claims.
 */
export async function verify(one: Partner, sets: Record<string, string>): Promise<Json[]> {
  const fetch = (url: string, init: object) => one.fetch(url, init)
  const keys = createRemoteJWKSet(new URL(`${one.issuer}/jwks`), { [customFetch]: fetch })
  const checks = { issuer: one.issuer, audience: one.id, typ: 'secevent+jwt', algorithms: ['PS256'] }
  return Promise.all(Object.values(sets).map(async (token) => (await jwtVerify(token, keys, checks)).payload))
}

/** Has the customer authorise a consent of the partner and revoke it: two events. */
export async function authoriseAndRevoke(one: Partner): Promise<string> {
  const { consent } = await connect(one)
  await revokeConsent(await worldOf(one.bank, one.bank.world), 'cus_0', consent)
  return consent
}
