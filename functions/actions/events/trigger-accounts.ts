import { closeAccount } from '#actions/accounts/close.ts'
import { closureOf } from '#actions/accounts/closure.ts'
import { findLastSalary, paySalary } from '#actions/payments/salary.ts'
import { isoOf } from '#bank/time/clock.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type AccountTrigger = TriggerAction<Extract<Subject, { is: 'account' }>>

/** The employer pays a salary. */
const salaryPaid: AccountTrigger = {
  findObstacle: (world, { account }) =>
    closureOf(world, account)
      ? 'it takes no payments'
      : findLastSalary(world, account)
        ? undefined
        : 'no employer has paid a salary into it in the last 62 days',
  async run(world, { account }, _, others) {
    const last = findLastSalary(world, account)
    if (last) await paySalary(world, account, last, others)
  },
}

/** The bank closes the account. */
const accountClosed: AccountTrigger = {
  findObstacle(world, { account }) {
    const closure = closureOf(world, account)
    return closure && `it is ${closure.why} since ${isoOf(closure.at)}`
  },
  run: (world, { account }, _, others) => closeAccount(world, account, others),
}

/** The events of accounts. */
export const accountTriggers = { 'salary.paid': salaryPaid, 'account.closed': accountClosed } as const
