import type { Context, Hono } from 'hono'
import { approveInteraction, refuseInteraction, type StoredInteraction } from '#actions/authorization/interaction.ts'
import { findOtherDeviceRequest } from '#actions/authorization/other-device.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { formIn, formToken } from '#apps/authorization/http/forms.ts'
import { NoPage } from '#apps/authorization/http/no-page.ts'
import { onTo, settingOf, shown } from '#apps/authorization/http/page-response.ts'
import { partsFor } from '#apps/authorization/interaction/consent-parts.ts'
import { askWho, slipOf } from '#apps/authorization/interaction/sign-in.ts'
import { approvalPage, approvedPage } from '#apps/authorization/pages/customer/other-device-approval.ts'
import type { Entered } from '#apps/authorization/provider/open-world.ts'
import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { showSigning, takeSigning } from './approvals.ts'
import { detail, overview } from './overview.ts'
import { appOf, nameIn, type Owner } from './owner.ts'
import { newVisitor, type Session, sessionIn, signedIn, signedOut, visitorIn } from './session.ts'
import { askToStop, stop } from './stop.ts'

type Work = (c: Context, entered: Entered) => Promise<Response>

/** A customer's own pages: what it allowed, what was read, what waits for it. */
export function mountOwnPages(app: Hono, base: string, road: (work: Work) => (c: Context) => Promise<Response>): void {
  const own = `${base}/customer`
  const page = (path: string, show: (owner: Owner) => Promise<Response>) => app.get(own + path, road(shows(show)))
  const takes = (path: string, take: (owner: Owner, form: URLSearchParams) => Promise<Response>) =>
    app.post(own + path, road(taking(take)))

  page('', overview)
  takes('', async ({ entered, setting, session }, form) =>
    form.get('decision') === 'sign-out'
      ? onTo(`${setting.base}/customer`, { 'set-cookie': await signedOut(entered.world, session) })
      : onTo(`${setting.base}/customer`),
  )
  page('/consents/:ConsentId', detail)
  page('/consents/:ConsentId/stop', askToStop)
  takes('/consents/:ConsentId/stop', stop)
  page('/payments/:OrderId', showSigning)
  takes('/payments/:OrderId', takeSigning)
  page('/approvals/:Code', approval)
  takes('/approvals/:Code', decide)
  page('/decided/:Outcome', async ({ c, setting }) =>
    shown(approvedPage(setting, c.req.param('Outcome') === 'approved')),
  )
  // Whatever page it was, the sign-in form in its place leads to it.
  takes('/*', async ({ c }) => onTo(hereOf(c)))
  // The short way, to be typed on another device.
  app.get(
    `${base}/approve/:Code`,
    road(async (c, { world }) => onTo(`${settingOf(c, world).base}/customer/approvals/${codeIn(c)}`)),
  )
}

/** A page for who is signed in; the sign-in page, at the same address, for who is not. */
function shows(show: (owner: Owner) => Promise<Response>): Work {
  return async (c, entered) => {
    const { world, secret } = entered
    const session = await sessionIn(c, world)
    if (session) return show(ownerOf(c, entered, session))
    const { visitor, cookie } = newVisitor(world)
    return askWho(
      c,
      world,
      { setting: settingOf(c, world), token: formToken(secret, visitor) },
      { 'set-cookie': cookie },
    )
  }
}

/**
 * What a form does for who is signed in. The sign-in form itself is bound to the browser before
 * anybody is.
 */
function taking(take: (owner: Owner, form: URLSearchParams) => Promise<Response>): Work {
  return async (c, entered) => {
    const { world, secret } = entered
    const { baseUrl } = world.sandbox
    const session = await sessionIn(c, world)
    const holderOf = (form: URLSearchParams) => (form.get('step') === 'sign-in' ? visitorIn(c) : session?.secret)
    const form = await formIn(c, secret, holderOf, baseUrl)
    if (form.get('step') === 'sign-in') {
      try {
        return onTo(hereOf(c), { 'set-cookie': await signedIn(c, world, form) })
      } catch (error) {
        const slip = error instanceof Problem ? slipOf(error, form) : undefined
        if (slip === undefined) throw error
        return onTo(hereOf(c) + slip)
      }
    }
    // The token was the session's, so there is one.
    return take(ownerOf(c, entered, session as Session), form)
  }
}

const ownerOf = (c: Context, entered: Entered, session: Session): Owner => ({
  c,
  entered,
  setting: settingOf(c, entered.world),
  session,
  token: formToken(entered.secret, session.secret),
})

async function approval(owner: Owner): Promise<Response> {
  const { c, entered, setting, session, token } = owner
  const { stored, consent } = await waitingIn(owner)
  const { authorising: one } = stored
  const accounts = await listChosenAccounts(entered.world, consent, one.accounts ?? [])
  const app = await appOf({ entered, setting }, one.partner)
  const parts = partsFor(entered.world, setting, app, consent)
  return shown(
    approvalPage(setting, { app, name: nameIn(entered, session.customer), code: codeIn(c), parts, accounts, token }),
  )
}

async function decide(owner: Owner, form: URLSearchParams): Promise<Response> {
  const { entered, setting } = owner
  const { stored } = await waitingIn(owner)
  const decision = form.get('decision')
  if (decision === 'approve') await approveInteraction(entered.world, stored)
  else if (decision === 'refuse') await refuseInteraction(entered.world, stored)
  else return onTo(hereOf(owner.c))
  return onTo(`${setting.base}/customer/decided/${decision === 'approve' ? 'approved' : 'refused'}`)
}

async function waitingIn({
  c,
  entered,
  session,
}: Owner): Promise<{ stored: StoredInteraction; consent: ConsentRecord }> {
  const stored = await findOtherDeviceRequest(entered.world, session.customer, codeIn(c))
  const found = stored && (await findConsent(entered.world, stored.authorising.consent))
  if (!stored || !found) throw new NoPage('waits-not')
  return { stored, consent: found.consent }
}

/** The path as it was asked for, not decoded: a header must carry it. */
const hereOf = (c: Context): string => new URL(c.req.url).pathname

/** Codes are shown in small letters, and typed as people type. */
const codeIn = (c: Context): string =>
  (c.req.param('Code') as string)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '')
    .slice(0, 20)
