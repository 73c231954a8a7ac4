import * as z from 'zod'
import { listBeneficiaries, listScheduledPayments } from '#actions/payees.ts'
import { AccountId } from '#bank/account.ts'
import { ReadBeneficiary } from '#bank/beneficiary.ts'
import { ReadScheduledPayment } from '#bank/scheduled-payment.ts'
import { operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

export const beneficiaries = [
  operation({
    id: 'GetAccountsAccountIdBeneficiaries',
    tag: 'Beneficiaries',
    summary: 'Whom the customer has saved as payees',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/beneficiaries',
    needs: 'accounts',
    permits: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadBeneficiary },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { Beneficiary: listBeneficiaries(world, grant, params.AccountId) }),
  }),
]

export const scheduledPayments = [
  operation({
    id: 'GetAccountsAccountIdScheduledPayments',
    tag: 'Scheduled Payments',
    summary: 'What the customer has dated forward',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/scheduled-payments',
    needs: 'accounts',
    permits: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadScheduledPayment },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { ScheduledPayment: listScheduledPayments(world, grant, params.AccountId) }),
  }),
]
