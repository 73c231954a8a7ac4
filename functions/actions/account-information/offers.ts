import type { Offer } from '#bank/account-information/offer.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { offersOf } from '#mocks/accounts/offers.ts'
import type { World } from '#store/world.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the offers on all reachable accounts, a page of customers at a time. */
export function listOffers(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Offer> {
  return listPerAccount(world, grant, page, (account) => buildOffers(world, account))
}

/** Returns the offers on one account. */
export function getOffers(world: World, grant: Grant<'accounts'>, accountId: string): Offer[] {
  return buildOffers(world, requireAccount(world, grant, accountId))
}

/** Builds the bank's offers on an account for this quarter. Custom accounts have none. */
function buildOffers(world: World, account: Account): Offer[] {
  if (isCustomId(account.customer.id)) return []
  return offersOf(account, secondsOf(world)).map(({ id, kind, text, from, to, rate, amount }) => ({
    AccountId: account.id,
    OfferId: id,
    OfferType: kind,
    Description: text,
    StartDateTime: isoOf(from),
    EndDateTime: isoOf(to),
    ...(rate !== undefined && { Rate: (rate * 100).toFixed(2) }),
    ...(amount !== undefined && { Amount: money(BigInt(amount), account.currency) }),
  }))
}
