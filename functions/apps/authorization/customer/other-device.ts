import type { Context } from 'hono'
import { approveInteraction, refuseInteraction, type StoredInteraction } from '#actions/authorization/interaction.ts'
import { findOtherDeviceRequest } from '#actions/authorization/other-device.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import { buildPageSettings, redirectTo, sendPage } from '#apps/authorization/http/page-response.ts'
import type { Handler } from '#apps/authorization/http/request-wrapper.ts'
import { buildConsentParts } from '#apps/authorization/interaction/consent-parts.ts'
import { approvalPage, approvedPage } from '#apps/authorization/pages/customer/other-device-approval.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { type CustomerRequest, customerName, findAppName } from './customer-request.ts'

/** Redirects from the short address, as typed on another device, to the request that waits. */
export const redirectFromShortLink: Handler = async (c, { world }) =>
  redirectTo(`${buildPageSettings(c, world.sandbox, world).base}/customer/approvals/${readShortCode(c)}`)

/** Shows the request that waits for the customer under a short code. */
export async function showOtherDeviceApproval(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { stored, consent } = await loadWaiting(request)
  const { partner, accounts: chosen = [] } = stored.authorising
  const accounts = await listChosenAccounts(server.world, consent, chosen)
  const app = await findAppName({ server, settings }, partner)
  const parts = buildConsentParts(server.world, settings, app, consent)
  const name = customerName(server, session.customer)
  return sendPage(approvalPage(settings, { app, name, code: readShortCode(c), parts, accounts, token }))
}

/** Approves or refuses the request that waits under a short code. */
export async function takeOtherDeviceApproval(request: CustomerRequest, form: URLSearchParams): Promise<Response> {
  const { c, server, settings } = request
  const { stored } = await loadWaiting(request)
  const decision = form.get('decision')
  if (decision === 'approve') await approveInteraction(server.world, stored)
  else if (decision === 'refuse') await refuseInteraction(server.world, stored)
  else return redirectTo(settings.root + new URL(c.req.url).pathname)
  return redirectTo(`${settings.base}/customer/decided/${decision === 'approve' ? 'approved' : 'refused'}`)
}

/** Shows that the decision was stored, and sends the customer back to the first device. */
export const showDecision = async ({ c, settings }: CustomerRequest): Promise<Response> =>
  sendPage(approvedPage(settings, c.req.param('Outcome') === 'approved'))

async function loadWaiting({
  c,
  server,
  session,
}: CustomerRequest): Promise<{ stored: StoredInteraction; consent: ConsentRecord }> {
  const stored = await findOtherDeviceRequest(server.world, session.customer, readShortCode(c))
  const found = stored && (await findConsent(server.world, stored.authorising.consent))
  if (!stored || !found) throw new PageError('waits-not')
  return { stored, consent: found.consent }
}

/** Reads the short code of the path. Customers also type it in capitals. */
const readShortCode = (c: Context): string =>
  (c.req.param('Code') as string)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '')
    .slice(0, 20)
