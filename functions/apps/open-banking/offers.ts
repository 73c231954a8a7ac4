import { getOffers, listOffers } from '#actions/account-information/offers.ts'
import { ReadOffer } from '#bank/account-information/offer.ts'
import { onAccounts } from './on-accounts.ts'

export const offers = onAccounts({
  name: 'Offer',
  tag: 'Offers',
  summaries: ['What the bank offers on an account this quarter', 'What the bank offers on every account this quarter'],
  path: 'offers',
  permits: [['ReadOffers']],
  schema: ReadOffer,
  find: getOffers,
  list: listOffers,
})
