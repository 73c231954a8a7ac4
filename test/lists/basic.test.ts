import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Permission } from '#bank/consents/permission.ts'
import type { World } from '#store/world.ts'
import { ada } from '#test/support/custom-data.ts'
import { answerTo, grantOf, listTo, permissionsAnd, permissionsWithOnly, worldOf } from '#test/support/grants.ts'
import { fillPath, type Json, testNow, testSandbox } from '#test/support/sandbox.ts'

const officialFile = new URL('../../../shared/specs/uk-ob-rw/v4.0/account-info-openapi.json', import.meta.url)

/**
 * Each resource with a Basic and a Detail schema: the prefix of their names, its permissions and
 * its paths.
 */
const resources: [schema: string, resource: string, path: string][] = [
  ['OBAccount6', 'Accounts', '/accounts/{AccountId}'],
  ['OBTransaction6', 'Transactions', '/accounts/{AccountId}/transactions'],
  ['OBTransaction6', 'Transactions', '/accounts/{AccountId}/statements/{StatementId}/transactions'],
  ['OBBeneficiary5', 'Beneficiaries', '/accounts/{AccountId}/beneficiaries'],
  ['OBStandingOrder6', 'StandingOrders', '/accounts/{AccountId}/standing-orders'],
  ['OBScheduledPayment3', 'ScheduledPayments', '/accounts/{AccountId}/scheduled-payments'],
  ['OBStatement2', 'Statements', '/accounts/{AccountId}/statements'],
]

if (existsSync(officialFile)) {
  describe('held against the Basic and Detail schemas of the official OpenAPI file', () =>
    against(JSON.parse(readFileSync(officialFile, 'utf8'))))
} else {
  test.skip('the official OpenAPI file is not there: ../shared/specs lies beside the repository where the standard is tested', () => {})
}

function against(official: Json): void {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(official, 'official')
  const validators = new Map<string, ValidateFunction>()
  const faultsOf = (schema: string, one: Json): unknown[] => {
    const validate = validators.get(schema) ?? ajv.compile({ $ref: `official#/components/schemas/${schema}` })
    validators.set(schema, validate)
    return validate(one) ? [] : (validate.errors ?? []).map(({ instancePath, params }) => ({ instancePath, params }))
  }

  let world: World
  let accounts: string[]
  beforeAll(async () => {
    const sandbox = await testSandbox()
    const made = await sandbox.createWorld({ seed: 7, size: 30 })
    const edits = { customers: [ada] }
    expect((await sandbox.send('PUT', `/control/worlds/${made.id}/edits`, edits, made.controlKey)).status).toBe(200)
    world = await worldOf(sandbox, made)
    accounts = (await listTo(grantOf('all'), world, '/accounts')).map(({ AccountId }) => AccountId)
  })

  /** Returns the first page of every account for a grant with these permissions. */
  async function* seen(path: string, permissions: ReadonlySet<Permission>): AsyncGenerator<Json> {
    for (const account of accounts) {
      const where = fillPath(path, account, testNow)
      const { Data } = await answerTo(grantOf('all', { permissions }), world, where)
      for (const one of Object.values<Json>(Data)[0]) yield one
    }
  }

  describe.each(resources)('every %s, with Read%s at %s,', (schema, resource, path) => {
    const directions: Permission[] =
      resource === 'Transactions' ? ['ReadTransactionsCredits', 'ReadTransactionsDebits'] : []
    const depth = (name: string) => permissionsWithOnly(resource, `Read${resource}${name}` as Permission, ...directions)

    test('fits the Basic schema if Basic was granted, with all its required fields', async () => {
      let count = 0
      for await (const one of seen(path, depth('Basic'))) {
        expect(faultsOf(`${schema}Basic`, one)).toEqual([])
        count++
      }
      expect(count).toBeGreaterThan(0)
    })

    test('fits the Detail schema if Detail was granted, with full and with masked card numbers', async () => {
      for (const permissions of [depth('Detail'), permissionsAnd('ReadPAN')])
        for await (const one of seen(path, permissions)) expect(faultsOf(`${schema}Detail`, one)).toEqual([])
    })

    test('fails this check if a detail appears in a Basic answer', async () => {
      let strays = 0
      for await (const one of seen(path, depth('Detail'))) if (faultsOf(`${schema}Basic`, one).length > 0) strays++
      expect(strays).toBeGreaterThan(0)
    })
  })
}
