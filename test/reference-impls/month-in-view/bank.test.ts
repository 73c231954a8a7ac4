import { beforeAll, describe, expect, test } from 'vitest'
import { categoryByMerchantCode } from '#reference-impls/month-in-view/categories.ts'
import { loadView } from '#reference-impls/month-in-view/view.ts'
import { type Fetch, type OpenBanking, openBanking, signedMinorUnits } from '#sdk/index.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let fetch: Fetch
beforeAll(async () => {
  fetch = await openSandbox()
})

/** Everything booked on all accounts in pounds of a customer, minor units. */
async function bookedOf(bank: OpenBanking): Promise<bigint> {
  const balances = await bank.balances().toArray()
  return balances
    .filter(({ Type, Amount }) => Type === 'ITBD' && Amount.Currency === 'GBP')
    .reduce((sum, balance) => sum + signedMinorUnits(balance), 0n)
}

// The first customers of every world are one of each persona; cus_7 and cus_22 have a euro account
// too.
describe.each(['cus_0', 'cus_1', 'cus_2', 'cus_3', 'cus_4', 'cus_5', 'cus_6', 'cus_7', 'cus_8', 'cus_22'])(
  'the month of %s',
  (customer) => {
    test('has money in less money out equal to the change of the balances', async () => {
      const { world, bank } = await openBank(fetch, { now: '2026-09-30T23:59:59Z', customer })
      const before = await bookedOf(bank)
      await world.clock.advance({ to: '2026-10-31T23:59:59Z' })
      const { flow, categories } = await loadView(bank)
      expect(flow.betweenOwn).toBe(0n)
      expect(flow.moneyIn - flow.moneyOut).toBe((await bookedOf(bank)) - before)
      expect(categories.reduce((sum, { amount }) => sum + amount, 0n)).toBe(flow.moneyOut)
    })

    test('is the same later, once it is over', async () => {
      const { world, bank } = await openBank(fetch, { now: '2026-10-31T23:59:59Z', customer })
      const { flow, categories, payees } = await loadView(bank, '2026-10')
      await world.clock.advance({ months: 2 })
      expect(await loadView(bank, '2026-10')).toMatchObject({ flow, categories, payees })
    })

    test('shows coming payments that are then booked on their day', async () => {
      const { world, bank } = await openBank(fetch, { now: '2026-11-24T09:30:00Z', customer })
      const certain = (await loadView(bank)).upcoming.filter(({ isDayEstimated }) => !isDayEstimated)
      await world.clock.advance({ months: 2 })
      const booked = await bank.transactions({ from: '2026-11-24' }).toArray()
      const paid = booked.map((one) => `${one.BookingDateTime} ${-signedMinorUnits(one)}`)
      for (const { at, amount } of certain) expect(paid).toContain(`${new Date(at).toISOString()} ${amount}`)
    })

    test('has plain words for every merchant code', async () => {
      const { bank } = await openBank(fetch, { customer })
      const codes = new Set<string>()
      for await (const { MerchantDetails } of bank.transactions({ from: '2026-01-01' }))
        if (MerchantDetails?.MerchantCategoryCode) codes.add(MerchantDetails.MerchantCategoryCode)
      expect([...codes].filter((code) => !Object.hasOwn(categoryByMerchantCode, code))).toEqual([])
    })
  },
)

test('a token without accounts gives an error that says so', async () => {
  const empty = openBanking({ baseUrl: 'http://bank.test', token: 'x', fetch: () => Response.json({ Data: {} }) })
  await expect(loadView(empty)).rejects.toThrow('no account')
})
