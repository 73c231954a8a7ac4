import type { Account } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Customer, identityOf } from './customer.ts'
import { habitsOf } from './habits.ts'

/** A party of an account: its owner, a joint holder, or a person who may act for a business. */
export type AccountParty = {
  readonly id: string
  readonly name: string
  readonly kind: 'person' | 'sole-trader' | 'company'
  readonly role: 'principal' | 'joint' | 'director' | 'authorised'
}

/** Returns whether a customer of this name is a person or the business that a person runs. */
export function partyKind({ persona }: Customer, name: string): AccountParty['kind'] {
  if (persona.category === 'Personal') return 'person'
  return name.endsWith('Ltd') ? 'company' : 'sole-trader'
}

/** Returns the parties of an account, the owner first. */
export function partiesOf(bank: Bank, { customer, role }: Account): AccountParty[] {
  const { name, person } = identityOf(bank, customer)
  const { partner, friends } = habitsOf(customer)
  const party = (n: number, other: string, facts: Pick<AccountParty, 'kind' | 'role'>) => ({
    id: `${customer.id}_${n}`,
    name: other,
    ...facts,
  })
  if (customer.persona.category === 'Personal') {
    const owner: AccountParty = { id: customer.id, name, kind: 'person', role: 'principal' }
    return role === 'joint' ? [owner, party(1, partner, { kind: 'person', role: 'joint' })] : [owner]
  }
  const kind = partyKind(customer, name)
  const isCompany = kind === 'company'
  const business: AccountParty = {
    id: customer.id,
    name,
    kind,
    role: 'principal',
  }
  const people = [party(1, person, { kind: 'person', role: isCompany ? 'director' : 'authorised' })]
  // A company that pays wages has a bookkeeper who may act for it.
  if (customer.persona.bills.some(({ among }) => among))
    people.push(party(2, friends[0] as string, { kind: 'person', role: 'authorised' }))
  // If a payment needs several directors, the company has as many.
  for (let n = 1; n < (customer.persona.signing?.directors ?? 1); n++)
    people.push(party(2 + n, friends[n] as string, { kind: 'person', role: 'director' }))
  return [business, ...people]
}
