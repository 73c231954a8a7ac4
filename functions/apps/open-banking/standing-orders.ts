import { getStandingOrders, listStandingOrders } from '#actions/account-information/standing-orders.ts'
import { ReadStandingOrder } from '#bank/account-information/standing-order.ts'
import { buildAccountResource } from './account-resources.ts'

export const standingOrders = buildAccountResource({
  name: 'StandingOrder',
  tag: 'Standing Orders',
  summaries: ['List the standing orders of one account', 'List the standing orders of all accounts'],
  path: 'standing-orders',
  requiredPermissions: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
  schema: ReadStandingOrder,
  find: getStandingOrders,
  list: listStandingOrders,
})
