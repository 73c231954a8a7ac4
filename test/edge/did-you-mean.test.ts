import { expect, test } from 'vitest'
import { findNearestPath } from '#edge/did-you-mean.ts'

const paths = ['/v4.0/accounts', '/v4.0/accounts/{AccountId}/balances', '/v4.0/balances', '/worlds']

test.each([
  ['/v4.0/accounts/', '/v4.0/accounts'],
  ['/v4.0/account', '/v4.0/accounts'],
  ['/v3.1/balances', '/v4.0/balances'],
  ['/v4.0/accounts/acc_0_current/balance', '/v4.0/accounts/acc_0_current/balances'],
  ['/v4.0/accounts//balances', undefined],
  ['/accounts', '/v4.0/accounts'],
  ['/account', '/v4.0/accounts'],
  ['/accounts/acc_0_current/balances', '/v4.0/accounts/acc_0_current/balances'],
  ['/v4.0', undefined],
  ['/v4.0/acc_0_current', undefined],
  ['/world', '/worlds'],
  ['/words', '/worlds'],
  ['/wo', undefined],
  ['/worlds/wld_default', undefined],
  [`/${'worlds'.repeat(3_000)}`, undefined],
  ['/', undefined],
])('%s may have meant %s', (sent, meant) => {
  expect(findNearestPath(sent, paths)).toBe(meant)
})

test('suggests the nearest name, and the first of two equally near ones', () => {
  expect(findNearestPath('/caat', ['/cart', '/cat', '/coat'])).toBe('/cart')
  expect(findNearestPath('/catz', ['/carts', '/cat'])).toBe('/cat')
})
