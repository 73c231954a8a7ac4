import * as z from 'zod'
import {
  listAccountTransactions,
  listTransactions,
  type TransactionPage,
} from '#actions/account-information/transactions.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadTransaction } from '#bank/account-information/transaction.ts'
import { transactionPermits } from '#bank/consents/permission.ts'
import { operation } from '#edge/operation.ts'
import { Paged, rendered } from './envelope.ts'

const answer = (url: string, { items, ...page }: TransactionPage) => rendered(url, 'Transaction', items, page)

const Query = z.object({
  fromBookingDateTime: z
    .string()
    .optional()
    .meta({ description: 'Booked at or after; a time zone is ignored', examples: ['2026-01-01T00:00:00'] }),
  toBookingDateTime: z
    .string()
    .optional()
    .meta({ description: 'Booked at or before; a time zone is ignored', examples: ['2026-01-31T23:59:59'] }),
  ...Paged.shape,
})

const paging = 'Pages hold 50. Follow Links.Next until there is none; what is booked meanwhile moves nothing.'

export const transactions = [
  operation({
    id: 'GetAccountsAccountIdTransactions',
    tag: 'Transactions',
    summary: 'What moved on one account, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/accounts/{AccountId}/transactions',
    needs: 'accounts',
    permits: transactionPermits,
    params: z.object({ AccountId }),
    query: Query,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) =>
      answer(url, listAccountTransactions(world, grant, params.AccountId, query)),
  }),
  operation({
    id: 'GetTransactions',
    tag: 'Transactions',
    summary: 'What moved on every account, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/transactions',
    needs: 'accounts',
    permits: transactionPermits,
    query: Query,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['date-invalid', 'field-invalid'],
    run: async ({ world, grant, query, url }) => answer(url, listTransactions(world, grant, query)),
  }),
]
