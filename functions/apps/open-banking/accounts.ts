import * as z from 'zod'
import { getAccount, listAccounts } from '#actions/account-information/accounts.ts'
import { AccountId, ReadAccount } from '#bank/account-information/account.ts'
import { operation } from '#edge/operation.ts'
import { PageQuery, renderList } from './envelope.ts'

export const accounts = [
  operation({
    id: 'GetAccounts',
    tag: 'Accounts',
    summary: 'List the accounts that the token gives access to',
    method: 'get',
    path: '/aisp/accounts',
    needs: 'accounts',
    requiredPermissions: [['ReadAccountsBasic', 'ReadAccountsDetail']],
    query: PageQuery,
    returns: { status: 200, schema: ReadAccount },
    problems: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listAccounts(world, grant, query.page)
      return renderList(url, 'Account', items, { next })
    },
  }),
  operation({
    id: 'GetAccountsAccountId',
    tag: 'Accounts',
    summary: 'Get one account',
    method: 'get',
    path: '/aisp/accounts/{AccountId}',
    needs: 'accounts',
    requiredPermissions: [['ReadAccountsBasic', 'ReadAccountsDetail']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadAccount },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      renderList(url, 'Account', [getAccount(world, grant, params.AccountId)]),
  }),
]
