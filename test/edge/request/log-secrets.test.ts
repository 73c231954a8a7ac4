import { describe } from 'vitest'
import { collectSecrets, searchLogs } from '#test/support/authorization/secrets.ts'

/*
 * Runs complete walks of the authorization server again, and searches what the log shows for
 * every token, key, code, assertion, proof and cookie that they used.
 */
collectSecrets()

const suites = {
  'FAPI 2.0': () => import('#test/apps/authorization/fapi2.test.ts'),
  'the UK profile': () => import('#test/apps/authorization/uk.test.ts'),
  customers: () => import('#test/apps/authorization/customer.test.ts'),
}
for (const [name, load] of Object.entries(suites))
  describe(`logged, ${name}`, async () => {
    await load()
  })

searchLogs(200)
