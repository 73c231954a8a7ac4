import { describe, expect, test } from 'vitest'
import type { Permission } from '#bank/consents/permission.ts'
import { grantOf, listTo, permissionsWithOnly, rejectionTo, worldOf } from '#test/support/grants.ts'
import { aisp, allOf, type Json, openWorld, pagesOf, rejectionOf } from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 45 })
const accounts: string[] = (await allOf(sandbox, `${aisp}/accounts`, all, 'Account')).map(({ AccountId }) => AccountId)

const get = (path: string, token = all) => sandbox.send('GET', aisp + path, undefined, token)

/**
 * The resources of one account and of all accounts: the name of the list, and the end of the path
 * for one account.
 */
const lists: [of: string, name: string, one?: string][] = [
  ['beneficiaries', 'Beneficiary'],
  ['direct-debits', 'DirectDebit'],
  ['offers', 'Offer'],
  ['products', 'Product', 'product'],
  ['scheduled-payments', 'ScheduledPayment'],
  ['standing-orders', 'StandingOrder'],
]

describe.each(lists)('the %s of all accounts', (of, name, one = of) => {
  test('are those of each account, in the order of the accounts', async () => {
    const each: Json[] = []
    for (const account of accounts) each.push(...(await get(`/accounts/${account}/${one}`)).body.Data[name])
    expect(await allOf(sandbox, `${aisp}/${of}`, all, name)).toEqual(each)
    expect(each.length).toBeGreaterThan(0)
  })

  test("are one customer's own on one page, for that customer's token", async () => {
    const { body } = await get(`/${of}`, world.developerToken)
    const whole = await allOf(sandbox, `${aisp}/${of}`, all, name)
    expect(body.Data[name]).toEqual(whole.filter(({ AccountId }) => AccountId.startsWith('acc_0_')))
    expect([body.Links, body.Meta]).toEqual([{ Self: `http://sandbank.test${aisp}/${of}` }, { TotalPages: 1 }])
  })

  test('come in pages of twenty customers for a token for all', async () => {
    const pages = await Array.fromAsync(pagesOf(sandbox, `${aisp}/${of}`, all))
    expect(pages.map(({ Links }) => Links.Next?.split('page=')[1])).toEqual(['cus_20', 'cus_40', undefined])
  })

  test('reject an unknown page: 400 U002', async () => {
    expect(rejectionOf(await get(`/${of}?page=cus_45`))).toBe('400 field-invalid')
    expect((await get(`/${of}?page=cus_44`)).status).toBe(200)
  })
})

describe('the statements of all accounts', () => {
  const statements = (token: string, query = '') => allOf(sandbox, `${aisp}/statements${query}`, token, 'Statement')
  const eachOf = async (some: string[]) =>
    (
      await Promise.all(some.map((id) => allOf(sandbox, `${aisp}/accounts/${id}/statements`, all, 'Statement')))
    ).flat() as Json[]
  const idsOf = (some: Json[]) => some.map(({ StatementId }) => StatementId)

  test('are those of each account, none twice, newest first and the main account before the others', async () => {
    const listed = await statements(world.developerToken)
    const own = accounts.filter((id) => id.startsWith('acc_0_'))
    const each = await eachOf(own)
    expect(new Set(idsOf(listed)).size).toBe(listed.length)
    expect(listed).toEqual(
      each.toSorted(
        (a, b) => b.StartDateTime.localeCompare(a.StartDateTime) || own.indexOf(a.AccountId) - own.indexOf(b.AccountId),
      ),
    )
  })

  test('come twelve to a page', async () => {
    const pages = await Array.fromAsync(pagesOf(sandbox, `${aisp}/statements`, world.developerToken))
    const sizes = pages.map(({ Data }) => Data.Statement.length)
    expect(sizes.slice(0, -1).every((size) => size === 12)).toBe(true)
    expect(sizes.length).toBeGreaterThan(3)
  })

  test('can be filtered by time for all customers, and an empty page still links to the next', async () => {
    const query = '?fromStatementDateTime=2026-09-01&toStatementDateTime=2026-09-30T23:59:59'
    const september = await statements(all, query)
    const each = (await eachOf(accounts)).filter(({ StatementReference }) => StatementReference === '2026-09')
    expect(september).toEqual(each)
    expect(await statements(all, '?toStatementDateTime=2001-01-01')).toEqual([])
  })

  test('continue after the same statement, although new ones were added', async () => {
    const own = await sandbox.createWorld({ seed: 7 })
    const first = (await get('/statements', own.developerToken)).body
    await sandbox.send('POST', `/control/worlds/${own.id}/clock/advance`, { months: 1 }, own.controlKey)
    const second = (await sandbox.send('GET', first.Links.Next, undefined, own.developerToken)).body
    const whole = idsOf(await statements(own.developerToken))
    const seen = idsOf([...first.Data.Statement, ...second.Data.Statement])
    expect(seen).toEqual(whole.slice(whole.indexOf(seen[0]), whole.indexOf(seen[0]) + 24))
  })

  test.each([
    ['st_1_student_24321', "another customer's statement"],
    ['st_0_current_24322', 'a month that has not ended'],
    ['st_0_current_20000', 'a month before the history'],
    ['st_9999_current_24321', 'an account that is none'],
    ['cus_1', 'another customer'],
    ['2', 'a number'],
  ])('have no page %s, %s: 400 U002', async (page) => {
    expect(rejectionOf(await get(`/statements?page=${page}`, world.developerToken))).toBe('400 field-invalid')
    expect((await get('/statements?page=st_0_current_24321', world.developerToken)).status).toBe(200)
  })

  test('reject an invalid date: 400 U003', async () => {
    expect(rejectionOf(await get('/statements?fromStatementDateTime=soon'))).toBe('400 date-invalid')
  })
})

describe('a consent', () => {
  test.each([
    ['Beneficiaries', '/beneficiaries', 'CreditorAccount'],
    ['ScheduledPayments', '/scheduled-payments', 'CreditorAccount'],
    ['StandingOrders', '/standing-orders', 'CreditorAccount'],
    ['Statements', '/statements', 'StatementAmount'],
  ])('for the basics of %s leaves %s without %s', async (resource, path, detail) => {
    const permissions = permissionsWithOnly(resource, `Read${resource}Basic` as Permission)
    const asked = await worldOf(sandbox, world)
    const holding = async (grant: ReturnType<typeof grantOf>) =>
      (await listTo(grant, asked, path)).filter((one) => detail in one).length
    expect(await holding(grantOf('all', { permissions }))).toBe(0)
    expect(await holding(grantOf('all'))).toBeGreaterThan(0)
  })

  test.each([...lists.map(([of]) => of), 'statements'])(
    'for one account leaves nothing else in the %s of all',
    async (of) => {
      const asked = await worldOf(sandbox, world)
      const grant = grantOf('cus_0', { accounts: new Set(['acc_0_current']) })
      const whole = await listTo(grantOf('cus_0'), asked, `/${of}`)
      expect(await listTo(grant, asked, `/${of}`)).toEqual(
        whole.filter(({ AccountId }) => AccountId === 'acc_0_current'),
      )
    },
  )

  test('for one account rejects a page after a statement of another', async () => {
    const asked = await worldOf(sandbox, world)
    const grant = grantOf('cus_0', { accounts: new Set(['acc_0_current']) })
    expect(await rejectionTo(grant, asked, '/statements?page=st_0_savings_24321')).toMatch(/^400 field-invalid/)
    expect(await rejectionTo(grant, asked, '/statements?page=st_0_current_24321')).toBeUndefined()
  })
})
