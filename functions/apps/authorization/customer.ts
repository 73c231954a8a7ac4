import type { Context, Hono } from 'hono'
import { accept, refuse, type Standing } from '#actions/authorising.ts'
import { accountChoices, nameOf } from '#actions/choices.ts'
import { consentsGiven, loadConsent, revokeConsent } from '#actions/consents.ts'
import { findElsewhere, listElsewhere } from '#actions/elsewhere.ts'
import { findPartner } from '#actions/partners.ts'
import { lastUseOf, usesOf } from '#actions/usage.ts'
import { type ConsentRecord, stateOf } from '#bank/consent.ts'
import { formIn, formToken, Stop } from './guard.ts'
import { approvalPage, approvedPage } from './pages/approval.ts'
import { consentDetailPage, stopPage } from './pages/consent-detail.ts'
import { type Line, overviewPage } from './pages/overview.ts'
import { newVisitor, type Session, sessionIn, signedIn, signedOut, slipIn, visitorIn } from './session.ts'
import { onTo, type Setting, settingOf, shown } from './shown.ts'
import { askWho } from './who.ts'
import type { Entered } from './world.ts'

type Work = (c: Context, entered: Entered) => Promise<Response>

/** Somebody who is signed in to its own pages. */
type Owner = {
  readonly c: Context
  readonly entered: Entered
  readonly setting: Setting
  readonly session: Session
  readonly token: string
}

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
    const setting = settingOf(c, world)
    const session = await sessionIn(c, world)
    if (session) return show({ c, entered, setting, session, token: formToken(secret, session.secret) })
    const { visitor, cookie } = newVisitor(world)
    return askWho(c, world, { setting, token: formToken(secret, visitor) }, { 'set-cookie': cookie })
  }
}

/** What a form does for who is signed in. The sign-in form itself is bound to the browser before anybody is. */
function taking(take: (owner: Owner, form: URLSearchParams) => Promise<Response>): Work {
  return async (c, entered) => {
    const { world, secret } = entered
    const { baseUrl } = world.sandbox
    const session = await sessionIn(c, world)
    const holderOf = (form: URLSearchParams) => (form.get('step') === 'sign-in' ? visitorIn(c) : session?.secret)
    const form = await formIn(c, secret, holderOf, baseUrl)
    const setting = settingOf(c, world)
    if (form.get('step') === 'sign-in') {
      try {
        return onTo(hereOf(c), { 'set-cookie': await signedIn(c, world, form) })
      } catch (error) {
        return onTo(hereOf(c) + slipIn(error, form))
      }
    }
    // The token was the session's, so there is one.
    const owner = {
      c,
      entered,
      setting,
      session: session as Session,
      token: formToken(secret, (session as Session).secret),
    }
    return take(owner, form)
  }
}

async function overview({ entered, setting, session, token }: Owner): Promise<Response> {
  const { world } = entered
  const { customer } = session
  const [given, standings] = [await consentsGiven(world, customer), await listElsewhere(world, customer)]
  const lines = await Promise.all(
    given.map(async (consent): Promise<Line> => {
      const [app, lastUse] = [await appOf(entered, consent.partner), await lastUseOf(world, consent.id)]
      return { app, consent, ...stateOf(consent, world.now), lastUse }
    }),
  )
  const waiting = await Promise.all(
    standings.map(async ({ authorising: one }) => ({
      app: await appOf(entered, one.partner),
      code: one.elsewhere as string,
    })),
  )
  return shown(overviewPage(setting, { name: nameIn(entered, customer), token, lines, waiting }))
}

async function detail({ c, entered, setting, session, token }: Owner): Promise<Response> {
  const { world } = entered
  const consent = await ownConsent(c, entered, session)
  const accounts = accountChoices(world, session.customer).filter(({ id }) => consent.accounts?.includes(id))
  const { uses, isAll } = await usesOf(world, consent.id)
  const { state, since } = stateOf(consent, world.now)
  const app = await appOf(entered, consent.partner)
  const isStopped = c.req.query('stopped') !== undefined && state === 'CANC'
  const name = nameIn(entered, session.customer)
  return shown(
    consentDetailPage(setting, { app, name, token, consent, state, since, accounts, uses, isAll, isStopped }),
  )
}

async function askToStop({ c, entered, setting, session, token }: Owner): Promise<Response> {
  const consent = await ownConsent(c, entered, session)
  if (stateOf(consent, entered.world.now).state !== 'AUTH') return onTo(detailPath(setting, consent))
  return shown(stopPage(setting, { app: await appOf(entered, consent.partner), consent, token }))
}

async function stop({ c, entered, setting, session }: Owner): Promise<Response> {
  const consent = await ownConsent(c, entered, session)
  // A second click finds it stopped, which is what it wanted.
  if (stateOf(consent, entered.world.now).state === 'AUTH')
    await revokeConsent(entered.world, session.customer, consent.id)
  return onTo(`${detailPath(setting, consent)}?stopped=1`)
}

async function approval(owner: Owner): Promise<Response> {
  const { c, entered, setting, session, token } = owner
  const { standing, consent } = await waitingIn(owner)
  const { authorising: one } = standing
  const accounts = accountChoices(entered.world, session.customer).filter(({ id }) => one.accounts?.includes(id))
  const app = await appOf(entered, one.partner)
  return shown(
    approvalPage(setting, { app, name: nameIn(entered, session.customer), code: codeIn(c), consent, accounts, token }),
  )
}

async function decide(owner: Owner, form: URLSearchParams): Promise<Response> {
  const { entered, setting } = owner
  const { standing } = await waitingIn(owner)
  const decision = form.get('decision')
  if (decision === 'approve') await accept(entered.world, standing)
  else if (decision === 'refuse') await refuse(entered.world, standing)
  else return onTo(hereOf(owner.c))
  return onTo(`${setting.base}/customer/decided/${decision === 'approve' ? 'approved' : 'refused'}`)
}

async function waitingIn({ c, entered, session }: Owner): Promise<{ standing: Standing; consent: ConsentRecord }> {
  const standing = await findElsewhere(entered.world, session.customer, codeIn(c))
  const found = standing && (await loadConsent(entered.world, standing.authorising.consent))
  if (!standing || !found) throw new Stop('waits-not')
  return { standing, consent: found.consent }
}

async function ownConsent(c: Context, { world }: Entered, { customer }: Session): Promise<ConsentRecord> {
  const found = await loadConsent(world, c.req.param('ConsentId') as string)
  if (found?.consent.customer !== customer) throw new Stop('not-found')
  return found.consent
}

/** The path as it was asked for, not decoded: a header must carry it. */
const hereOf = (c: Context): string => new URL(c.req.url).pathname

const detailPath = ({ base }: Setting, { id }: ConsentRecord) => `${base}/customer/consents/${id}`

/** Codes are shown in small letters, and typed as people type. */
const codeIn = (c: Context): string =>
  (c.req.param('Code') as string)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '')
    .slice(0, 20)

const nameIn = ({ world }: Entered, customer: string): string => nameOf(world, customer) ?? customer

const appOf = async ({ world }: Entered, partner: string): Promise<string> =>
  (await findPartner(world, partner))?.name ?? partner
