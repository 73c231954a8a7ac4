import * as z from 'zod'
import { getAccount, listAccounts } from '#actions/account-information/accounts.ts'
import { AccountId, ReadAccount } from '#bank/account-information/account.ts'
import { operation } from '#edge/operation.ts'
import { Paged, rendered } from './envelope.ts'

export const accounts = [
  operation({
    id: 'GetAccounts',
    tag: 'Accounts',
    summary: 'Every account that the token reaches',
    method: 'get',
    path: '/aisp/accounts',
    needs: 'accounts',
    permits: [['ReadAccountsBasic', 'ReadAccountsDetail']],
    query: Paged,
    returns: { status: 200, schema: ReadAccount },
    problems: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listAccounts(world, grant, query.page)
      return rendered(url, 'Account', items, { next })
    },
  }),
  operation({
    id: 'GetAccountsAccountId',
    tag: 'Accounts',
    summary: 'One account',
    method: 'get',
    path: '/aisp/accounts/{AccountId}',
    needs: 'accounts',
    permits: [['ReadAccountsBasic', 'ReadAccountsDetail']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadAccount },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      rendered(url, 'Account', [getAccount(world, grant, params.AccountId)]),
  }),
]
