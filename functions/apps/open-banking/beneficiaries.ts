import { getBeneficiaries, listBeneficiaries } from '#actions/account-information/beneficiaries.ts'
import { ReadBeneficiary } from '#bank/account-information/beneficiary.ts'
import { buildAccountResource } from './account-resources.ts'

export const beneficiaries = buildAccountResource({
  name: 'Beneficiary',
  tag: 'Beneficiaries',
  summaries: ['List the saved payees of one account', 'List the saved payees of all accounts'],
  path: 'beneficiaries',
  requiredPermissions: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
  schema: ReadBeneficiary,
  find: getBeneficiaries,
  list: listBeneficiaries,
})
