import * as z from 'zod'
import { findDirectDebits, findStandingOrders, listDirectDebits, listStandingOrders } from '#actions/mandates.ts'
import { AccountId } from '#bank/account.ts'
import { ReadDirectDebit, ReadStandingOrder } from '#bank/mandate.ts'
import { operation } from '#edge/operation.ts'
import { envelope, Paged } from './envelope.ts'

export const standingOrders = [
  operation({
    id: 'GetAccountsAccountIdStandingOrders',
    tag: 'Standing Orders',
    summary: 'What the customer has told the bank to pay regularly',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/standing-orders',
    needs: 'accounts',
    permits: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadStandingOrder },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { StandingOrder: await findStandingOrders(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetStandingOrders',
    tag: 'Standing Orders',
    summary: 'What the customer has told the bank to pay regularly, from every account',
    method: 'get',
    path: '/aisp/standing-orders',
    needs: 'accounts',
    permits: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
    query: Paged,
    returns: { status: 200, schema: ReadStandingOrder },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = await listStandingOrders(world, grant, query.page)
      return envelope(url, { StandingOrder: items }, { next })
    },
  }),
]

export const directDebits = [
  operation({
    id: 'GetAccountsAccountIdDirectDebits',
    tag: 'Direct Debits',
    summary: 'Who may take money from an account',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/direct-debits',
    needs: 'accounts',
    permits: [['ReadDirectDebits']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadDirectDebit },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { DirectDebit: findDirectDebits(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetDirectDebits',
    tag: 'Direct Debits',
    summary: 'Who may take money from any account',
    method: 'get',
    path: '/aisp/direct-debits',
    needs: 'accounts',
    permits: [['ReadDirectDebits']],
    query: Paged,
    returns: { status: 200, schema: ReadDirectDebit },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listDirectDebits(world, grant, query.page)
      return envelope(url, { DirectDebit: items }, { next })
    },
  }),
]
