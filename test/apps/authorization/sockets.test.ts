import { describe, expect, test } from 'vitest'
import { fastPathRequests, useSockets } from '#test/support/sockets.ts'

/*
 * Runs complete flows and rejections of both profiles again on a real server, in every run.
 */
useSockets()

const suites = {
  'FAPI 2.0': () => import('./fapi2.test.ts'),
  'rejected authorizations of FAPI 2.0': () => import('./fapi2-authorization-rejections.test.ts'),
  'rejected tokens of FAPI 2.0': () => import('./fapi2-token-rejections.test.ts'),
  'the UK profile': () => import('./uk.test.ts'),
  'mutual TLS': () => import('./mutual-tls.test.ts'),
  'malformed requests': () => import('./malformed-requests.test.ts'),
  'response headers': () => import('./response-headers.test.ts'),
}
for (const [name, load] of Object.entries(suites))
  describe(`on sockets, ${name}`, async () => {
    await load()
  })

test('requests of machines are served without Hono', () => {
  expect(fastPathRequests).toBeGreaterThan(200)
})
