import type { Context, Hono } from 'hono'
import { readForm } from '#apps/authorization/http/forms.ts'
import { buildPageSettings, redirectTo } from '#apps/authorization/http/page-response.ts'
import type { Handler } from '#apps/authorization/http/request-wrapper.ts'
import { showSignIn, signInErrorQuery } from '#apps/authorization/interaction/sign-in.ts'
import type { AuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { Problem } from '#bank/base/problem.ts'
import { createFormToken } from '#edge/form.ts'
import { basePathOf } from '#edge/origin.ts'
import { showAccount, showTransaction } from './account.ts'
import { showPaymentApproval, takePaymentApproval } from './approvals.ts'
import type { CustomerRequest } from './customer-request.ts'
import { showHome } from './home.ts'
import {
  redirectFromShortLink,
  showDecision,
  showOtherDeviceApproval,
  takeOtherDeviceApproval,
} from './other-device.ts'
import { showConsent, showOverview } from './overview.ts'
import { showConfirm, showPaid, showPay, takePay } from './pay.ts'
import { createVisitor, findSession, readVisitorCookie, type Session, signIn } from './session.ts'
import { takeSignOut } from './sign-out.ts'
import { showStop, takeStop } from './stop.ts'

type Show = (request: CustomerRequest) => Promise<Response>
type Take = (request: CustomerRequest, form: URLSearchParams) => Promise<Response>

/**
 * Mounts the customer's own bank: accounts, payments to friends, what apps may see and have paid,
 * and what waits for approval.
 */
export function mountCustomerPages(
  app: Hono,
  base: string,
  wrap: (handler: Handler) => (c: Context) => Promise<Response>,
): void {
  const get = (path: string, show: Show) => app.get(`${base}/customer${path}`, wrap(withSession(show)))
  const post = (path: string, take: Take) => app.post(`${base}/customer${path}`, wrap(withForm(take)))

  get('', showHome)
  post('', takeSignOut)
  get('/accounts/:AccountId', showAccount)
  get('/accounts/:AccountId/transactions/:TransactionId', showTransaction)
  get('/pay', showPay)
  post('/pay', takePay)
  get('/pay/confirm', showConfirm)
  post('/pay/confirm', takePay)
  get('/paid/:OrderId', showPaid)
  get('/apps', (request) => showOverview(request))
  get('/consents/:ConsentId', showConsent)
  get('/consents/:ConsentId/stop', showStop)
  post('/consents/:ConsentId/stop', takeStop)
  get('/payments/:OrderId', showPaymentApproval)
  post('/payments/:OrderId', takePaymentApproval)
  get('/approvals/:Code', showOtherDeviceApproval)
  post('/approvals/:Code', takeOtherDeviceApproval)
  get('/decided/:Outcome', showDecision)
  // The sign-in form replaces any of the pages, and then leads back to the same address.
  post('/*', async ({ c, settings }) => redirectTo(settings.root + pathOf(c)))
  // A short address, which the customer types on another device.
  app.get(`${base}/approve/:Code`, wrap(redirectFromShortLink))
}

/** Shows a page to a signed-in customer, or else the sign-in page at the same address. */
function withSession(show: Show): Handler {
  return async (c, server) => {
    const { world, secret } = server
    const session = await findSession(c, world)
    if (session) return show(buildRequest(c, server, session))
    const { visitor, cookie } = createVisitor(world)
    const settings = buildPageSettings(c, world.sandbox, world)
    return showSignIn(c, world, { settings, token: createFormToken(secret, visitor) }, { 'set-cookie': cookie })
  }
}

/**
 * Takes a form of a signed-in customer. The sign-in form comes before there is a session, so it is
 * bound to the visitor cookie.
 */
function withForm(take: Take): Handler {
  return async (c, server) => {
    const { world, secret } = server
    const session = await findSession(c, world)
    const holderOf = (form: URLSearchParams) =>
      form.get('step') === 'sign-in' ? readVisitorCookie(c) : session?.secret
    const form = await readForm(c, secret, holderOf, world.sandbox.baseUrl)
    if (form.get('step') === 'sign-in') return takeSignIn(c, server, form)
    // readForm rejected a form without a session.
    return take(buildRequest(c, server, session as Session), form)
  }
}

async function takeSignIn(c: Context, { world }: AuthorizationServer, form: URLSearchParams): Promise<Response> {
  const here = basePathOf(world.sandbox) + pathOf(c)
  try {
    return redirectTo(here, { 'set-cookie': await signIn(c, world, form) })
  } catch (error) {
    const query = error instanceof Problem ? signInErrorQuery(error, form) : undefined
    if (query === undefined) throw error
    return redirectTo(here + query)
  }
}

const buildRequest = (c: Context, server: AuthorizationServer, session: Session): CustomerRequest => ({
  c,
  server,
  settings: buildPageSettings(c, server.world.sandbox, server.world),
  session,
  token: createFormToken(server.secret, session.secret),
})

/** The path as it was sent, not decoded, for a Location header. */
const pathOf = (c: Context): string => new URL(c.req.url).pathname
