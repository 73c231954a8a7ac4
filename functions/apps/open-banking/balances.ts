import * as z from 'zod'
import { findBalances, listBalances } from '#actions/balances.ts'
import { AccountId } from '#bank/account.ts'
import { ReadBalance } from '#bank/balance.ts'
import { operation } from '#edge/operation.ts'
import { envelope, Paged } from './envelope.ts'

export const balances = [
  operation({
    id: 'GetAccountsAccountIdBalances',
    tag: 'Balances',
    summary: 'What one account holds now',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/balances',
    needs: 'accounts',
    permits: [['ReadBalances']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadBalance },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { Balance: findBalances(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetBalances',
    tag: 'Balances',
    summary: 'What every account holds now',
    method: 'get',
    path: '/aisp/balances',
    needs: 'accounts',
    permits: [['ReadBalances']],
    query: Paged,
    returns: { status: 200, schema: ReadBalance },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listBalances(world, grant, query.page)
      return envelope(url, { Balance: items }, { next })
    },
  }),
]
