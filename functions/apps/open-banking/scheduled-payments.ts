import { getScheduledPayments, listScheduledPayments } from '#actions/account-information/scheduled-payments.ts'
import { ReadScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import { buildAccountResource } from './account-resources.ts'

export const scheduledPayments = buildAccountResource({
  name: 'ScheduledPayment',
  tag: 'Scheduled Payments',
  summaries: ['List the future-dated payments from one account', 'List the future-dated payments from all accounts'],
  path: 'scheduled-payments',
  requiredPermissions: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
  schema: ReadScheduledPayment,
  find: getScheduledPayments,
  list: listScheduledPayments,
})
