import type { CashAccount } from '#bank/account-information/account.ts'
import type { StandingOrder } from '#bank/account-information/regular-payment.ts'
import type { ScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { hideFields, type Visibility } from '#bank/consents/field-visibility.ts'
import { initiationOf, planOfConsent } from '#bank/payments/consent-request.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { amountOfPayment } from '#bank/payments/standing-orders.ts'
import type { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import { iso } from '#bank/time/clock.ts'
import { listPages } from '#store/list-pages.ts'
import { consents, futureDatedOrders, orders } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/**
 * What partners have dated forward from accounts, beside what the synthetic customers do: payments
 * that wait, and standing orders.
 */
export type OrdersByAccount = ReadonlyMap<
  string,
  readonly { readonly order: OrderRecord; readonly consent: PaymentConsentRecord }[]
>

/**
 * Those of one account, of all whose id begins so (`acc_42_`), or of everybody's. By the order's
 * id, oldest account first.
 */
export async function loadFutureDatedOrders(world: World, prefix: string): Promise<OrdersByAccount> {
  if (world.record.dated !== true) return new Map()
  const { store } = world.sandbox
  // Nothing waits, and no money has moved: nobody has dated anything forward here, and reading
  // costs nothing.
  if (world.record.nextDue === undefined && world.record.moved !== true) return new Map()
  const { partition, path } = futureDatedOrders.key(world, { account: prefix, id: '' })
  const found = new Map<string, { order: OrderRecord; consent: PaymentConsentRecord }[]>()
  for await (const items of listPages(store, partition, { prefix: path.slice(0, -1), limit: limits.keysPerGet })) {
    const ids = items.map(({ key }) => key.path.slice(key.path.lastIndexOf('/') + 1))
    const kept = (await store.get(ids.map((id) => orders.key(world, id)))).flatMap((item) =>
      item ? [orders.read(item)] : [],
    )
    const given = await store.get(kept.map(({ consent }) => consents.key(world, consent)))
    for (const [n, order] of kept.entries()) {
      const consent = given[n] && (consents.read(given[n]) as PaymentConsentRecord)
      if (consent) found.set(order.account, [...(found.get(order.account) ?? []), { order, consent }])
    }
  }
  return found
}

/** The payments that wait for their day on an account, as OBScheduledPayment3. */
export function scheduledPaymentsFrom(
  ahead: OrdersByAccount,
  accountId: string,
  depth: Visibility,
): ScheduledPayment[] {
  return (ahead.get(accountId) ?? []).flatMap(({ order, consent }) => {
    const { InstructedAmount, CreditorAccount, RemittanceInformation } = initiationOf(consent)
    if (!paymentTypes[consent.kind].isScheduled || !order.waits || !InstructedAmount) return []
    const reference = referenceOf(RemittanceInformation)
    return [
      hideFields<ScheduledPayment>(depth, 'ScheduledPayment', {
        AccountId: accountId,
        ScheduledPaymentId: order.id,
        ScheduledPaymentDateTime: iso(order.waits.at),
        ScheduledType: 'Execution',
        ...(reference !== undefined && { Reference: reference.slice(0, longestReference) }),
        InstructedAmount,
        CreditorAccount: addressed(CreditorAccount),
      }),
    ]
  })
}

/** As the standard has it for a scheduled payment; what goes with the money may be longer. */
const longestReference = 35

/** The standing orders of an account, with those that are over, as OBStandingOrder6. */
export function standingOrdersFrom(ahead: OrdersByAccount, accountId: string, depth: Visibility): StandingOrder[] {
  return (ahead.get(accountId) ?? []).flatMap(({ order, consent }) =>
    paymentTypes[consent.kind].isStandingOrder ? [hideFields(depth, 'StandingOrder', standing(order, consent))] : [],
  )
}

function standing(order: OrderRecord, consent: PaymentConsentRecord): StandingOrder {
  const { waits, lastPaid, stopped } = order
  const initiation = initiationOf(consent)
  const { FirstPaymentAmount, FinalPaymentAmount, NumberOfPayments, RemittanceInformation } = initiation
  const plan = planOfConsent(consent, order)
  const next = waits && amountOfPayment(initiation, plan, waits.n)
  const last = lastPaid && amountOfPayment(initiation, plan, lastPaid.n)
  return {
    AccountId: order.account,
    StandingOrderId: order.id,
    StandingOrderStatusCode: stopped ? 'CANC' : waits ? 'ACTV' : 'EXPI',
    ...(waits && next && { NextPaymentDateTime: iso(waits.at), NextPaymentAmount: next }),
    ...(lastPaid && last && { LastPaymentDateTime: iso(lastPaid.at), LastPaymentAmount: last }),
    ...(NumberOfPayments !== undefined && { NumberOfPayments }),
    ...(FirstPaymentAmount && { FirstPaymentAmount }),
    ...(FinalPaymentAmount && { FinalPaymentAmount }),
    CreditorAccount: addressed(initiation.CreditorAccount),
    MandateRelatedInformation: initiation.MandateRelatedInformation as MandateRelatedInformation,
    ...(RemittanceInformation && { RemittanceInformation }),
  }
}

/** Account information says less of an account than an order may. */
const addressed = ({ SchemeName, Identification, Name }: Initiation['CreditorAccount']): CashAccount => ({
  SchemeName: SchemeName as CashAccount['SchemeName'],
  Identification,
  Name,
})
