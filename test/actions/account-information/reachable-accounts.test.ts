import { beforeAll, expect, test } from 'vitest'
import { listReachableAccounts, requireAccount } from '#actions/account-information/reachable-accounts.ts'
import { Problem } from '#bank/base/problem.ts'
import type { World } from '#store/world.ts'
import { grantOf, worldOf } from '#test/support/grants.ts'
import { problemOf } from '#test/support/problems.ts'
import { testSandbox } from '#test/support/sandbox.ts'

let world: World
beforeAll(async () => {
  const sandbox = await testSandbox()
  world = await worldOf(sandbox, await sandbox.createWorld({ seed: 7, size: 30 }))
})

const selected = () => grantOf('cus_0', { accounts: new Set(['acc_0_current']) })
const rejectionOf = (accountId: string) => {
  const problem = problemOf(() => requireAccount(world, selected(), accountId))
  return { code: problem?.code, message: problem?.message.replace(accountId, 'acc_x') }
}

test('an account that was not selected, one of another customer and an unknown one get the same answer', () => {
  const [unselected, foreign, unknown] = ['acc_0_savings', 'acc_1_student', 'acc_0_pension'].map(rejectionOf)
  expect(unselected).toEqual({ code: 'account-not-found', message: expect.stringContaining('cus_0 shared no account') })
  expect(foreign).toEqual(unselected)
  expect(unknown).toEqual(unselected)
})

test('the selected account is returned, and it is the only one listed', () => {
  expect(requireAccount(world, selected(), 'acc_0_current').id).toBe('acc_0_current')
  expect(listReachableAccounts(world, selected(), undefined).accounts.map(({ id }) => id)).toEqual(['acc_0_current'])
})

test('a selected account of another customer stays out of reach', () => {
  const grant = grantOf('cus_0', { accounts: new Set(['acc_0_current', 'acc_1_student']) })
  expect(() => requireAccount(world, grant, 'acc_1_student')).toThrow(Problem)
})

test('a grant for every customer lists twenty customers a page, and the pages together list each account once', () => {
  const everyone = grantOf('all')
  const first = listReachableAccounts(world, everyone, undefined)
  expect(new Set(first.accounts.map(({ customer }) => customer.id)).size).toBe(20)
  expect(first.next).toBe('cus_20')
  const second = listReachableAccounts(world, everyone, first.next)
  expect(second.next).toBeUndefined()
  const ids = [...first.accounts, ...second.accounts].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set([...first.accounts, ...second.accounts].map(({ customer }) => customer.id)).size).toBe(30)
})

test('a page that is not a customer of the world, or of a one-customer grant, is rejected', () => {
  expect(() => listReachableAccounts(world, grantOf('all'), 'cus_30')).toThrow('(got cus_30)')
  expect(() => listReachableAccounts(world, grantOf('cus_0'), 'cus_1')).toThrow('(got cus_1)')
})
