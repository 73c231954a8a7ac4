import { findAccount } from '#actions/accounts/lookup.ts'
import { recallRequest } from '#actions/concurrency/idempotency.ts'
import { eligibleAccounts } from '#actions/consents/eligible-accounts.ts'
import { Problem } from '#bank/base/problem.ts'
import { applyAction, type PaymentConsentRecord } from '#bank/consents/consent.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { money } from '#bank/money/money.ts'
import type { PaymentRequest } from '#bank/payments/consent-request.ts'
import { DomesticInitiation } from '#bank/payments/initiation-schemas.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { withLocks } from '#store/keyed-lock.ts'
import { consents, orders } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readNow, reloadRecord, type World } from '#store/world.ts'
import { buildConsent } from './consents.ts'
import { loadOrder } from './find-order.ts'
import { commitPlan, draftOrder, listLocks, planOrder } from './orders.ts'

/** A payment in pounds that a customer makes at the bank itself. */
export type OwnPayment = {
  /** The id of the customer's account that pays. */
  readonly account: string
  readonly payee: { readonly name: string; readonly sortCode: string; readonly accountNumber: string }
  readonly pence: bigint
  readonly reference?: string | undefined
  /** The same for every sending of the same form: it pays once. */
  readonly key: string
}

/**
 * Pays from a customer's account, as the customer asks the bank itself: without a partner, by the
 * same decision, rails and legs as a partner's domestic payment. A payment that the bank cannot
 * make is stored as a rejected order. The same key and payment again returns the same order.
 */
export async function payAsCustomer(world: World, customer: string, payment: OwnPayment): Promise<OrderRecord> {
  const consent = buildOwnConsent(world, customer, payment)
  const request = { partner: ownChannel, operation: customer, key: payment.key, body: consent.request }
  return withLocks(world.sandbox, listLocks(world, consent), () =>
    retryOnConflict(async (attempt) => {
      const current = attempt === 1 ? world : await reloadRecord(world)
      const recalled = await recallRequest(current, request)
      if (recalled.earlier !== undefined) return loadOrder(current, recalled.earlier)
      const reached = attempt === 1 ? world.now : readNow(current.sandbox, current.record)
      const plan = await planOrder(current, draftOrder(current, consent), consent, reached)
      await commitPlan(current, plan, [
        { put: consents.key(current, consent.id), expect: 'absent', value: consent },
        { put: orders.key(current, plan.order.id), expect: 'absent', value: plan.order },
        recalled.remember(plan.order.id),
      ])
      return plan.order
    }),
  )
}

/** Builds the consent that such a payment stands for: authorised by its customer as it is made. */
function buildOwnConsent(world: World, customer: string, payment: OwnPayment): PaymentConsentRecord {
  const awaiting = buildConsent(world, ownChannel, 'domestic-payment', buildRequest(payment))
  const account = findAccount(world, payment.account)
  if (!account || !eligibleAccounts(world, awaiting, customer).some(({ id }) => id === account.id))
    throw new Problem('account-not-found', `account: ${customer} has no account ${payment.account} that can pay`, {
      path: 'account',
    })
  return { ...applyAction(awaiting, 'authorise', world.now), customer, accounts: [account.id] }
}

function buildRequest({ payee, pence, reference }: OwnPayment): PaymentRequest {
  const Initiation = DomesticInitiation.parse({
    InstructionIdentification: ownChannel,
    EndToEndIdentification: 'NOTPROVIDED',
    InstructedAmount: money(pence, 'GBP'),
    CreditorAccount: {
      SchemeName: 'UK.OBIE.SortCodeAccountNumber',
      Identification: payee.sortCode + payee.accountNumber,
      Name: payee.name,
    },
    ...(reference && { RemittanceInformation: { Unstructured: [reference] } }),
  })
  return { Data: { Initiation }, Risk: {} } as PaymentRequest
}
