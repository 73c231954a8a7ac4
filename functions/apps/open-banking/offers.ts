import { getOffers, listOffers } from '#actions/account-information/offers.ts'
import { ReadOffer } from '#bank/account-information/offer.ts'
import { buildAccountResource } from './account-resources.ts'

export const offers = buildAccountResource({
  name: 'Offer',
  tag: 'Offers',
  summaries: ['List the current offers on one account', 'List the current offers on all accounts'],
  path: 'offers',
  requiredPermissions: [['ReadOffers']],
  schema: ReadOffer,
  find: getOffers,
  list: listOffers,
})
