import * as z from 'zod'
import { findBeneficiaries, findScheduledPayments, listBeneficiaries, listScheduledPayments } from '#actions/payees.ts'
import { AccountId } from '#bank/account.ts'
import { ReadBeneficiary } from '#bank/beneficiary.ts'
import { ReadScheduledPayment } from '#bank/scheduled-payment.ts'
import { operation } from '#edge/operation.ts'
import { envelope, Paged } from './envelope.ts'

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
      envelope(url, { Beneficiary: findBeneficiaries(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetBeneficiaries',
    tag: 'Beneficiaries',
    summary: 'Whom the customer has saved as payees of any account',
    method: 'get',
    path: '/aisp/beneficiaries',
    needs: 'accounts',
    permits: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
    query: Paged,
    returns: { status: 200, schema: ReadBeneficiary },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = listBeneficiaries(world, grant, query.page)
      return envelope(url, { Beneficiary: items }, { next })
    },
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
      envelope(url, { ScheduledPayment: await findScheduledPayments(world, grant, params.AccountId) }),
  }),
  operation({
    id: 'GetScheduledPayments',
    tag: 'Scheduled Payments',
    summary: 'What the customer has dated forward from any account',
    method: 'get',
    path: '/aisp/scheduled-payments',
    needs: 'accounts',
    permits: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
    query: Paged,
    returns: { status: 200, schema: ReadScheduledPayment },
    refuses: ['field-invalid'],
    run: async ({ world, grant, query, url }) => {
      const { items, next } = await listScheduledPayments(world, grant, query.page)
      return envelope(url, { ScheduledPayment: items }, { next })
    },
  }),
]
