import { getBalances, listBalances } from '#actions/account-information/balances.ts'
import { ReadBalance } from '#bank/account-information/balance.ts'
import { buildAccountResource } from './account-resources.ts'

export const balances = buildAccountResource({
  name: 'Balance',
  tag: 'Balances',
  summaries: ['Get the current balances of one account', 'List the current balances of all accounts'],
  path: 'balances',
  requiredPermissions: [['ReadBalances']],
  schema: ReadBalance,
  find: getBalances,
  list: listBalances,
})
