import { listOtherDeviceRequests } from '#actions/authorization/other-device.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { listMandatePayments, listPaymentsMade } from '#actions/authorization/payments-made.ts'
import { findLastAccessDay, listAccesses } from '#actions/consents/access-log.ts'
import { findConsent, listCustomerConsents } from '#actions/consents/consents.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { findOrderOfConsent } from '#actions/payments/find-order.ts'
import { instructionOf } from '#actions/vrp/payments.ts'
import { sendPage } from '#apps/authorization/http/page-response.ts'
import { buildConsentParts } from '#apps/authorization/interaction/consent-parts.ts'
import { accessLogSection } from '#apps/authorization/pages/customer/access-log.ts'
import { consentDetailPage } from '#apps/authorization/pages/customer/consent-detail.ts'
import { mandatePaymentsSection } from '#apps/authorization/pages/customer/mandate-payments.ts'
import { describeOrder } from '#apps/authorization/pages/customer/order-text.ts'
import { type ConsentLine, overviewPage, type WaitingRequest } from '#apps/authorization/pages/customer/overview.ts'
import type { Payment } from '#apps/authorization/pages/customer/payment-cards.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import { type ConsentRecord, isSingleUse, type PaymentConsentRecord, stateOf } from '#bank/consents/consent.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { showPaymentsToApprove } from './approvals.ts'
import {
  type CustomerRequest,
  consentPath,
  customerName,
  findAppName,
  loadOwnConsent,
  withStatus,
} from './customer-request.ts'
import type { OwnAccount } from './own-accounts.ts'
import { isStoppable, stoppableOf } from './stop.ts'

/**
 * Shows what apps may see and have paid: what waits for the customer, the consents, and payments by
 * apps. A director sees only the payments that wait for approval.
 */
export async function showOverview(request: CustomerRequest, accounts: readonly OwnAccount[] = []): Promise<Response> {
  const { server, settings, session, token } = request
  const { world } = server
  if (findSignatory(world, session.customer)) return showPaymentsToApprove(request)
  const given = await listCustomerConsents(world, session.customer)
  const lines = await Promise.all(given.filter((one) => !isSingleUse(one)).map((one) => lineOf(request, one)))
  const payments = await Promise.all(
    (await listPaymentsMade(world, given)).map(({ consent, order }) => paymentOf(request, consent, order)),
  )
  const name = customerName(server, session.customer)
  return sendPage(
    overviewPage(settings, { name, token, accounts, lines, payments, waiting: await listWaitingRequests(request) }),
  )
}

async function lineOf({ server, settings }: CustomerRequest, consent: ConsentRecord): Promise<ConsentLine> {
  const { world } = server
  const app = await findAppName({ server, settings }, consent.partner)
  const { summary } = buildConsentParts(world, settings, app, consent)
  const used = consent.kind === 'account-access' ? { lastUse: await findLastAccessDay(world, consent.id) } : undefined
  return { app, summary, consent, used, ...stateOf(consent, world.now) }
}

async function paymentOf(
  { server, settings }: CustomerRequest,
  consent: PaymentConsentRecord,
  order: OrderRecord | undefined,
): Promise<Payment> {
  const { world } = server
  const app = await findAppName({ server, settings }, consent.partner)
  const { summary } = buildConsentParts(world, settings, app, consent, order)
  return { app, summary, consent, made: order && withStatus(world, order) }
}

/** Lists the requests that were started on another device and wait for the customer. */
export async function listWaitingRequests({ server, settings, session }: CustomerRequest): Promise<WaitingRequest[]> {
  const { world } = server
  const found = await listOtherDeviceRequests(world, session.customer)
  const all = await Promise.all(
    found.map(async ({ authorising: one }) => {
      const loaded = await findConsent(world, one.consent)
      if (!loaded) return []
      const { title, summary } = buildConsentParts(
        world,
        settings,
        await findAppName({ server, settings }, one.partner),
        loaded.consent,
      )
      return [{ title, summary, code: one.elsewhere as string }]
    }),
  )
  return all.flat()
}

/** Shows one consent of the customer. */
export async function showConsent(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { world } = server
  const { t } = settings
  const consent = await loadOwnConsent(request)
  const app = await findAppName({ server, settings }, consent.partner)
  const order = isSingleUse(consent) ? await findOrderOfConsent(world, consent) : undefined
  const { state, since } = stateOf(consent, world.now)
  const isStopped = c.req.query('stopped') !== undefined && (state === 'CANC' || order?.stopped?.state === 'CANC')
  const words = t.stops[stoppableOf(consent)]
  const { own } = t
  return sendPage(
    consentDetailPage(settings, {
      app,
      name: customerName(server, session.customer),
      token,
      parts: buildConsentParts(world, settings, app, consent, order),
      isOver: isSingleUse(consent) ? order?.stopped !== undefined : state !== 'AUTH',
      state: order
        ? describeOrder(t, withStatus(world, order))
        : isSingleUse(consent) && state === 'AUTH'
          ? t.orders.approved
          : t.states[state],
      since: [isSingleUse(consent) ? own.approvedLabel : state === 'AUTH' ? own.sinceLabel : own.endedLabel, since],
      next: order && stoppableOf(consent) === 'standing' && !isAwaitingApproval(order) ? order.waits?.at : undefined,
      accounts: await listChosenAccounts(world, consent, consent.accounts ?? []),
      done: isStopped ? words.done(app) : undefined,
      stop: (await isStoppable(world, consent))
        ? { path: `${consentPath(settings, consent)}/stop`, ask: words.ask }
        : undefined,
      history: await historyOf(request, consent),
    }),
  )
}

/** Builds the history of a consent: what was read or paid. */
async function historyOf(
  { server: { world }, settings: { t } }: CustomerRequest,
  consent: ConsentRecord,
): Promise<Html> {
  if (consent.kind === 'account-access') return accessLogSection(t, consent, await listAccesses(world, consent.id))
  if (consent.kind !== 'domestic-vrp') return nothing
  const paid = await listMandatePayments(world, consent)
  return mandatePaymentsSection(
    t,
    paid.map((order) => ({
      ...withStatus(world, order),
      payee: instructionOf({ order, consent }).CreditorAccount.Name,
    })),
  )
}
