import { beforeAll, describe, expect, test } from 'vitest'
import { accountsOfCustomer, countCustomers, findCustomerAt } from '#actions/accounts/lookup.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { maskedPan } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { ada } from '#test/support/custom-data.ts'
import {
  answerTo,
  grantOf,
  listTo,
  permissionsAnd,
  permissionsWithOnly,
  rejectionTo,
  worldOf,
} from '#test/support/grants.ts'
import { aisp, fillPath, type Json, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

/*
 * What a consent shows of accounts: the selected ones, the fields of its depth, the card numbers.
 * transactions.test.ts covers transactions. The oracle is always the answer to an open grant.
 */

let sandbox: TestSandbox
let developerToken: string
let world: World
/** Every account and card, by customer. */
const accounts: Record<string, string[]> = {}
const cards: { pan: string; masked: string }[] = []

const card = { id: 'acc_x_ada_card', product: 'card', currency: 'GBP', opened: '2026-07-01', openingBalance: '0.00' }
const adaWithCard = { ...ada, accounts: [...ada.accounts, { ...card, creditLine: '500.00' }] }
const customers = ['cus_0', 'cus_7', 'cus_18', 'cus_22', 'cus_x_ada']

beforeAll(async () => {
  sandbox = await testSandbox()
  const made = await sandbox.createWorld({ seed: 7, size: 30 })
  developerToken = made.developerToken
  const edits = { customers: [adaWithCard] }
  expect((await sandbox.send('PUT', `/control/worlds/${made.id}/edits`, edits, made.controlKey)).status).toBe(200)
  world = await worldOf(sandbox, made)
  for (let place = 0; place < countCustomers(world); place++) {
    const customer = findCustomerAt(world, place)
    if (!customer) continue
    const own = accountsOfCustomer(world, customer)
    accounts[customer.id] = own.map(({ id }) => id)
    for (const one of own) if (one.pan) cards.push({ pan: one.pan, masked: maskedPan(one) })
  }
})

const reads = openBanking.operations.filter(
  ({ needs, method, returns }) => needs === 'accounts' && method === 'get' && 'schema' in returns,
)
const single = reads.filter(({ path }) => path.includes('{AccountId}'))
const whole = reads.filter(({ path }) => !path.includes('{AccountId}'))
const below = (path: string, account: string) => fillPath(path, account, testNow).replace('/aisp', '')

/** The first list of resources in an answer. */
const itemsOf = ({ Data }: Json): Json[] => [Object.values<Json>(Data)[0]].flat()

test.each(reads)('$id: an open grant gets the same answer as a developer token', async ({ path }) => {
  const { status, body } = await sandbox.send('GET', aisp + below(path, 'acc_0_card'), undefined, developerToken)
  expect(status).toBe(200)
  expect(await answerTo(grantOf('cus_0'), world, below(path, 'acc_0_card'))).toEqual(body)
})

describe('an account that the customer did not select', () => {
  test.each(single)('$id: is rejected like one that does not exist', async ({ path }) => {
    const hidden = grantOf('cus_0', { accounts: new Set(['acc_0_savings']) })
    const told = async (grant: typeof hidden, account: string) =>
      (await rejectionTo(grant, world, below(path, account)))?.replaceAll(account, 'it')
    expect(await told(hidden, 'acc_0_savings')).toBeUndefined()
    expect(await told(grantOf('cus_0'), 'acc_0_current')).toBeUndefined()
    expect(await told(hidden, 'acc_0_current')).toMatch(
      /^400 account-not-found: path AccountId: cus_0 shared no account it/,
    )
    expect(await told(hidden, 'acc_0_current')).toBe(await told(hidden, 'acc_0_pension'))
  })

  test.each(whole)('$id: is in no list, and selected accounts are unchanged', async ({ path }) => {
    for (const customer of customers) {
      const open = await listTo(grantOf(customer), world, below(path, ''))
      for (const selected of [accounts[customer]?.slice(0, 1), accounts[customer]?.slice(1), accounts[customer]]) {
        const grant = grantOf(customer, { accounts: new Set(selected) })
        expect(await listTo(grant, world, below(path, ''))).toEqual(
          open.filter(({ AccountId }) => AccountId === undefined || selected?.includes(AccountId)),
        )
      }
    }
  })

  test.each(whole)('$id: the list is empty if no account is left', async ({ path }) => {
    for (const gone of [[], ['acc_0_pension'], ['acc_1_student']]) {
      const { Data, Links } = await answerTo(grantOf('cus_0', { accounts: new Set(gone) }), world, below(path, ''))
      expect(itemsOf({ Data }).filter(({ AccountId }) => AccountId !== undefined)).toEqual([])
      expect(Links.Next).toBeUndefined()
    }
  })

  test("is not reachable by selecting another customer's account: a selection never widens a grant", async () => {
    const grant = grantOf('cus_0', { accounts: new Set(['acc_0_current', 'acc_1_student']) })
    expect((await listTo(grant, world, '/accounts')).map(({ AccountId }) => AccountId)).toEqual(['acc_0_current'])
    expect(await rejectionTo(grant, world, '/accounts/acc_1_student')).toMatch(/^400 account-not-found/)
  })
})

/**
 * Each resource, where it is read, and what only its Detail shows: the standard's "Detail
 * Permissions", as far as we fill it.
 */
const resources: [resource: string, paths: string[], details: string[]][] = [
  ['Accounts', ['/accounts', '/accounts/{AccountId}'], ['Account', 'Servicer']],
  ['Beneficiaries', ['/accounts/{AccountId}/beneficiaries'], ['CreditorAccount']],
  ['StandingOrders', ['/accounts/{AccountId}/standing-orders'], ['CreditorAccount']],
  ['ScheduledPayments', ['/accounts/{AccountId}/scheduled-payments'], ['CreditorAccount']],
  [
    'Statements',
    ['/accounts/{AccountId}/statements', '/accounts/{AccountId}/statements/{StatementId}'],
    ['StatementAmount'],
  ],
  [
    'Transactions',
    [
      '/transactions',
      '/accounts/{AccountId}/transactions',
      '/accounts/{AccountId}/statements/{StatementId}/transactions',
    ],
    ['TransactionInformation', 'Balance', 'MerchantDetails', 'CreditorAccount', 'DebtorAccount'],
  ],
]

const without = (fields: string[], one: Json): Json =>
  Object.fromEntries(Object.entries(one).filter(([field]) => !fields.includes(field)))

describe.each(resources)('of %s', (resource, paths, details) => {
  const [basic, detail] = [`Read${resource}Basic`, `Read${resource}Detail`] as [Permission, Permission]
  const directions: Permission[] =
    resource === 'Transactions' ? ['ReadTransactionsCredits', 'ReadTransactionsDebits'] : []
  const seeing = (customer: string, ...granted: Permission[]) =>
    grantOf(customer, { permissions: permissionsWithOnly(resource, ...granted, ...directions) })

  async function* everywhere() {
    for (const customer of customers)
      for (const path of paths)
        for (const account of path.includes('{') ? (accounts[customer] ?? []) : [''])
          yield { customer, path: below(path, account) }
  }

  test('Basic shows all fields except the details; Detail, alone or with Basic, shows all', async () => {
    const met = new Set<string>()
    for await (const { customer, path } of everywhere()) {
      const open = await answerTo(grantOf(customer), world, path)
      for (const one of itemsOf(open)) for (const field of Object.keys(one)) met.add(field)
      const stripped = {
        ...open,
        Data: { [Object.keys(open.Data)[0] as string]: itemsOf(open).map((one) => without(details, one)) },
      }
      // Twice, in an order that would show if one depth were answered from the cache of another.
      for (let round = 0; round < 2; round++) {
        expect(await answerTo(seeing(customer, basic), world, path), path).toEqual(stripped)
        expect(await answerTo(seeing(customer, detail), world, path), path).toEqual(open)
        expect(await answerTo(seeing(customer, basic, detail), world, path), path).toEqual(open)
      }
    }
    expect([...met]).toEqual(expect.arrayContaining(details))
  })

  test('without either permission the request is rejected', async () => {
    for (const path of paths)
      expect(await rejectionTo(seeing('cus_0'), world, below(path, 'acc_0_current'))).toMatch(/^403 permission-missing/)
  })
})

describe('a card number', () => {
  /**
   * Every answer to a customer's grant: each operation for each account, or its first page.
   */
  async function* answers(customer: string, permissions: ReadonlySet<Permission>) {
    const grant = grantOf(customer, { permissions })
    for (const { path } of reads)
      for (const account of path.includes('{') ? (accounts[customer] ?? []) : [''])
        yield { path: below(path, account), body: await answerTo(grant, world, below(path, account)) }
  }
  const masked = (text: string) => cards.reduce((some, { pan, masked }) => some.replaceAll(pan, masked), text)

  /**
   * The card of a transaction is masked in every answer: the standard has it in
   * OBTransaction6Basic.
   */
  const withoutCardInstruments = (body: unknown) =>
    JSON.stringify(body, (name, value) => (name === 'CardInstrument' ? undefined : value))

  test('has sixteen digits, and its mask shows the last four', () => {
    expect(cards.length).toBeGreaterThan(10)
    for (const { pan, masked } of cards) {
      expect(pan).toMatch(/^400000\d{10}$/)
      expect(masked).toBe(`XXXXXXXXXXXX${pan.slice(12)}`)
    }
  })

  test('is shown in full with ReadPAN, which changes nothing else', async () => {
    const places = new Set<string>()
    for (const customer of customers) {
      for await (const { path, body } of answers(customer, permissionsAnd('ReadPAN'))) {
        const open = await answerTo(grantOf(customer), world, path)
        expect(JSON.parse(masked(JSON.stringify(body))), path).toEqual(open)
        if (JSON.stringify(body) !== JSON.stringify(open)) places.add(path)
        expect(withoutCardInstruments(body)).not.toMatch(/X{12}\d{4}/)
      }
    }
    expect([...places]).toEqual(
      expect.arrayContaining([
        '/accounts',
        '/accounts/acc_0_card',
        '/accounts/acc_x_ada_card',
        '/transactions',
        '/accounts/acc_0_current/transactions',
        below('/accounts/{AccountId}/statements/{StatementId}/transactions', 'acc_0_current'),
      ]),
    )
  })

  test('is never shown in full without ReadPAN, and not at all without details', async () => {
    const basics = new Set(
      [...permissionsAnd('ReadPAN')].filter((permission) => !permission.endsWith('Detail')),
    ) as ReadonlySet<Permission>
    for (const customer of customers) {
      for await (const { path, body } of answers(customer, permissionsAnd()))
        for (const { pan } of cards) expect(JSON.stringify(body), path).not.toContain(pan)
      for await (const { path, body } of answers(customer, basics))
        for (const { pan } of cards) expect(withoutCardInstruments(body), path).not.toContain(pan.slice(12))
    }
  })
})
