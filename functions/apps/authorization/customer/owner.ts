import type { Context } from 'hono'
import { findPersonName } from '#actions/authorization/sign-in-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { statusOf } from '#actions/payments/order-views.ts'
import { NoPage } from '#apps/authorization/http/no-page.ts'
import type { Setting } from '#apps/authorization/http/page-response.ts'
import type { Standing } from '#apps/authorization/pages/customer/order-text.ts'
import type { Entered } from '#apps/authorization/provider/open-world.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { isTokenId } from '#bank/consents/token.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { World } from '#store/world.ts'
import type { Session } from './session.ts'

/** Somebody who is signed in to its own pages. */
export type Owner = {
  readonly c: Context
  readonly entered: Entered
  readonly setting: Setting
  readonly session: Session
  readonly token: string
}

/** The consent of the path, if it is the customer's own. Another's is not there. */
export async function ownConsent({ c, entered, session }: Owner): Promise<ConsentRecord> {
  const found = await findConsent(entered.world, c.req.param('ConsentId') as string)
  if (found?.consent.customer !== session.customer) throw new NoPage('not-found')
  return found.consent
}

/** Where a customer finds a consent of its own. */
export const detailPath = ({ base }: Setting, { id }: ConsentRecord) => `${base}/customer/consents/${id}`

/** What a customer is called; its id where nobody knows it any more. */
export const nameIn = ({ world }: Entered, customer: string): string => findPersonName(world, customer) ?? customer

/** What a partner is called; once it is gone, that it is. */
export const appOf = async (
  { entered, setting }: Pick<Owner, 'entered' | 'setting'>,
  partner: string,
): Promise<string> =>
  isTokenId(partner)
    ? setting.t.developerToken
    : ((await findPartner(entered.world, partner))?.name ?? setting.t.goneApp(partner))

/** An order with where it stands. */
export const standingOf = (world: World, order: OrderRecord): Standing => ({ order, status: statusOf(world, order) })
