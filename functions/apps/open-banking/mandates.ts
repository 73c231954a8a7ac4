import * as z from 'zod'
import { listDirectDebits, listStandingOrders } from '#actions/mandates.ts'
import { AccountId } from '#bank/account.ts'
import { ReadDirectDebit, ReadStandingOrder } from '#bank/mandate.ts'
import { operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

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
      envelope(url, { StandingOrder: listStandingOrders(world, grant, params.AccountId) }),
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
      envelope(url, { DirectDebit: listDirectDebits(world, grant, params.AccountId) }),
  }),
]
