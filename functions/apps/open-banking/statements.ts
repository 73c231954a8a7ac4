import * as z from 'zod'
import { buildStatementFile, statementMedia } from '#actions/account-information/statement-files.ts'
import { getStatement, listAccountStatements, listStatements } from '#actions/account-information/statements.ts'
import { listStatementTransactions } from '#actions/account-information/transactions.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadStatement } from '#bank/account-information/statement.ts'
import { ReadTransaction } from '#bank/account-information/transaction.ts'
import { transactionPermissions } from '#bank/consents/permission.ts'
import { Download, operation } from '#edge/operation.ts'
import { buildEnvelope, PageQuery, renderList } from './envelope.ts'

const StatementId = z
  .string()
  .min(1)
  .max(40)
  .meta({
    description: 'The id of a statement. A statement covers one month that has ended.',
    examples: ['st_0_current_24321'],
  })

const StatementQuery = z.object({
  fromStatementDateTime: z
    .string()
    .optional()
    .meta({
      description: 'Only statements that end at or after this time. The time zone is ignored.',
      examples: ['2026-01-01T00:00:00'],
    }),
  toStatementDateTime: z
    .string()
    .optional()
    .meta({
      description: 'Only statements that begin at or before this time. The time zone is ignored.',
      examples: ['2026-03-31T23:59:59'],
    }),
  ...PageQuery.shape,
})

const paging =
  'A statement covers one month that has ended. A page has up to 12. To read the next page, follow Links.Next.'

export const statements = [
  operation({
    id: 'GetAccountsAccountIdStatements',
    tag: 'Statements',
    summary: 'List the statements of one account, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements',
    needs: 'accounts',
    requiredPermissions: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    params: z.object({ AccountId }),
    query: StatementQuery,
    returns: { status: 200, schema: ReadStatement },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) => {
      const { items, next } = await listAccountStatements(world, grant, params.AccountId, query)
      return buildEnvelope(url, { Statement: items }, { next })
    },
  }),
  operation({
    id: 'GetStatements',
    tag: 'Statements',
    summary: 'List the statements of all accounts, newest first',
    description: paging,
    method: 'get',
    path: '/aisp/statements',
    needs: 'accounts',
    requiredPermissions: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    query: StatementQuery,
    returns: { status: 200, schema: ReadStatement },
    problems: ['date-invalid', 'field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = await listStatements(world, grant, query)
      return buildEnvelope(url, { Statement: items }, { next })
    },
  }),
  operation({
    id: 'GetAccountsAccountIdStatementsStatementId',
    tag: 'Statements',
    summary: 'Get one statement',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}',
    needs: 'accounts',
    requiredPermissions: [['ReadStatementsBasic', 'ReadStatementsDetail']],
    params: z.object({ AccountId, StatementId }),
    returns: { status: 200, schema: ReadStatement },
    problems: ['account-not-found', 'statement-not-found'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, { Statement: [await getStatement(world, grant, params.AccountId, params.StatementId)] }),
  }),
  operation({
    id: 'GetAccountsAccountIdStatementsStatementIdFile',
    tag: 'Statements',
    summary: 'Download one statement as a PDF',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}/file',
    needs: 'accounts',
    requiredPermissions: [['ReadStatementsDetail']],
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
    summary: 'List the transactions of one statement, newest first',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/statements/{StatementId}/transactions',
    needs: 'accounts',
    requiredPermissions: transactionPermissions,
    params: z.object({ AccountId, StatementId }),
    query: PageQuery,
    returns: { status: 200, schema: ReadTransaction },
    problems: ['account-not-found', 'statement-not-found', 'field-invalid'],
    run: async ({ world, grant, params, query, url }) => {
      const { items, ...page } = await listStatementTransactions(world, grant, params, query.page)
      return renderList(url, 'Transaction', items, page)
    },
  }),
]
