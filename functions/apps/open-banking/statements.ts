import * as z from 'zod'
import { buildStatementFile, statementMedia } from '#actions/account-information/statement-files.ts'
import { getStatement, listAccountStatements, listStatements } from '#actions/account-information/statements.ts'
import { listStatementTransactions } from '#actions/account-information/transactions.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadStatement } from '#bank/account-information/statement.ts'
import { ReadTransaction } from '#bank/account-information/transaction.ts'
import { transactionPermits } from '#bank/consents/permission.ts'
import { Download, operation } from '#edge/operation.ts'
import { envelope, Paged, rendered } from './envelope.ts'

const StatementId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'A month of the account that has ended', examples: ['st_0_current_24321'] })

const Query = z.object({
  fromStatementDateTime: z.string().optional().meta({ description: 'Ended at or after; a time zone is ignored' }),
  toStatementDateTime: z.string().optional().meta({ description: 'Begun at or before; a time zone is ignored' }),
  ...Paged.shape,
})

const paging = 'Pages hold twelve. Follow Links.Next until there is none.'

export const statements = [
  operation({
    id: 'GetAccountsAccountIdStatements',
    tag: 'Statements',
    summary: 'The months of an account that have ended, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements',
    needs: 'accounts',
    permits: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    params: z.object({ AccountId }),
    query: Query,
    returns: { status: 200, schema: ReadStatement },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) => {
      const { items, next } = listAccountStatements(world, grant, params.AccountId, query)
      return envelope(url, { Statement: items }, { next })
    },
  }),
  operation({
    id: 'GetStatements',
    tag: 'Statements',
    summary: 'The months of every account that have ended, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/statements',
    needs: 'accounts',
    permits: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    query: Query,
    returns: { status: 200, schema: ReadStatement },
    problems: ['date-invalid', 'field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listStatements(world, grant, query)
      return envelope(url, { Statement: items }, { next })
    },
  }),
  operation({
    id: 'GetAccountsAccountIdStatementsStatementId',
    tag: 'Statements',
    summary: 'One statement',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}',
    needs: 'accounts',
    permits: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    params: z.object({ AccountId, StatementId }),
    returns: { status: 200, schema: ReadStatement },
    problems: ['account-not-found', 'statement-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { Statement: [getStatement(world, grant, params.AccountId, params.StatementId)] }),
  }),
  operation({
    id: 'GetAccountsAccountIdStatementsStatementIdFile',
    tag: 'Statements',
    summary: 'One statement as a customer would print it, a PDF',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}/file',
    needs: 'accounts',
    permits: [['ReadStatementsDetail']],
    params: z.object({ AccountId, StatementId }),
    returns: { status: 200, media: [statementMedia] },
    problems: ['account-not-found', 'statement-not-found'],
    run: async ({ world, grant, params }) => {
      const { media, fileName, bytes } = await buildStatementFile(world, grant, params)
      return new Download(media, fileName, bytes)
    },
  }),
  operation({
    id: 'GetAccountsAccountIdStatementsStatementIdTransactions',
    tag: 'Statements',
    summary: 'What moved in the month of a statement, newest first',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}/transactions',
    needs: 'accounts',
    permits: transactionPermits,
    params: z.object({ AccountId, StatementId }),
    query: Paged,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['account-not-found', 'statement-not-found', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) => {
      const { items, ...page } = listStatementTransactions(world, grant, params, query.page)
      return rendered(url, 'Transaction', items, page)
    },
  }),
]
