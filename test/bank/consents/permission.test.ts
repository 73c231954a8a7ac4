import { describe, expect, test } from 'vitest'
import { checkPermissions, findMissingPermissions, type Permission } from '#bank/consents/permission.ts'
import { problemOf } from '#test/support/problems.ts'

const isAllowed = (...permissions: Permission[]): boolean =>
  problemOf(() => checkPermissions(permissions)) === undefined

describe('permissions for transactions require a level and a direction', () => {
  test.each<[allowed: boolean, permissions: Permission[]]>([
    [true, ['ReadAccountsBasic']],
    [true, ['ReadTransactionsBasic', 'ReadTransactionsCredits']],
    [true, ['ReadTransactionsDetail', 'ReadTransactionsDebits']],
    [true, ['ReadTransactionsBasic', 'ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits']],
    [false, ['ReadTransactionsBasic']],
    [false, ['ReadTransactionsDetail']],
    [false, ['ReadTransactionsCredits']],
    [false, ['ReadTransactionsDebits', 'ReadTransactionsCredits']],
  ])('%s: %j', (allowed, permissions) => {
    expect(isAllowed(...permissions)).toBe(allowed)
  })
})

describe('a resource requires one permission of each group', () => {
  const required = [
    ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
    ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
  ] as const

  test.each<[granted: Permission[], missing: readonly Permission[] | undefined]>([
    [['ReadTransactionsDetail', 'ReadTransactionsDebits'], undefined],
    [['ReadTransactionsDetail'], required[1]],
    [['ReadTransactionsCredits', 'ReadAccountsDetail'], required[0]],
    [[], required[0]],
  ])('with %j granted, %j is missing', (granted, missing) => {
    expect(findMissingPermissions(required, new Set(granted))).toEqual(missing)
  })
})
