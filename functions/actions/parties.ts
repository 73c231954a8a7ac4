import type { Grant } from '#bank/grant.ts'
import type { Party } from '#bank/party.ts'
import type { Account } from '#mocks/account.ts'
import { identityOf } from '#mocks/customer.ts'
import { type AccountParty, partiesOf } from '#mocks/parties.ts'
import type { World } from '#store/world.ts'
import { accountFor, bankOf } from './bank.ts'

export function findParty(world: World, grant: Grant<'accounts'>, accountId: string): Party {
  return view(world, accountFor(world, grant, accountId))
}

const legalStructures = {
  person: 'UK.OBIE.Individual',
  'sole-trader': 'UK.OBIE.Sole',
  company: 'UK.OBIE.PrivateLimitedCompany',
} as const

function view(world: World, account: Account): Party {
  const bank = bankOf(world)
  const { title, person, email, mobile, address } = identityOf(bank, account.customer)
  const [owner] = partiesOf(bank, account) as [AccountParty]
  const isPerson = owner.kind === 'person'
  return {
    PartyId: owner.id,
    PartyType: account.role === 'joint' ? 'Joint' : 'Sole',
    Name: owner.name,
    FullLegalName: isPerson ? `${title} ${person}` : owner.name,
    LegalStructure: legalStructures[owner.kind],
    AccountRole: 'UK.OBIE.Principal',
    EmailAddress: email,
    Mobile: mobile,
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
