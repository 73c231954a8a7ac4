import { revokeConsent } from '#actions/consents/consents.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { findOrderOfConsent } from '#actions/payments/find-order.ts'
import { redirectTo, sendPage } from '#apps/authorization/http/page-response.ts'
import { familyOf } from '#apps/authorization/interaction/consent-parts.ts'
import { stopPage } from '#apps/authorization/pages/customer/stop.ts'
import type { Stoppable } from '#apps/authorization/texts.ts'
import { type ConsentRecord, isSingleUse, stateOf } from '#bank/consents/consent.ts'
import { isAwaitingApproval, orderIdOf } from '#bank/payments/order.ts'
import { paymentTypeByKind } from '#bank/payments/payment-types.ts'
import type { World } from '#store/world.ts'
import { type CustomerRequest, consentPath, findAppName, loadOwnConsent } from './customer-request.ts'

/**
 * Whether the customer can stop a consent: it is authorised, or its payment is not made yet. A
 * payment that waits for another director can only be refused by that director.
 */
export async function isStoppable(world: World, consent: ConsentRecord): Promise<boolean> {
  if (!isSingleUse(consent)) return stateOf(consent, world.now).state === 'AUTH'
  const order = await findOrderOfConsent(world, consent)
  return order?.waits !== undefined && !order.delay && !isAwaitingApproval(order)
}

/** Returns how the pages word stopping a consent. */
export const stoppableOf = (consent: ConsentRecord): Stoppable =>
  consent.kind !== 'account-access' &&
  consent.kind !== 'domestic-vrp' &&
  consent.kind !== 'funds-confirmation' &&
  paymentTypeByKind[consent.kind].isStandingOrder
    ? 'standing'
    : familyOf(consent.id)

/** Asks the customer to confirm. */
export async function showStop(request: CustomerRequest): Promise<Response> {
  const { server, settings, token } = request
  const consent = await loadOwnConsent(request)
  const back = consentPath(settings, consent)
  if (!(await isStoppable(server.world, consent))) return redirectTo(back)
  const app = await findAppName({ server, settings }, consent.partner)
  return sendPage(stopPage(settings, { app, words: settings.t.stops[stoppableOf(consent)], back, token }))
}

/** Stops a consent. A second click shows that it is stopped. */
export async function takeStop(request: CustomerRequest): Promise<Response> {
  const { server, settings, session } = request
  const { world } = server
  const consent = await loadOwnConsent(request)
  if (await isStoppable(world, consent)) {
    if (isSingleUse(consent)) await cancelOrder(world, session.customer, orderIdOf(consent.id))
    else await revokeConsent(world, session.customer, consent.id)
  }
  return redirectTo(`${consentPath(settings, consent)}?stopped=1`)
}
