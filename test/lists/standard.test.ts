import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { problems } from '#bank/base/problem.ts'
import type { Operation } from '#edge/operation.ts'
import { personas } from '#mocks/people/personas.ts'
import { ada } from '#test/support/custom-data.ts'
import {
  aisp,
  allOf,
  fillPath,
  type Json,
  pagesOf,
  type TestSandbox,
  testNow,
  testSandbox,
  tokenFor,
} from '#test/support/sandbox.ts'
import { rejectingScenarios } from '#test/support/scenarios.ts'

const specs = new URL('../../../shared/specs/', import.meta.url)
const officialFile = new URL('uk-ob-rw/v4.0/account-info-openapi.json', specs)
const codesFile = new URL('derived/error-and-status-reason-codes.json', specs)
const endpointsFile = new URL('derived/endpoints-uk-ob-v4.0.json', specs)

if (existsSync(officialFile)) {
  describe('held against the official OpenAPI file of the Read/Write API v4.0', () =>
    against(JSON.parse(readFileSync(officialFile, 'utf8'))))
} else {
  test.skip('the official OpenAPI file is not there: ../shared/specs lies beside the repository where the standard is tested', () => {})
}

function against(official: Json): void {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(official, 'official')
  const validators = new Map<string, ValidateFunction>()

  /** Returns the faults that the official file finds in a body. */
  function faultsOf(pointer: string, body: unknown): unknown[] {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `official#${pointer}` })
    validators.set(pointer, validate)
    return validate(body)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message, params }) => ({ instancePath, message, params }))
  }

  /** Returns the official schema of an operation's success, by its path below the server's URL. */
  const pointerOf = (path: string): string => {
    const [, name] = official.paths[path].get.responses['200'].$ref.split('#/components/responses/')
    const { $ref } = official.components.responses[name].content['application/json'].schema
    return $ref.slice(1)
  }

  const { base } = openBanking
  /** The operations that read with a customer's token; consents have their own tests. */
  const operations = openBanking.operations.filter(({ needs }) => needs === 'accounts')
  const official4 = (path: string) => path.replace(/^\/aisp/, '')
  const server = official.servers[0].url

  test('the API is served at the official path', () => {
    expect(`${base}/aisp`).toBe(server)
  })

  test.each(operations)('$id is an operation of the standard, at its path and method', ({ id, method, path }) => {
    expect(official.paths[official4(path)]?.[method]?.operationId).toBe(id)
  })

  test('every operation of account information is served, consents aside', () => {
    const isConsent = (path: string) => path.startsWith('/account-access-consents')
    const asked = Object.entries<Json>(official.paths).flatMap(([path, methods]) =>
      isConsent(path) ? [] : Object.values<Json>(methods).map(({ operationId }) => operationId),
    )
    const served = operations.filter(({ path }) => path.startsWith('/aisp/'))
    expect(served.map(({ id }) => id).sort()).toEqual(asked.sort())
    expect(asked).toHaveLength(26)
  })

  const endpoints: Json[] = existsSync(endpointsFile) ? JSON.parse(readFileSync(endpointsFile, 'utf8')) : []
  test.skipIf(endpoints.length === 0).each(operations)(
    '$id requires the permissions of the standard',
    ({ id, requiredPermissions }) => {
      const { permissions } = endpoints.find(({ operationId }) => operationId === id)
      const groups = permissions.some((one: string) => one.includes('|'))
        ? permissions.map((one: string) => one.split('|'))
        : [permissions]
      expect(requiredPermissions).toEqual(groups)
    },
  )

  test.each(operations)("$id takes only the standard's query parameters and page", ({ path, query }) => {
    const { parameters } = official.paths[official4(path)].get
    const known = parameters.map(({ $ref }: Json) => official.components.parameters[$ref.split('/').at(-1)]?.name)
    expect(Object.keys(query?.shape ?? {}).filter((name) => name !== 'page' && !known.includes(name))).toEqual([])
  })

  /** Operations that need a single customer, and operations that return a file. */
  const isPersonal = ({ problems }: Operation) => problems.includes('customer-ambiguous')
  const isFile = ({ returns }: Operation) => 'media' in returns

  const worlds = [
    { seed: 0, now: '2018-01-01T00:00:00Z' },
    { seed: 1, now: '2026-11-24T09:30:00Z' },
    { seed: 7, now: '2024-02-29T23:59:59Z' },
    { seed: 4_294_967_295, now: '2049-12-31T23:59:59Z' },
  ]

  describe.each(worlds)('every body fits the standard, with seed $seed at $now,', ({ seed, now }) => {
    const size = personas.length + 6
    let sandbox: TestSandbox
    let world: NewWorld
    let token: string
    let accounts: string[]
    const open = async () => {
      if (accounts) return
      sandbox = await testSandbox()
      world = await sandbox.createWorld({ seed, now, size, customer: 'all' })
      token = world.developerToken
      accounts = (await allOf(sandbox, `${aisp}/accounts`, token, 'Account')).map(({ AccountId }) => AccountId)
    }

    test('for customers of every persona', async () => {
      await open()
      expect(new Set(accounts.map((id) => Number(id.split('_')[1]))).size).toBe(size)
      expect(size).toBeGreaterThan(personas.length)
    })

    const single = operations.filter((one) => one.params && !isFile(one))
    test.each(single)('$id, for every account', async ({ path }) => {
      await open()
      for (const account of accounts) {
        const { status, body } = await sandbox.send('GET', base + fillPath(path, account, now), undefined, token)
        expect(status).toBe(200)
        expect(faultsOf(pointerOf(official4(path)), body), account).toEqual([])
      }
    })

    test.each(operations.filter(isFile))(
      '$id, for every account: a file, whose format the standard leaves open',
      async ({ path, returns }) => {
        await open()
        for (const account of accounts) {
          const response = await sandbox.request(base + fillPath(path, account, now), { token })
          expect(response.status).toBe(200)
          expect('media' in returns && returns.media).toContain(response.headers.get('content-type'))
        }
      },
    )

    test.each(operations.filter(isPersonal))('$id, for a customer of every persona', async ({ path }) => {
      await open()
      for (let index = 0; index < personas.length; index++) {
        const own = await tokenFor(sandbox, world, `cus_${index}`)
        const { status, body } = await sandbox.send('GET', base + path, undefined, own)
        expect(status).toBe(200)
        expect(faultsOf(pointerOf(official4(path)), body), `cus_${index}`).toEqual([])
      }
    })

    const whole = operations.filter((one) => !one.params && !isPersonal(one))
    test.each(whole)('$id, page after page', async ({ path }) => {
      await open()
      let pages = 0
      for await (const body of pagesOf(sandbox, base + path, token)) {
        expect(faultsOf(pointerOf(official4(path)), body)).toEqual([])
        if (++pages === 12) break
      }
      expect(pages).toBeGreaterThan(1)
    })
  })

  test('every body of custom data fits the standard', async () => {
    const sandbox = await testSandbox()
    const world = await sandbox.createWorld({ size: 1, customer: 'all' })
    const { id, controlKey, developerToken } = world
    const balances = [{ account: 'acc_0_savings', at: '2026-11-10T00:00:00Z', balance: '0.01' }]
    const edited = await sandbox.send('PUT', `/control/worlds/${id}/edits`, { customers: [ada], balances }, controlKey)
    expect(edited.status).toBe(200)
    const own = await tokenFor(sandbox, world, ada.id)
    for (const one of operations.filter((one) => !isFile(one)))
      for (const account of ['acc_x_ada_current', 'acc_0_savings']) {
        const { path } = one
        const where = base + fillPath(path, account, testNow)
        for await (const body of pagesOf(sandbox, where, isPersonal(one) ? own : developerToken))
          expect(faultsOf(pointerOf(official4(path)), body), where).toEqual([])
      }
  })

  test('a body that deviates from the standard anywhere fails this check', async () => {
    const sandbox = await testSandbox()
    const { developerToken } = await sandbox.createWorld()
    const { body } = await sandbox.send('GET', `${aisp}/accounts`, undefined, developerToken)
    const strayed = (stray: (body: Json) => void) => {
      const copy = structuredClone(body)
      stray(copy)
      return faultsOf(pointerOf('/accounts'), copy).length
    }
    expect(strayed(() => {})).toBe(0)
    const strays: ((body: Json) => void)[] = [
      (one) => delete one.Data.Account[1].AccountId,
      (one) => (one.Data.Account[0].Secret = 'x'),
      (one) => (one.Data.Account[2].OpeningDate = 'long ago'),
      (one) => (one.Links = {}),
      (one) => (one.Meta.TotalPages = '1'),
    ]
    for (const stray of strays) expect(strayed(stray), String(stray)).toBeGreaterThan(0)
  })

  describe('every error is an OBErrorResponse1', () => {
    const refusing: [string, string, Record<string, string>?][] = [
      ['an unknown account', '/accounts/acc_1_student'],
      ['an unknown path', '/nothing'],
      ['several unknown parameters', '/accounts?colour=red&size=2'],
      ['a long value', `/transactions?fromBookingDateTime=${'9'.repeat(2000)}`],
      ['a long name', `/accounts?${'x'.repeat(2000)}=1`],
      ['a malformed interaction id', '/accounts', { 'x-fapi-interaction-id': '1' }],
      ['another media type', '/accounts', { accept: 'text/html' }],
      ['no token', '/accounts', { authorization: '' }],
      ...rejectingScenarios('GetAccounts').map((name): [string, string, Record<string, string>] => [
        `the scenario ${name}`,
        '/accounts',
        { 'x-sandbank-scenario': name },
      ]),
    ]
    test.each(refusing)('on %s', async (_, path, headers = {}) => {
      const sandbox = await testSandbox()
      const { developerToken } = await sandbox.createWorld()
      const sent = { authorization: `Bearer ${developerToken}`, ...headers }
      const response = await sandbox.request(aisp + path, { headers: sent })
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(faultsOf('/components/schemas/OBErrorResponse1', await response.json())).toEqual([])
    })
  })

  const missing = existsSync(codesFile) ? undefined : 'skipped, the list is not there: '
  const codes = missing ? [] : JSON.parse(readFileSync(codesFile, 'utf8'))
  const standard = new Set(codes.map(({ code }: Json) => code))
  test.skipIf(missing).each(Object.entries(problems))(
    `${missing ?? ''}%s answers with a code of OBExternalStatusReason1Code`,
    (_, problem) => {
      expect(standard.has(problem.standard), problem.standard).toBe(true)
    },
  )
}
