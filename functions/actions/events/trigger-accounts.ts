import { findLastSalary, paySalary } from '#actions/payments/salary.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type AccountTrigger = TriggerAction<Extract<Subject, { is: 'account' }>>

/** The employer pays a salary. */
const salaryPaid: AccountTrigger = {
  findObstacle: (world, { account }) =>
    findLastSalary(world, account) ? undefined : 'no employer has paid a salary into it in the last 62 days',
  async run(world, { account }, _, others) {
    const last = findLastSalary(world, account)
    if (last) await paySalary(world, account, last, others)
  },
}

/** The events of accounts. */
export const accountTriggers = { 'salary.paid': salaryPaid } as const
