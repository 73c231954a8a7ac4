import { isCustom } from '#bank/edits.ts'
import type { Grant } from '#bank/grant.ts'
import { money } from '#bank/money.ts'
import type { Offer } from '#bank/offer.ts'
import { offersOf } from '#mocks/offers.ts'
import type { World } from '#store/world.ts'
import { accountFor, isoOf, secondsOf } from './bank.ts'

/** What the bank offers on an account this quarter. */
export function listOffers(world: World, grant: Grant<'accounts'>, accountId: string): Offer[] {
  const account = accountFor(world, grant, accountId)
  if (isCustom(account.customer.id)) return []
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
