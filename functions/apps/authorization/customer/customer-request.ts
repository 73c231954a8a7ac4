import type { Context } from 'hono'
import { findPersonName } from '#actions/authorization/sign-in-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { OrderWithStatus } from '#apps/authorization/pages/customer/order-text.ts'
import type { AuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { isTokenId } from '#bank/consents/token.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { World } from '#store/world.ts'
import type { Session } from './session.ts'

/** A request from a signed-in customer or director. */
export type CustomerRequest = {
  readonly c: Context
  readonly server: AuthorizationServer
  readonly settings: PageSettings
  readonly session: Session
  readonly token: string
}

/** Loads the consent of the path. Another customer's consent is treated as unknown. */
export async function loadOwnConsent({ c, server, session }: CustomerRequest): Promise<ConsentRecord> {
  const found = await findConsent(server.world, c.req.param('ConsentId') as string)
  if (found?.consent.customer !== session.customer) throw new PageError('not-found')
  return found.consent
}

/** The path of a consent's page. */
export const consentPath = ({ base }: PageSettings, { id }: ConsentRecord) => `${base}/customer/consents/${id}`

/** Returns the name of a customer or director, or the id if there is no such person any more. */
export const customerName = ({ world }: AuthorizationServer, customer: string): string =>
  findPersonName(world, customer) ?? customer

/** Finds the name of a partner or of the bank itself, or a text that the partner was deleted. */
export const findAppName = async (
  { server, settings }: Pick<CustomerRequest, 'server' | 'settings'>,
  partner: string,
): Promise<string> =>
  isTokenId(partner)
    ? settings.t.developerToken
    : partner === ownChannel
      ? settings.bank
      : ((await findPartner(server.world, partner))?.name ?? settings.t.goneApp(partner))

/** Adds the status to an order. */
export const withStatus = (world: World, order: OrderRecord): OrderWithStatus => ({
  order,
  status: deriveOrderStatus(world, order),
})
