import * as z from 'zod'
import { findOffers, listOffers } from '#actions/offers.ts'
import { AccountId } from '#bank/account.ts'
import { ReadOffer } from '#bank/offer.ts'
import { operation } from '#edge/operation.ts'
import { envelope, Paged } from './envelope.ts'

export const offers = [
  operation({
    id: 'GetAccountsAccountIdOffers',
    tag: 'Offers',
    summary: 'What the bank offers on an account this quarter',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/offers',
    needs: 'accounts',
    permits: [['ReadOffers']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadOffer },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) => envelope(url, { Offer: findOffers(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetOffers',
    tag: 'Offers',
    summary: 'What the bank offers on every account this quarter',
    method: 'get',
    path: '/aisp/offers',
    needs: 'accounts',
    permits: [['ReadOffers']],
    query: Paged,
    returns: { status: 200, schema: ReadOffer },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listOffers(world, grant, query.page)
      return envelope(url, { Offer: items }, { next })
    },
  }),
]
