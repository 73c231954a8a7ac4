import { getBalances, listBalances } from '#actions/account-information/balances.ts'
import { ReadBalance } from '#bank/account-information/balance.ts'
import { onAccounts } from './on-accounts.ts'

export const balances = onAccounts({
  name: 'Balance',
  tag: 'Balances',
  summaries: ['What one account holds now', 'What every account holds now'],
  path: 'balances',
  permits: [['ReadBalances']],
  schema: ReadBalance,
  find: getBalances,
  list: listBalances,
})
