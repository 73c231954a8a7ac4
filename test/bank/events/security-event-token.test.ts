import { describe, expect, test } from 'vitest'
import { openBanking } from '#apps/open-banking/app.ts'
import { paymentKinds } from '#bank/consents/consent.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { eventTypes, typesOf, typesOfKind } from '#bank/events/event-types.ts'
import { type EventKind, eventKindNames, eventKinds } from '#bank/events/kinds.ts'
import { buildTokenClaims, spoilClaims } from '#bank/events/security-event-token.ts'
import { messageFlaws } from '#bank/scenarios/scenario.ts'
import { expectOfficial } from '#test/support/official-schemas.ts'

const { update, revocation, accounts } = eventTypes
const parties = {
  issuer: 'https://bank.example/authorization/wld_1',
  audience: 'tpp_1',
  base: 'https://bank.example/v4.0',
}
const record = (kind: EventKind, data: Record<string, unknown> = {}): EventRecord => ({
  kind,
  partner: 'tpp_1',
  object: 'obj_1',
  at: 1_764_063_198_500,
  data: { kind: 'account-access', ...data },
})
const claimsOf = (event: EventRecord, names?: string[]) =>
  buildTokenClaims({ id: 'evt_1', recordedAt: 1_764_063_199_900, event }, { ...parties, names })

describe('the type of each kind of event', () => {
  test.each(eventKindNames)('%s', (kind) => {
    const { object } = eventKinds[kind]
    const isTold = ['consent', 'mandate', 'payment', 'file'].includes(object)
    expect(typesOfKind(kind).length > 0).toBe(isTold)
    const isRevoked = kind.endsWith('.revoked')
    expect(typesOf(record(kind))).toEqual(isTold ? [isRevoked ? revocation : update] : [])
  })

  test('a consent to confirm funds that is revoked is updated too', () => {
    expect(typesOf(record('consent.revoked', { kind: 'funds-confirmation' }))).toEqual([update, revocation])
  })

  test('a consent that is authorised with other accounts has linked accounts that changed', () => {
    expect(typesOf(record('consent.authorised', { accountsChanged: true }))).toEqual([update, accounts])
  })
})

describe('the claims of a token', () => {
  test('are in whole seconds, real for the issue and of the world for the event', () => {
    const { iat, toe, jti, txn, iss, aud } = claimsOf(record('consent.authorised'))
    expect({ iat, toe, jti, txn, iss, aud }).toEqual({
      iat: 1_764_063_199,
      toe: 1_764_063_198,
      jti: 'evt_1',
      txn: 'obj_1',
      iss: parties.issuer,
      aud: 'tpp_1',
    })
  })

  test('have only the types that were asked for', () => {
    const event = record('consent.authorised', { accountsChanged: true })
    expect(Object.keys(claimsOf(event, [accounts]).events)).toEqual([accounts])
    expect(Object.keys(claimsOf(event, ['UK.OBIE.Resource-Update']).events)).toEqual([update])
  })

  const consents = ['account-access', 'funds-confirmation', 'domestic-vrp', ...paymentKinds]
  const orders = ['domestic-vrp', ...paymentKinds]
  const served = openBanking.operations.filter(({ method }) => method === 'get').map(({ path }) => path)
  const isServed = (path: string) => served.some((one) => one.replace(/{\w+}/, 'obj_1') === path)
  const valid = (event: EventRecord) => {
    const claims = claimsOf(event)
    expectOfficial('event-notifications', 'OBEventNotification1', { body: claims })
    return claims.sub.slice(parties.base.length)
  }

  test.each(consents)('of a %s consent link to a resource that is served', (kind) => {
    expect(isServed(valid(record('consent.authorised', { kind })))).toBe(true)
  })

  test.each(orders)('of a %s link to a resource that is served', (kind) => {
    expect(isServed(valid(record('payment.accepted', { kind })))).toBe(true)
  })

  test.each(messageFlaws)('with %s differ from the right ones, unless the signature does', (flaw) => {
    const claims = claimsOf(record('consent.authorised'))
    expect(JSON.stringify(spoilClaims(claims, flaw)) === JSON.stringify(claims)).toBe(flaw === 'wrong-signature')
  })

  test('with unknown-kind have a jti of their own, so the right token is no duplicate', () => {
    const claims = claimsOf(record('consent.authorised'))
    expect(spoilClaims(claims, 'unknown-kind')).toMatchObject({ jti: `${claims.jti}_unknown` })
  })
})
