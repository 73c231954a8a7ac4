import { accountsOfCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import type { Party } from '#bank/account-information/party.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { type AccountParty, partiesOf, partyKind } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'
import { listReachableCustomers, requireAccount } from './reachable-accounts.ts'

/**
 * Returns the party who consented: the customer, or the person who acts for a business. Rejects a
 * token that reaches every customer with `customer-ambiguous`.
 */
export function getConsentingParty(world: World, grant: Grant<'accounts'>): Party {
  if (grant.customer === 'all')
    throw new Problem(
      'customer-ambiguous',
      'this token reaches every customer of the world, so no single party consented; send the token of one customer',
      { path: 'header Authorization' },
    )
  const [customer] = listReachableCustomers(world, grant, undefined).customers as [Customer]
  const { EmailAddress, Mobile, ...own } = buildCustomerParty(world, customer)
  const contact = { ...(EmailAddress && { EmailAddress }), ...(Mobile && { Mobile }) }
  const [acting] =
    customer.persona.category === 'Business' ? otherPartiesOf(world, accountsOfCustomer(world, customer)[0]) : []
  return { ...(acting ? { PartyType: 'Delegate', ...buildPerson(acting) } : own), ...contact }
}

/** Returns the owner of an account. `origin` is the base of its links. */
export function getParty(world: World, grant: Grant<'accounts'>, accountId: string, origin: string): Party {
  return buildOwner(world, requireAccount(world, grant, accountId), origin)
}

/**
 * Lists the parties of an account: its owner first, then joint owners and the people who may act
 * for a business.
 */
export function listParties(world: World, grant: Grant<'accounts'>, accountId: string, origin: string): Party[] {
  const account = requireAccount(world, grant, accountId)
  const others = otherPartiesOf(world, account).map(
    (one): Party => ({
      ...buildPerson(one),
      PartyType: one.role === 'joint' ? 'Joint' : 'Delegate',
      AccountRole: roles[one.role],
      Relationships: relationshipsOf(origin, account),
    }),
  )
  return [buildOwner(world, account, origin), ...others]
}

const roles = {
  principal: 'UK.OBIE.Principal',
  joint: 'UK.OBIE.SecondaryOwner',
  director: 'UK.OBIE.SeniorManagingOfficial',
  authorised: 'UK.OBIE.Administrator',
} as const

const legalStructures = {
  person: 'UK.OBIE.Individual',
  'sole-trader': 'UK.OBIE.Sole',
  company: 'UK.OBIE.PrivateLimitedCompany',
} as const

const relationshipsOf = (origin: string, { id }: Account) => ({
  Account: { Related: `${origin}/open-banking/v4.0/aisp/accounts/${id}`, Id: id },
})

/** Returns the parties of an account other than its owner. Custom accounts have none. */
function otherPartiesOf(world: World, account: Account | undefined): AccountParty[] {
  return account && !isCustomId(account.customer.id) ? partiesOf(bankOf(world), account).slice(1) : []
}

const buildPerson = ({ id, name }: AccountParty) => ({
  PartyId: id,
  Name: name,
  FullLegalName: name,
  LegalStructure: legalStructures.person,
})

function buildOwner(world: World, account: Account, origin: string): Party {
  return {
    ...buildCustomerParty(world, account.customer),
    PartyType: account.role === 'joint' ? 'Joint' : 'Sole',
    AccountRole: 'UK.OBIE.Principal',
    Relationships: relationshipsOf(origin, account),
  }
}

/** Builds the party of a customer, a person or a business, without reference to an account. */
function buildCustomerParty(world: World, customer: Customer): Party {
  const { title, person, name, email, mobile, address } = identityOfCustomer(world, customer)
  const kind = partyKind(customer, name)
  const isPerson = kind === 'person'
  return {
    PartyId: customer.id,
    PartyType: 'Sole',
    Name: name,
    FullLegalName: isPerson ? `${title} ${person}`.trim() : name,
    LegalStructure: legalStructures[kind],
    EmailAddress: email,
    ...(mobile && { Mobile: mobile }),
    Address: [
      {
        AddressType: isPerson ? 'HOME' : 'BIZZ',
        StreetName: address.street,
        BuildingNumber: address.building,
        PostCode: address.postcode,
        TownName: address.town,
        CountrySubDivision: address.county,
        Country: 'GB',
      },
    ],
  }
}
