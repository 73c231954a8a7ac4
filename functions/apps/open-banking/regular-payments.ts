import {
  getDirectDebits,
  getStandingOrders,
  listDirectDebits,
  listStandingOrders,
} from '#actions/account-information/regular-payments.ts'
import { ReadDirectDebit, ReadStandingOrder } from '#bank/account-information/regular-payment.ts'
import { buildAccountResource } from './account-resources.ts'

export const standingOrders = buildAccountResource({
  name: 'StandingOrder',
  tag: 'Standing Orders',
  summaries: ['List the standing orders of one account', 'List the standing orders of all accounts'],
  path: 'standing-orders',
  permits: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
  schema: ReadStandingOrder,
  find: getStandingOrders,
  list: listStandingOrders,
})

export const directDebits = buildAccountResource({
  name: 'DirectDebit',
  tag: 'Direct Debits',
  summaries: ['List the direct debit mandates of one account', 'List the direct debit mandates of all accounts'],
  path: 'direct-debits',
  permits: [['ReadDirectDebits']],
  schema: ReadDirectDebit,
  find: getDirectDebits,
  list: listDirectDebits,
})
