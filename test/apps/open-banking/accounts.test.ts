import { describe, expect, test } from 'vitest'
import { aisp, allOf, type Json, openWorld, pagesOf, rejectionOf, tokenFor } from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 45 })

const get = (path: string, token = world.developerToken) => sandbox.send('GET', aisp + path, undefined, token)

describe('the accounts of a customer', () => {
  test("are those of the token's customer only, main account first", async () => {
    const { body } = await get('/accounts')
    expect(body.Data.Account.map((account: Json) => account.AccountId)).toEqual([
      'acc_0_current',
      'acc_0_savings',
      'acc_0_isa',
      'acc_0_card',
      'acc_0_loan',
    ])
  })

  test.each([
    ['cus_0', 'salaried family', 'Personal'],
    ['cus_5', 'sole trader', 'Business'],
    ['cus_6', 'small company', 'Business'],
    ['cus_7', 'high earner', 'Personal'],
  ])('of %s, a %s, are %s', async (customer, _, category) => {
    const accounts = await allOf(sandbox, `${aisp}/accounts`, await tokenFor(sandbox, world, customer), 'Account')
    expect(new Set(accounts.map((account) => account.AccountCategory))).toEqual(new Set([category]))
  })

  test.each([
    [
      'acc_0_current',
      'CACC',
      'GBP',
      ['UK.OBIE.SortCodeAccountNumber', /^00\d{12}$/, 'UK.OBIE.IBAN', /^GB\d\dSNBK00\d{12}$/],
    ],
    [
      'acc_0_savings',
      'SVGS',
      'GBP',
      ['UK.OBIE.SortCodeAccountNumber', /^00\d{12}$/, 'UK.OBIE.IBAN', /^GB\d\dSNBK00\d{12}$/],
    ],
    [
      'acc_22_euro',
      'CACC',
      'EUR',
      ['UK.OBIE.SortCodeAccountNumber', /^00\d{12}$/, 'UK.OBIE.IBAN', /^GB\d\dSNBK00\d{12}$/],
    ],
    [
      'acc_0_loan',
      'LOAN',
      'GBP',
      ['UK.OBIE.SortCodeAccountNumber', /^00\d{12}$/, 'UK.OBIE.IBAN', /^GB\d\dSNBK00\d{12}$/],
    ],
    ['acc_0_card', 'CARD', 'GBP', ['UK.OBIE.PAN', /^X{12}\d{4}$/]],
  ] as const)('%s is a %s in %s', async (id, type, currency, known) => {
    const { body } = await get(`/accounts/${id}`, all)
    const [account] = body.Data.Account
    expect(account).toMatchObject({ AccountId: id, AccountTypeCode: type, Currency: currency, Status: 'Enabled' })
    const [scheme, form, other, otherForm] = known
    expect(account.Account).toEqual([
      { SchemeName: scheme, Identification: expect.stringMatching(form), Name: expect.any(String) },
      ...(otherForm
        ? [{ SchemeName: other, Identification: expect.stringMatching(otherForm), Name: expect.any(String) }]
        : []),
    ])
  })

  test('are equal in the list and one by one', async () => {
    for (const account of await allOf(sandbox, `${aisp}/accounts`, world.developerToken, 'Account'))
      expect((await get(`/accounts/${account.AccountId}`)).body.Data.Account).toEqual([account])
  })

  test('fit one page: no Next, and a total of one', async () => {
    const { body } = await get('/accounts')
    expect(body.Links).toEqual({ Self: `http://sandbank.test${aisp}/accounts` })
    expect(body.Meta).toEqual({ TotalPages: 1 })
  })

  test('were opened before the world began', async () => {
    for (const account of await allOf(sandbox, `${aisp}/accounts`, all, 'Account'))
      expect(account.OpeningDate <= world.start, account.AccountId).toBe(true)
  })
})

describe("an account outside the token's access", () => {
  test('is 400 U011 if it is unknown, and the error says where to look', async () => {
    const { status, body } = await get('/accounts/acc_0_pension')
    expect(status).toBe(400)
    expect(body.Errors).toEqual([
      {
        ErrorCode: 'U011',
        Path: 'path AccountId',
        Message: 'path AccountId: cus_0 has no account acc_0_pension; GET /accounts lists the accounts',
        Url: 'http://sandbank.test/problems/account-not-found',
      },
    ])
  })

  test("gets the same error if it is another customer's, so its existence is not revealed", async () => {
    const unknown = await get('/accounts/acc_44444_current')
    const foreign = await get('/accounts/acc_1_student')
    const told = ({ body: { Id: _, ...body } }: Json) => JSON.stringify(body).replaceAll(/acc_\d+_[a-z]+/g, 'it')
    expect(told(foreign)).toBe(told(unknown))
    expect((await get('/accounts/acc_1_student', all)).status).toBe(200)
  })

  test.each(['acc_45_current', 'acc_00_current', 'acc_-1_current', 'ACC_0_CURRENT', 'acc_0', 'cus_0'])(
    'is unknown to a token for all as well: %s',
    async (id) => {
      const answer = await get(`/accounts/${id}`, all)
      expect(rejectionOf(answer)).toBe('400 account-not-found')
      expect(answer.body.Errors[0].Message).toContain(`none of this world's 45 customers has an account ${id}`)
    },
  )

  test('is rejected by its format if no account can have that id', async () => {
    const answer = await get(`/accounts/${'a'.repeat(41)}`)
    expect(rejectionOf(answer)).toBe('400 field-invalid')
    expect(answer.body.Errors[0].Path).toBe('path AccountId')
  })
})

describe('a token for all customers', () => {
  test('pages through every account once, customer by customer', async () => {
    const pages = await Array.fromAsync(pagesOf(sandbox, `${aisp}/accounts`, all))
    expect(pages.length).toBe(3)
    const ids = pages.flatMap(({ Data }) => Data.Account.map((account: Json) => account.AccountId))
    expect(new Set(ids).size).toBe(ids.length)
    const mains = ids.filter((id: string) => /_(current|basic|student|business)$/.test(id))
    expect(mains.map((id: string) => id.split('_')[1])).toEqual(Array.from({ length: 45 }, (_, n) => String(n)))
  })

  test('follows Links: First and Self on every page, Next on all but the last, and no total', async () => {
    const [one, two, three] = await Array.fromAsync(pagesOf(sandbox, `${aisp}/accounts`, all))
    const at = (page?: string) => `http://sandbank.test${aisp}/accounts${page ? `?page=${page}` : ''}`
    expect(one.Links).toEqual({ Self: at(), First: at(), Next: at('cus_20') })
    expect(two.Links).toEqual({ Self: at('cus_20'), First: at(), Next: at('cus_40') })
    expect(three.Links).toEqual({ Self: at('cus_40'), First: at() })
    expect(two.Meta).toEqual({})
  })

  test.each(['cus_45', 'cus_-1', 'cus_020', '2', 'acc_0_current', 'x'.repeat(61)])(
    'that asks for page %s is 400 U002 and is told to follow Links.Next',
    async (page) => {
      const { status, body } = await get(`/accounts?page=${page}`, all)
      expect([status, body.Errors[0].ErrorCode, body.Errors[0].Path]).toEqual([400, 'U002', 'query page'])
    },
  )

  test('has pages, and a token for one customer has only one', async () => {
    expect((await get('/accounts?page=cus_1', all)).status).toBe(200)
    for (const page of ['cus_0', 'cus_1'])
      expect(rejectionOf(await get(`/accounts?page=${page}`))).toBe('400 field-invalid')
  })
})

describe('the seed', () => {
  const accountsOf = async (asked: object) => {
    const { developerToken } = await sandbox.createWorld({ customer: 'all', size: 9, ...asked })
    return allOf(sandbox, `${aisp}/accounts`, developerToken, 'Account')
  }

  test('gives the same accounts in two worlds', async () => {
    expect(await accountsOf({ seed: 3 })).toEqual(await accountsOf({ seed: 3 }))
  })

  test('changes the accounts, except those of the named customers, which are the same in every world', async () => {
    expect(await accountsOf({ seed: 3, size: 24 })).toEqual(await accountsOf({ seed: 4, size: 24 }))
    expect(await accountsOf({ seed: 3, size: 30 })).not.toEqual(await accountsOf({ seed: 4, size: 30 }))
  })

  test('gives the first customers the same accounts in a bank of nine as in one of a million', async () => {
    const { developerToken } = await sandbox.createWorld({ customer: 'all', size: 1_000_000, seed: 3 })
    const { body } = await get('/accounts', developerToken)
    const nine = await accountsOf({ seed: 3 })
    expect(body.Data.Account.slice(0, nine.length)).toEqual(nine)
  })
})
