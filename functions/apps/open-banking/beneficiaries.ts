import {
  getBeneficiaries,
  getScheduledPayments,
  listBeneficiaries,
  listScheduledPayments,
} from '#actions/account-information/beneficiaries.ts'
import { ReadBeneficiary } from '#bank/account-information/beneficiary.ts'
import { ReadScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import { buildAccountResource } from './account-resources.ts'

export const beneficiaries = buildAccountResource({
  name: 'Beneficiary',
  tag: 'Beneficiaries',
  summaries: ['List the saved payees of one account', 'List the saved payees of all accounts'],
  path: 'beneficiaries',
  permits: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
  schema: ReadBeneficiary,
  find: getBeneficiaries,
  list: listBeneficiaries,
})

export const scheduledPayments = buildAccountResource({
  name: 'ScheduledPayment',
  tag: 'Scheduled Payments',
  summaries: ['List the future-dated payments from one account', 'List the future-dated payments from all accounts'],
  path: 'scheduled-payments',
  permits: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
  schema: ReadScheduledPayment,
  find: getScheduledPayments,
  list: listScheduledPayments,
})
