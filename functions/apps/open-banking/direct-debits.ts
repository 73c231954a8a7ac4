import { getDirectDebits, listDirectDebits } from '#actions/account-information/direct-debits.ts'
import { ReadDirectDebit } from '#bank/account-information/direct-debit.ts'
import { buildAccountResource } from './account-resources.ts'

export const directDebits = buildAccountResource({
  name: 'DirectDebit',
  tag: 'Direct Debits',
  summaries: ['List the direct debit mandates of one account', 'List the direct debit mandates of all accounts'],
  path: 'direct-debits',
  requiredPermissions: [['ReadDirectDebits']],
  schema: ReadDirectDebit,
  find: getDirectDebits,
  list: listDirectDebits,
})
