import type { Context } from 'hono'
import type { Provider } from 'oidc-provider'
import {
  chooseAccounts,
  confirmCode,
  findInteraction,
  openInteraction,
  refuseInteraction,
  type StoredInteraction,
  signIn,
} from '#actions/authorization/interaction.ts'
import { offerOtherDevice, withdrawOtherDevice } from '#actions/authorization/other-device.ts'
import {
  findExpectedCustomer,
  listChosenAccounts,
  listEligibleAccounts,
} from '#actions/authorization/payment-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { eligibleAccounts } from '#actions/consents/eligible-accounts.ts'
import { customerName, findAppName } from '#apps/authorization/customer/customer-request.ts'
import { readCode, readForm } from '#apps/authorization/http/forms.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import {
  buildPageSettings,
  type PageSettings,
  redirectTo,
  sendPage,
  wantsPage,
} from '#apps/authorization/http/page-response.ts'
import type { Handler } from '#apps/authorization/http/request-wrapper.ts'
import { rejectHead } from '#apps/authorization/http/unknown-route.ts'
import { choosePage } from '#apps/authorization/pages/choose.ts'
import { codePage, wrongCode } from '#apps/authorization/pages/code.ts'
import { allAccounts } from '#apps/authorization/pages/consent/accounts-choice.ts'
import { endPage, overPage } from '#apps/authorization/pages/end.ts'
import { requestWithdrawnPage } from '#apps/authorization/pages/error.ts'
import { refreshSeconds, waitingPage } from '#apps/authorization/pages/waiting.ts'
import type { AuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { readInteractionCookie } from '#apps/authorization/provider/cookies.ts'
import { readIntent } from '#apps/authorization/provider/request-claims.ts'
import { type AuthorisationInteraction, maxWrongCodes, nextStepOf } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { allowsAction, type ConsentRecord, stateOf } from '#bank/consents/consent.ts'
import { createFormToken } from '#edge/form.ts'
import { buildConsentParts, familyOf } from './consent-parts.ts'
import { finishApproved, finishRefused } from './finish.ts'
import { drawAddress } from './phone-code.ts'
import { runRobot, sendRobotResult } from './robot.ts'
import { readSignIn, showSignIn, signInErrorQuery } from './sign-in.ts'

type Interaction = InstanceType<Provider['Interaction']>

/** A browser's visit to its own authorization request. */
type Visit = {
  readonly c: Context
  readonly server: AuthorizationServer
  readonly settings: PageSettings
  readonly uid: string
  /** The provider's side; absent once the browser has returned to the client. */
  readonly interaction: Interaction | undefined
  readonly stored: StoredInteraction
  readonly consent: ConsentRecord | undefined
  readonly app: string
  /** What the page's form must carry. */
  readonly token: string
}

/** Shows a person the next step, or plays the robot's turn. */
export const showInteraction: Handler = async (c, server) => {
  rejectHead(c)
  const uid = c.req.param('uid') as string
  const stored = await findInteraction(server.world, uid)
  const isRobot = stored?.authorising.robot !== undefined
  if (!isRobot && wantsPage(c)) return showStep(await loadVisit(c, server))
  if (!isRobot)
    throw new Problem(
      'authorisation-over',
      'this page is for a person in a browser; to get a response without one, add a robot to the authorization request, such as robot=approve',
    )
  const interaction = await server.provider.Interaction.find(uid)
  if (!interaction)
    throw new Problem('authorisation-over', 'this authorisation has ended; go back to the app and start again')
  return sendRobotResult(c, server, await runRobot(server, interaction, stored))
}

/** Takes the form of a step, then redirects to the next step. A step is taken only once. */
export const takeStep: Handler = async (c, server) => {
  const visit = await loadVisit(c, server)
  const { uid, stored, consent, settings } = visit
  const form = await readForm(c, server.secret, () => uid, server.world.sandbox.baseUrl)
  const here = `${settings.base}/interaction/${uid}`
  if (stored.authorising.outcome !== undefined) return redirectTo(here)
  const decision = form.get('decision')
  const step = nextStepOf(stored.authorising)
  try {
    if (decision === 'refuse') await refuseInteraction(server.world, stored)
    else if (form.get('step') === step && consent) await takers[step]?.(visit, form, decision)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return redirectTo(here + errorQuery(error, form))
  }
  return redirectTo(here)
}

/** Loads a browser's visit. Another browser's request is treated as unknown. */
async function loadVisit(c: Context, server: AuthorizationServer): Promise<Visit> {
  const { world, provider } = server
  const uid = c.req.param('uid') as string
  if ((await readInteractionCookie(provider, c.req.header('cookie'))) !== uid) throw new PageError('browser-foreign')
  const interaction = await provider.Interaction.find(uid)
  const found = await findInteraction(world, uid)
  if (!interaction && !found) throw new PageError('expired')
  const stored = found ?? (await openForPerson(server, interaction as Interaction))
  const { consent, partner, outcome } = stored.authorising
  const loaded = await findConsent(world, consent)
  const settings = buildPageSettings(c, world.sandbox, world)
  const app = await findAppName({ server, settings }, partner)
  if (!interaction && outcome === undefined) throw new PageError('expired')
  const token = createFormToken(server.secret, uid)
  return { c, server, settings, uid, interaction, stored, consent: loaded?.consent, app, token }
}

const openForPerson = ({ world }: AuthorizationServer, interaction: Interaction): Promise<StoredInteraction> =>
  openInteraction(world, {
    uid: interaction.uid,
    ...readIntent(interaction),
    robot: undefined,
    cookies: undefined,
  })

/** Shows the next step. The page depends on what is stored, not on how the browser got here. */
async function showStep(visit: Visit): Promise<Response> {
  const { c, server, settings, stored, consent, app, token, interaction } = visit
  const { world } = server
  const { outcome, elsewhere } = stored.authorising
  if (outcome !== undefined) return finishInteraction(visit, outcome)
  if (!consent || !allowsAction(consent, 'authorise', world.now))
    return sendPage(requestWithdrawnPage(settings, { app, token }), 410)
  const step = nextStepOf(stored.authorising)
  if (step === 'sign-in') {
    const hint = interaction?.params.login_hint as string | undefined
    const expected = findExpectedCustomer(world, consent)
    return showSignIn(c, world, { settings, request: { app, family: familyOf(consent.id) }, token, hint, expected })
  }
  if (step === 'choose') return showAccounts(visit, consent)
  return elsewhere === undefined ? showCode(visit, consent) : showWaiting(visit, elsewhere)
}

async function showAccounts(visit: Visit, consent: ConsentRecord): Promise<Response> {
  const { c, server, settings, stored, app, token } = visit
  const customer = stored.authorising.customer as string
  const isWrong = c.req.query('wrong') === 'field-missing'
  const name = customerName(server, customer)
  const parts = buildConsentParts(server.world, settings, app, consent)
  const accounts = await listEligibleAccounts(server.world, consent, customer)
  return sendPage(choosePage(settings, { app, name, consent, parts, accounts, token, isWrong }))
}

async function showCode(visit: Visit, consent: ConsentRecord): Promise<Response> {
  const { server, settings, stored, app, token } = visit
  const { code, wrongCodes, accounts = [] } = stored.authorising
  const parts = buildConsentParts(server.world, settings, app, consent)
  const [account] = parts.accounts.isOne ? await listChosenAccounts(server.world, consent, accounts) : []
  return sendPage(codePage(settings, { app, parts, account, code, token, wrong: wrongCode(settings.t, wrongCodes) }))
}

function showWaiting({ c, server, settings, app, token }: Visit, code: string): Promise<Response> {
  const isStill = c.req.query('still') !== undefined
  const url = `${server.provider.issuer}/approve/${code}`
  // Browsers treat the header like a meta element. It is absent if the customer stopped the reload.
  const refresh: Record<string, string> = isStill ? {} : { refresh: String(refreshSeconds) }
  return sendPage(waitingPage(settings, { app, code, url, qrCode: drawAddress(url), token, isStill }), 200, refresh)
}

/** Stores the outcome with the provider, once, and sends the browser on to the client. */
async function finishInteraction(
  visit: Visit,
  outcome: NonNullable<AuthorisationInteraction['outcome']>,
): Promise<Response> {
  const { settings, interaction, stored, app } = visit
  const family = familyOf(stored.authorising.consent)
  if (!interaction) return sendPage(overPage(settings, { app, family, outcome }))
  if (!interaction.result) await saveOutcome(visit, interaction, outcome)
  // The path alone: the browser's other cookie is bound to the host that it used.
  const onward = new URL(interaction.returnTo).pathname
  const isTooOften = stored.authorising.wrongCodes >= maxWrongCodes
  const page = endPage(settings, { app, family, outcome, onward, isTooOften })
  // After too many wrong codes, the customer needs time to read why.
  return sendPage(page, 200, isTooOften ? {} : { refresh: `0; url=${onward}` })
}

async function saveOutcome({ server, consent }: Visit, interaction: Interaction, outcome: string): Promise<void> {
  const { world, provider } = server
  // The customer may have revoked the consent on another device since.
  const isGiven = outcome === 'approved' && consent && stateOf(consent, world.now).state === 'AUTH'
  if (isGiven) await finishApproved(provider, interaction, consent, world.sandbox.baseUrl)
  else await finishRefused(interaction, 'access_denied', 'the customer did not approve')
}

type StepTaker = (visit: Visit, form: URLSearchParams, decision: string | null) => Promise<unknown>

const takers: Partial<Record<ReturnType<typeof nextStepOf>, StepTaker>> = {
  'sign-in': ({ server, stored, consent }, form) => {
    const { customer, passcode } = readSignIn(form)
    // Checked before the passcode, and without naming the customer who authorised it.
    if (consent?.customer !== undefined && consent.customer !== customer)
      throw new Problem('consent-status', 'another customer authorised this consent; sign in as that customer')
    return signIn(server.world, stored, customer, passcode)
  },
  choose: async ({ server, stored, consent }, form, decision) => {
    if (decision !== 'approve' || !consent) return
    const { customer = '' } = stored.authorising
    const chosen = form.has('account', allAccounts)
      ? eligibleAccounts(server.world, consent, customer).map(({ id }) => id)
      : form.getAll('account')
    await chooseAccounts(server.world, stored, chosen)
  },
  code: async ({ server, stored }, form, decision) => {
    if (decision === 'elsewhere') await offerOtherDevice(server.world, stored)
    if (decision === 'code') await withdrawOtherDevice(server.world, stored)
    if (decision === 'confirm') await confirmCode(server.world, stored, readCode(form))
  },
}

/**
 * The query by which the next page shows an error. Wrong codes need none, because the stored step
 * counts them. Nor does a late form: the next page shows the current step.
 */
function errorQuery(error: Problem, form: URLSearchParams): string {
  if (error.code === 'field-missing' || error.code === 'field-invalid') return '?wrong=field-missing'
  return form.get('step') === 'sign-in' ? (signInErrorQuery(error, form) ?? '') : ''
}
