import { expect, test } from 'vitest'
import { parseToken } from '#bank/consents/token.ts'
import { identifiers } from '#bank/worlds/identifiers.ts'
import { accountOf, accountsOf } from '#mocks/accounts/account.ts'
import { offersOf } from '#mocks/accounts/offers.ts'
import { monthOf, startOf } from '#mocks/base/calendar.ts'
import { dictionary } from '#mocks/dictionary/dictionary.ts'
import { newestFirst, transactionIdOf } from '#mocks/history/history.ts'
import { beneficiariesOf } from '#mocks/payments/beneficiaries.ts'
import { customerAt, customerOf } from '#mocks/people/customer.ts'
import { partiesOf } from '#mocks/people/parties.ts'

test('docs/data-dictionary.md matches the code (npm run docs writes it)', async () => {
  await expect(dictionary()).toMatchFileSnapshot('../../../docs/data-dictionary.md')
})

const bank = { seed: 7, size: 50, start: monthOf(2026, 11) }
const at = startOf(bank.start)

/** Ids that the code made, by what they are of. */
const made: Record<string, string[]> = {}
const note = (of: string, ...ids: string[]) => {
  made[of] = [...(made[of] ?? []), ...ids]
}
for (let index = 0; index < bank.size; index++) {
  const customer = customerAt(bank, index)!
  note('customer', customer.id)
  for (const account of accountsOf(bank, customer)) {
    note('account', account.id)
    note('party of an account', ...partiesOf(bank, account).map(({ id }) => id))
    note('beneficiary', ...beneficiariesOf(bank, account, at).map(({ id }) => id))
    note('offer', ...offersOf(account, at).map(({ id }) => id))
    const newest = newestFirst(bank, account, { from: 0, to: at, now: at }).next().value
    if (newest) note('transaction', transactionIdOf(account, newest))
  }
}

test.each(identifiers)('the id of a $of has the shape that the dictionary gives it', ({ of, shape, example }) => {
  expect(example).toMatch(shape)
  for (const id of made[of] ?? []) expect(id).toMatch(shape)
})

test('every id that the synthetic bank makes is in the dictionary', () => {
  expect(identifiers.map(({ of }) => of)).toEqual(expect.arrayContaining(Object.keys(made)))
  expect(Object.values(made).every((ids) => ids.length > 0)).toBe(true)
})

test('every example in the dictionary is a valid example', () => {
  const exampleOf = (of: string) => identifiers.find((one) => one.of === of)?.example as string
  expect(customerOf(bank, exampleOf('customer'))?.index).toBe(0)
  expect(accountOf(bank, exampleOf('account'))?.product).toBe('current')
  expect(parseToken(exampleOf('developer token'))?.kind).toBe('dev')
  expect(parseToken(exampleOf('control key'))?.kind).toBe('ctl')
})
