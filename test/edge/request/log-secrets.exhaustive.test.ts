import { describe } from 'vitest'
import { collectSecrets, searchLogs } from '#test/support/authorization/secrets.ts'

/*
 * Runs every other walk of the authorization server again, and searches what the log shows for
 * every token, key, code, assertion, proof and cookie that they used.
 */
collectSecrets()

const suites = {
  'rejected authorizations': () => import('#test/apps/authorization/fapi2-authorization-rejections.test.ts'),
  'rejected tokens': () => import('#test/apps/authorization/fapi2-token-rejections.test.ts'),
  'mutual TLS': () => import('#test/apps/authorization/mutual-tls.test.ts'),
  'malformed requests': () => import('#test/apps/authorization/malformed-requests.test.ts'),
  registration: () => import('#test/apps/authorization/registration.test.ts'),
  pages: () => import('#test/apps/authorization/pages.test.ts'),
  payments: () => import('#test/apps/authorization/payments.test.ts'),
  'the life of tokens': () => import('#test/apps/authorization/life-cycle.test.ts'),
}
for (const [name, load] of Object.entries(suites))
  describe(`logged, ${name}`, async () => {
    await load()
  })

searchLogs(1_000)
