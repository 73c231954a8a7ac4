import type { Account } from '#mocks/accounts/account.ts'
import { externalAccountOf } from '#mocks/accounts/external.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { habitsOf } from '#mocks/people/habits.ts'
import { mandatesOf } from './mandates.ts'
import { scheduledAt } from './scheduled.ts'

/** A saved payee of a customer. `account` is sort code and number. */
type Beneficiary = {
  readonly id: string
  readonly name: string
  readonly account: string
  readonly reference: string
  readonly isTrusted: boolean
}

/**
 * Returns the saved payees of a main account at an instant: friends, payees of standing orders, and
 * payees of future-dated payments.
 */
export function beneficiariesOf(bank: Bank, account: Account, at: number): Beneficiary[] {
  const { customer, role } = account
  if (role !== 'main') return []
  const friends = habitsOf(customer).friends.map((name) => ({ name, reference: 'FROM ME', isTrusted: true }))
  const orders = mandatesOf(bank, account, at)
    .filter(({ by, own }) => by === 'standing-order' && !own)
    .map(({ payee, reference }) => ({ name: payee, reference, isTrusted: true }))
  const dated = scheduledAt(customer, at).map(({ to, reference }) => ({ name: to, reference, isTrusted: false }))
  const all = customer.persona.spending.friends ? [...friends, ...orders, ...dated] : [...orders, ...dated]
  const byName = new Map(all.map((one) => [one.name, one]))
  return [...byName.values()].map((one, n) => ({
    id: `ben_${customer.index}_${n}`,
    account: externalAccountOf(one.name),
    ...one,
  }))
}
