import {
  getBeneficiaries,
  getScheduledPayments,
  listBeneficiaries,
  listScheduledPayments,
} from '#actions/account-information/beneficiaries.ts'
import { ReadBeneficiary } from '#bank/account-information/beneficiary.ts'
import { ReadScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import { onAccounts } from './on-accounts.ts'

export const beneficiaries = onAccounts({
  name: 'Beneficiary',
  tag: 'Beneficiaries',
  summaries: ['Whom the customer has saved as payees', 'Whom the customer has saved as payees of any account'],
  path: 'beneficiaries',
  permits: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
  schema: ReadBeneficiary,
  find: getBeneficiaries,
  list: listBeneficiaries,
})

export const scheduledPayments = onAccounts({
  name: 'ScheduledPayment',
  tag: 'Scheduled Payments',
  summaries: ['What the customer has dated forward', 'What the customer has dated forward from any account'],
  path: 'scheduled-payments',
  permits: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
  schema: ReadScheduledPayment,
  find: getScheduledPayments,
  list: listScheduledPayments,
})
