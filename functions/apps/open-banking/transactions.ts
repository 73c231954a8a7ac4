import * as z from 'zod'
import {
  listAccountTransactions,
  listTransactions,
  type TransactionPage,
} from '#actions/account-information/transactions.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadTransaction } from '#bank/account-information/transaction.ts'
import { transactionPermissions } from '#bank/consents/permission.ts'
import { operation } from '#edge/operation.ts'
import { PageQuery, renderList } from './envelope.ts'

const renderTransactions = (url: string, { items, ...page }: TransactionPage) =>
  renderList(url, 'Transaction', items, page)

const TransactionQuery = z.object({
  fromBookingDateTime: z
    .string()
    .optional()
    .meta({
      description: 'Only transactions booked at or after this time. The time zone is ignored.',
      examples: ['2026-01-01T00:00:00'],
    }),
  toBookingDateTime: z
    .string()
    .optional()
    .meta({
      description: 'Only transactions booked at or before this time. The time zone is ignored.',
      examples: ['2026-01-31T23:59:59'],
    }),
  ...PageQuery.shape,
})

const paging =
  'A page has up to 50. To read the next page, follow Links.Next. Transactions that are booked between the calls do not shift the pages.'

export const transactions = [
  operation({
    id: 'GetAccountsAccountIdTransactions',
    tag: 'Transactions',
    summary: 'List the transactions of one account, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/accounts/{AccountId}/transactions',
    needs: 'accounts',
    requiredPermissions: transactionPermissions,
    params: z.object({ AccountId }),
    query: TransactionQuery,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) =>
      renderTransactions(url, await listAccountTransactions(world, grant, params.AccountId, query)),
  }),
  operation({
    id: 'GetTransactions',
    tag: 'Transactions',
    summary: 'List the transactions of all accounts, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/transactions',
    needs: 'accounts',
    requiredPermissions: transactionPermissions,
    query: TransactionQuery,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['date-invalid', 'field-invalid'],
    run: async ({ world, grant, query, url }) => renderTransactions(url, await listTransactions(world, grant, query)),
  }),
]
