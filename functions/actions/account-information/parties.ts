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
import { listReachableCustomers, requireAccount } from './access.ts'

/** Who consented: the customer, or the person who acts for a business that is one. */
export function getConsentingParty(world: World, grant: Grant<'accounts'>): Party {
  if (grant.customer === 'all')
    throw new Problem(
      'customer-ambiguous',
      'this token reaches every customer of the world, and no one of them consented; send the token of one customer',
      { path: 'header Authorization' },
    )
  const [customer] = listReachableCustomers(world, grant, undefined).customers as [Customer]
  const { EmailAddress, Mobile, ...own } = customerParty(world, customer)
  const contact = { ...(EmailAddress && { EmailAddress }), ...(Mobile && { Mobile }) }
  const [acting] =
    customer.persona.category === 'Business' ? othersOn(world, accountsOfCustomer(world, customer)[0]) : []
  return { ...(acting ? { PartyType: 'Delegate', ...person(acting) } : own), ...contact }
}

/** Whose account it is; refused where it is out of reach. `origin` is where links lead. */
export function getParty(world: World, grant: Grant<'accounts'>, accountId: string, origin: string): Party {
  return owner(world, requireAccount(world, grant, accountId), origin)
}

/**
 * Everybody who has to do with an account: whose it is, who shares it, who may act for a business.
 * The owner comes first.
 */
export function listParties(world: World, grant: Grant<'accounts'>, accountId: string, origin: string): Party[] {
  const account = requireAccount(world, grant, accountId)
  const others = othersOn(world, account).map(
    (one): Party => ({
      ...person(one),
      PartyType: one.role === 'joint' ? 'Joint' : 'Delegate',
      AccountRole: roles[one.role],
      Relationships: relatedTo(origin, account),
    }),
  )
  return [owner(world, account, origin), ...others]
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

const relatedTo = (origin: string, { id }: Account) => ({
  Account: { Related: `${origin}/open-banking/v4.0/aisp/accounts/${id}`, Id: id },
})

/** The people of an account beside its owner. Custom accounts have none. */
function othersOn(world: World, account: Account | undefined): AccountParty[] {
  return account && !isCustomId(account.customer.id) ? partiesOf(bankOf(world), account).slice(1) : []
}

const person = ({ id, name }: AccountParty) => ({
  PartyId: id,
  Name: name,
  FullLegalName: name,
  LegalStructure: legalStructures.person,
})

function owner(world: World, account: Account, origin: string): Party {
  return {
    ...customerParty(world, account.customer),
    PartyType: account.role === 'joint' ? 'Joint' : 'Sole',
    AccountRole: 'UK.OBIE.Principal',
    Relationships: relatedTo(origin, account),
  }
}

/** A customer, whether a person or a business, apart from any account. */
function customerParty(world: World, customer: Customer): Party {
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
