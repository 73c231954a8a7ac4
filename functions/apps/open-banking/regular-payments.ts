import {
  getDirectDebits,
  getStandingOrders,
  listDirectDebits,
  listStandingOrders,
} from '#actions/account-information/regular-payments.ts'
import { ReadDirectDebit, ReadStandingOrder } from '#bank/account-information/regular-payment.ts'
import { onAccounts } from './on-accounts.ts'

export const standingOrders = onAccounts({
  name: 'StandingOrder',
  tag: 'Standing Orders',
  summaries: [
    'What the customer has told the bank to pay regularly',
    'What the customer has told the bank to pay regularly, from every account',
  ],
  path: 'standing-orders',
  permits: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
  schema: ReadStandingOrder,
  find: getStandingOrders,
  list: listStandingOrders,
})

export const directDebits = onAccounts({
  name: 'DirectDebit',
  tag: 'Direct Debits',
  summaries: ['Who may take money from an account', 'Who may take money from any account'],
  path: 'direct-debits',
  permits: [['ReadDirectDebits']],
  schema: ReadDirectDebit,
  find: getDirectDebits,
  list: listDirectDebits,
})
