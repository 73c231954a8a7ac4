import { isCustom } from '#bank/edits.ts'
import type { Grant } from '#bank/grant.ts'
import type { Party } from '#bank/party.ts'
import type { Account } from '#mocks/account.ts'
import { partiesOf, partyKind } from '#mocks/parties.ts'
import type { World } from '#store/world.ts'
import { accountFor, bankOf } from './bank.ts'
import { identityIn } from './people.ts'

export function findParty(world: World, grant: Grant<'accounts'>, accountId: string): Party {
  return view(world, accountFor(world, grant, accountId))
}

/** Everybody who has to do with an account: whose it is, who shares it, who may act for a business. The owner comes first. */
export function listParties(world: World, grant: Grant<'accounts'>, accountId: string): Party[] {
  const account = accountFor(world, grant, accountId)
  const owner = view(world, account)
  if (isCustom(account.customer.id)) return [owner]
  const [, ...others] = partiesOf(bankOf(world), account)
  return [
    owner,
    ...others.map(
      ({ id, name, role }): Party => ({
        PartyId: id,
        PartyType: role === 'joint' ? 'Joint' : 'Delegate',
        Name: name,
        FullLegalName: name,
        LegalStructure: 'UK.OBIE.Individual',
        AccountRole: roles[role],
        Relationships: owner.Relationships,
      }),
    ),
  ]
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

function view(world: World, account: Account): Party {
  const { customer, role } = account
  const { title, person, name, email, mobile, address } = identityIn(world, customer)
  const kind = partyKind(customer, name)
  const isPerson = kind === 'person'
  return {
    PartyId: customer.id,
    PartyType: role === 'joint' ? 'Joint' : 'Sole',
    Name: name,
    FullLegalName: isPerson ? `${title} ${person}`.trim() : name,
    LegalStructure: legalStructures[kind],
    AccountRole: 'UK.OBIE.Principal',
    EmailAddress: email,
    ...(mobile && { Mobile: mobile }),
    Relationships: {
      Account: { Related: `${world.sandbox.baseUrl}/open-banking/v4.0/aisp/accounts/${account.id}`, Id: account.id },
    },
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
