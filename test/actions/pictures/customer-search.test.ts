import { beforeAll, describe, expect, test } from 'vitest'
import { identityOfCustomer } from '#actions/accounts/lookup.ts'
import { findCustomerById, searchCustomers } from '#actions/pictures/customer-search.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { testSandbox } from '#test/support/sandbox.ts'

let world: World
beforeAll(async () => {
  const sandbox = await testSandbox()
  world = await worldOf(sandbox, await sandbox.createWorld({ size: 1_000_000 }))
})

describe('a search in a world of a million customers', () => {
  test('finds a name in any case, and says how far it came', () => {
    const { customers, first, last, total, next } = searchCustomers(world, { text: 'WHITFIELD' })!
    expect(customers[0]?.id).toBe('cus_0')
    for (const one of customers) expect(identityOfCustomer(world, one).name).toMatch(/whitfield/i)
    expect([first, last, total, next]).toEqual(['cus_0', 'cus_3999', 1_000_000, 'cus_4000'])
  })

  test('goes on where the page before ended, without a gap', () => {
    const all: string[] = []
    let from: string | undefined
    for (let page = 0; page < 3; page++) {
      const found = searchCustomers(world, { text: 'gambler', from })!
      expect(found.first).toBe(from ?? 'cus_0')
      all.push(...found.customers.map(({ id, persona }) => `${id} ${persona.id}`))
      from = found.next
    }
    expect(all).toHaveLength(72)
    expect(new Set(all).size).toBe(72)
    expect(all[0]).toBe('cus_18 gambler')
    expect(all.every((one) => one.endsWith(' gambler'))).toBe(true)
  })

  test('filters by persona, together with a name', () => {
    const { customers } = searchCustomers(world, { text: 'a', persona: 'estate' })!
    expect(customers.length).toBeGreaterThan(5)
    for (const one of customers) {
      expect(one.persona.id).toBe('estate')
      expect(identityOfCustomer(world, one).name).toMatch(/a/i)
    }
  })

  test('ends at the last customer', () => {
    const { last, next } = searchCustomers(world, { text: 'zzzz', from: 'cus_999000' })!
    expect([last, next]).toEqual(['cus_999999', undefined])
  })

  test('begins at no customer that there is not', () => {
    for (const from of ['cus_1000000', '-1', '']) expect(searchCustomers(world, { text: 'a', from })).toBeUndefined()
  })
})

test('an id finds its customer, in any case', () => {
  expect(findCustomerById(world, ' CUS_999999 ')?.id).toBe('cus_999999')
  for (const text of ['cus_1000000', 'cus', '', '16']) expect(findCustomerById(world, text)).toBeUndefined()
})
