import { listOtherDeviceRequests } from '#actions/authorization/other-device.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { listMandatePayments, listPaymentsMade } from '#actions/authorization/payments-made.ts'
import { findLastAccessDay, listAccesses } from '#actions/consents/access-log.ts'
import { findConsent, listCustomerConsents } from '#actions/consents/consents.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { findOrderOf } from '#actions/payments/orders.ts'
import { instructionOf } from '#actions/vrp/payments.ts'
import { shown } from '#apps/authorization/http/page-response.ts'
import { partsFor } from '#apps/authorization/interaction/consent-parts.ts'
import { usesIn } from '#apps/authorization/pages/customer/access-log.ts'
import { consentDetailPage } from '#apps/authorization/pages/customer/consent-detail.ts'
import { mandatePayments } from '#apps/authorization/pages/customer/mandate-payments.ts'
import { orderInWords } from '#apps/authorization/pages/customer/order-text.ts'
import { type Line, overviewPage } from '#apps/authorization/pages/customer/overview.ts'
import type { Payment } from '#apps/authorization/pages/customer/payment-cards.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import { type ConsentRecord, isSingleUse, type PaymentConsentRecord, stateOf } from '#bank/consents/consent.ts'
import { isPending, type OrderRecord } from '#bank/payments/order.ts'
import { toSign } from './approvals.ts'
import { appOf, detailPath, nameIn, type Owner, ownConsent, standingOf } from './owner.ts'
import { isStoppable, stoppableOf } from './stop.ts'

/**
 * What waits for the customer, what it allows, and what apps pay. Another director sees what waits
 * for it alone.
 */
export async function overview(owner: Owner): Promise<Response> {
  const { entered, setting, session, token } = owner
  const { world } = entered
  if (findSignatory(world, session.customer)) return toSign(owner)
  const given = await listCustomerConsents(world, session.customer)
  const lines = await Promise.all(given.filter((one) => !isSingleUse(one)).map((one) => lineOf(owner, one)))
  const payments = await Promise.all(
    (await listPaymentsMade(world, given)).map(({ consent, order }) => paymentOf(owner, consent, order)),
  )
  const name = nameIn(entered, session.customer)
  return shown(overviewPage(setting, { name, token, lines, payments, waiting: await waitingFor(owner) }))
}

async function lineOf({ entered, setting }: Owner, consent: ConsentRecord): Promise<Line> {
  const { world } = entered
  const app = await appOf({ entered, setting }, consent.partner)
  const { gist } = partsFor(world, setting, app, consent)
  const used = consent.kind === 'account-access' ? { lastUse: await findLastAccessDay(world, consent.id) } : undefined
  return { app, gist, consent, used, ...stateOf(consent, world.now) }
}

async function paymentOf(
  { entered, setting }: Owner,
  consent: PaymentConsentRecord,
  order: OrderRecord | undefined,
): Promise<Payment> {
  const { world } = entered
  const app = await appOf({ entered, setting }, consent.partner)
  const { gist } = partsFor(world, setting, app, consent, order)
  return { app, gist, consent, made: order && standingOf(world, order) }
}

/** Requests that were begun on another device. */
async function waitingFor({ entered, setting, session }: Owner) {
  const { world } = entered
  const found = await listOtherDeviceRequests(world, session.customer)
  const all = await Promise.all(
    found.map(async ({ authorising: one }) => {
      const loaded = await findConsent(world, one.consent)
      if (!loaded) return []
      const { title, gist } = partsFor(world, setting, await appOf({ entered, setting }, one.partner), loaded.consent)
      return [{ title, gist, code: one.elsewhere as string }]
    }),
  )
  return all.flat()
}

/** One thing that the customer gave. */
export async function detail(owner: Owner): Promise<Response> {
  const { c, entered, setting, session, token } = owner
  const { world } = entered
  const { t } = setting
  const consent = await ownConsent(owner)
  const app = await appOf({ entered, setting }, consent.partner)
  const order = isSingleUse(consent) ? await findOrderOf(world, consent) : undefined
  const { state, since } = stateOf(consent, world.now)
  const isStopped = c.req.query('stopped') !== undefined && (state === 'CANC' || order?.stopped?.state === 'CANC')
  const words = t.stops[stoppableOf(consent)]
  const { own } = t
  return shown(
    consentDetailPage(setting, {
      app,
      name: nameIn(entered, session.customer),
      token,
      parts: partsFor(world, setting, app, consent, order),
      isOver: isSingleUse(consent) ? order?.stopped !== undefined : state !== 'AUTH',
      state: order
        ? orderInWords(t, standingOf(world, order))
        : isSingleUse(consent) && state === 'AUTH'
          ? t.orders.approved
          : t.states[state],
      since: [isSingleUse(consent) ? own.approvedLabel : state === 'AUTH' ? own.sinceLabel : own.endedLabel, since],
      next: order && stoppableOf(consent) === 'standing' && !isPending(order) ? order.waits?.at : undefined,
      accounts: await listChosenAccounts(world, consent, consent.accounts ?? []),
      done: isStopped ? words.done(app) : undefined,
      stop: (await isStoppable(world, consent))
        ? { path: `${detailPath(setting, consent)}/stop`, ask: words.ask }
        : undefined,
      history: await historyOf(owner, consent),
    }),
  )
}

/** What came of a consent: what was read, or what was paid. */
async function historyOf({ entered: { world }, setting: { t } }: Owner, consent: ConsentRecord): Promise<Html> {
  if (consent.kind === 'account-access') return usesIn(t, consent, await listAccesses(world, consent.id))
  if (consent.kind !== 'domestic-vrp') return nothing
  const paid = await listMandatePayments(world, consent)
  return mandatePayments(
    t,
    paid.map((order) => ({
      ...standingOf(world, order),
      payee: instructionOf({ order, consent }).CreditorAccount.Name,
    })),
  )
}
