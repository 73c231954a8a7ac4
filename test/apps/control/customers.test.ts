import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { pisp } from '#test/support/payers.ts'
import { domestic } from '#test/support/payment-requests.ts'
import { aisp, allOf, type Json, rejectionOf, type TestSandbox, testSandbox, tokenFor } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld({ seed: 7, size: 60 })
})

const get = (tail: string, of = world) =>
  sandbox.send('GET', `/control/worlds/${of.id}/customers${tail}`, undefined, of.controlKey)

/** Returns the pages of customers, following `next`. */
async function pages(query: string, of = world): Promise<Json[][]> {
  const met = []
  for (let page = ''; ; ) {
    const { body } = await get(`?${query}${page}`, of)
    met.push(body.customers)
    if (body.next === undefined) return met
    page = `&page=${body.next}`
  }
}

describe('the customers of a world', () => {
  test('begin with one of each persona, in the order of the catalogue', async () => {
    const { personas } = (await sandbox.send('GET', '/control/personas')).body
    const { customers } = (await get('')).body
    expect(customers.slice(0, personas.length).map(({ persona }: Json) => persona)).toEqual(
      personas.map(({ id }: Json) => id),
    )
  })

  test('come in pages of 25, each customer once', async () => {
    const met = await pages('')
    expect(met.map((page) => page.length)).toEqual([25, 25, 10])
    expect(met.flat().map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, n) => `cus_${n}`))
  })

  test('that fill their pages exactly have no empty page', async () => {
    const fifty = await sandbox.createWorld({ size: 50 })
    expect((await pages('', fifty)).map((page) => page.length)).toEqual([25, 25])
  })

  test('are equal in the list and one by one', async () => {
    for (const customer of (await get('')).body.customers) expect((await get(`/${customer.id}`)).body).toEqual(customer)
  })

  test('have the accounts that their token reads', async () => {
    const { accounts } = (await get('/cus_3')).body
    const read = await allOf(sandbox, `${aisp}/accounts`, await tokenFor(sandbox, world, 'cus_3'), 'Account')
    expect(read.map(({ AccountId }) => AccountId)).toEqual(accounts)
  })

  test('are old enough for an account', async () => {
    for (const { born } of (await get('')).body.customers) expect(born < '2010-01-01').toBe(true)
  })
})

test('customers have the identifications under which their accounts are paid', async () => {
  const { identifications } = (await get('/cus_0')).body
  expect(identifications[0]).toEqual({
    AccountId: 'acc_0_current',
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: '00152858271133',
    Name: 'Grace Whitfield',
  })
  expect(identifications[1]).toMatchObject({ SchemeName: 'UK.OBIE.IBAN', Identification: 'GB75SNBK00152858271133' })
})

test('customers are found by a part of their name, in any case', async () => {
  const { customers } = (await get('?name=WHITF')).body
  expect(customers[0].name).toBe('Grace Whitfield')
  expect((await get('?name=no-such-name')).body).toEqual({ customers: [] })
})

test.each([
  ['the reference, if there is one', { Unstructured: ['pizza'] }, 'pizza'],
  ['the EndToEndIdentification, if there is no reference', undefined, 'for-the-pizza'],
])('a payee found by name sees the payer and %s', async (_, RemittanceInformation, reference) => {
  const own = await sandbox.createWorld({ size: 30 })
  const friend = (await get('?name=whitfield', own)).body.customers[0]
  const { AccountId, ...CreditorAccount } = friend.identifications[0]
  const Initiation = domestic({ CreditorAccount, RemittanceInformation, EndToEndIdentification: 'for-the-pizza' })
  const payer = await tokenFor(sandbox, own, 'cus_2')
  const post = async (path: string, Data: object) => {
    const response = await sandbox.request(`${pisp}/${path}`, {
      method: 'POST',
      token: payer,
      headers: { 'content-type': 'application/json', 'x-idempotency-key': path },
      body: JSON.stringify({ Data, Risk: {} }),
    })
    return (await response.json()).Data
  }
  const { ConsentId } = await post('domestic-payment-consents', { Initiation })
  await post('domestic-payments', { ConsentId, Initiation })
  const token = await tokenFor(sandbox, own, friend.id)
  const { body } = await sandbox.send('GET', `${aisp}/accounts/${AccountId}/transactions`, undefined, token)
  expect(body.Data.Transaction.find(({ TransactionId }: Json) => TransactionId.endsWith('_l1'))).toMatchObject({
    TransactionReference: reference,
    CreditDebitIndicator: 'Credit',
    DebtorAccount: { Name: (await get('/cus_2', own)).body.name },
  })
})

describe('customers of one persona', () => {
  test('are all customers of that persona, over pages', async () => {
    const wanted = 'pensioner'
    const large = await sandbox.createWorld({ seed: 7, size: 400 })
    const all = (await pages('', large)).flat().filter(({ persona }) => persona === wanted)
    const met = await pages(`persona=${wanted}`, large)
    expect(met.length).toBeGreaterThan(1)
    expect(met.flat()).toEqual(all)
  })

  test('of an unknown persona are rejected with the list of personas', async () => {
    const answer = await get('?persona=astronaut')
    expect(rejectionOf(answer)).toBe('400 field-invalid')
    expect(answer.body.detail).toMatch(/^query persona: must be one of salaried-family, student, .* \(got astronaut\)$/)
    expect(answer.body.errors[0].path).toBe('query persona')
  })

  test('of a misspelt persona are rejected with the nearest one', async () => {
    const answer = await get('?persona=gig-wroker')
    expect(answer.body.detail).toMatch(/ \(got gig-wroker\); did you mean gig-worker\?$/)
  })

  test('are found in a bank of a million within one answer', async () => {
    const million = await sandbox.createWorld({ seed: 7, size: 1_000_000 })
    const { status, body } = await get('?persona=high-earner&page=cus_500000', million)
    expect([status, body.customers.length]).toEqual([200, 25])
    expect(Number(body.customers[0].id.slice(4))).toBeGreaterThanOrEqual(500_000)
  })
})

test.each(['cus_60', 'cus_', 'cus_07', 'Marietta', 'all'])(
  'there is no customer %s: 404, and who there is',
  async (id) => {
    const answer = await get(`/${id}`)
    expect(rejectionOf(answer)).toBe('404 customer-not-found')
    expect(answer.body.detail).toBe(`path CustomerId: must be one of cus_0 to cus_59 (got ${id})`)
  },
)

test.each(['cus_60', '2', ''])('an unknown page %j is 400', async (page) => {
  const answer = await get(`?page=${page}`)
  expect(rejectionOf(answer)).toBe('400 field-invalid')
  expect(answer.body.errors[0].path).toBe('query page')
  expect((await get('?page=cus_59')).status).toBe(200)
})
