import type { Grant } from '#bank/grant.ts'
import type { Party } from '#bank/party.ts'
import type { Account } from '#mocks/account.ts'
import type { World } from '#store/world.ts'
import { accountFor } from './bank.ts'
import { identityIn } from './people.ts'

export function findParty(world: World, grant: Grant<'accounts'>, accountId: string): Party {
  return view(world, accountFor(world, grant, accountId))
}

const legalStructures = { 'sole-trader': 'UK.OBIE.Sole', 'small-company': 'UK.OBIE.PrivateLimitedCompany' } as const

function view(world: World, account: Account): Party {
  const { customer } = account
  const { title, person, name, email, mobile, address } = identityIn(world, customer)
  const isBusiness = customer.persona.category === 'Business'
  return {
    PartyId: customer.id,
    PartyType: 'Sole',
    Name: name,
    FullLegalName: isBusiness ? name : `${title} ${person}`.trim(),
    LegalStructure: legalStructures[customer.persona.id as keyof typeof legalStructures] ?? 'UK.OBIE.Individual',
    AccountRole: 'UK.OBIE.Principal',
    EmailAddress: email,
    ...(mobile && { Mobile: mobile }),
    Relationships: {
      Account: { Related: `${world.sandbox.baseUrl}/open-banking/v4.0/aisp/accounts/${account.id}`, Id: account.id },
    },
    Address: [
      {
        AddressType: isBusiness ? 'BIZZ' : 'HOME',
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
