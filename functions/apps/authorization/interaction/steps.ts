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
import { listChosenAccounts, listEligibleAccounts } from '#actions/authorization/payment-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { appOf, nameIn } from '#apps/authorization/customer/owner.ts'
import { formIn, formToken, typedCode } from '#apps/authorization/http/forms.ts'
import { NoPage } from '#apps/authorization/http/no-page.ts'
import { onTo, type Setting, settingOf, shown } from '#apps/authorization/http/page-response.ts'
import { choosePage } from '#apps/authorization/pages/choose.ts'
import { codePage, wrongCode } from '#apps/authorization/pages/code.ts'
import { endPage, overPage } from '#apps/authorization/pages/end.ts'
import { gonePage } from '#apps/authorization/pages/trouble.ts'
import { looksEverySeconds, waitingPage } from '#apps/authorization/pages/waiting.ts'
import { interactionIn } from '#apps/authorization/provider/cookies.ts'
import type { Entered } from '#apps/authorization/provider/open-world.ts'
import { askedIn } from '#apps/authorization/provider/request-claims.ts'
import { type AuthorisationInteraction, maxWrongCodes, nextStepOf } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { allowsAction, type ConsentRecord, stateOf } from '#bank/consents/consent.ts'
import { familyOf, partsFor } from './consent-parts.ts'
import { approved, refused } from './finish.ts'
import { askWho, slipOf } from './sign-in.ts'

type Interaction = InstanceType<Provider['Interaction']>

/**
 * A browser in the middle of a request that is its own. `interaction` is gone once the browser went
 * back to the client.
 */
type Visit = {
  readonly c: Context
  readonly entered: Entered
  readonly setting: Setting
  readonly uid: string
  readonly interaction: Interaction | undefined
  readonly stored: StoredInteraction
  readonly consent: ConsentRecord | undefined
  readonly app: string
}

/**
 * Shows a person the step that comes next, whatever was clicked before: the page follows from what
 * is kept, not from the way here.
 */
export async function showStep(c: Context, entered: Entered): Promise<Response> {
  const visit = await visitOf(c, entered)
  const { setting, uid, stored, consent, app } = visit
  const { authorising: one } = stored
  const token = formToken(entered.secret, uid)
  if (one.outcome !== undefined) return ended(visit, one.outcome)
  if (!consent || !allowsAction(consent, 'authorise', entered.world.now))
    return shown(gonePage(setting, { app, token }), 410)
  const step = nextStepOf(one)
  const family = familyOf(consent.id)
  if (step === 'sign-in')
    return askWho(c, entered.world, { setting, asking: { app, family }, token, hint: hintOf(visit) })
  const { world } = entered
  const parts = partsFor(world, setting, app, consent)
  if (step === 'choose') {
    const customer = one.customer as string
    const isWrong = c.req.query('wrong') === 'field-missing'
    const name = nameIn(entered, customer)
    const accounts = await listEligibleAccounts(world, consent, customer)
    return shown(choosePage(setting, { app, name, consent, parts, accounts, token, isWrong }))
  }
  if (one.elsewhere !== undefined) return waiting(visit, one.elsewhere, token)
  const wrong = wrongCode(setting.t, one.wrongCodes)
  const [account] = parts.accounts.isOne ? await listChosenAccounts(world, consent, one.accounts ?? []) : []
  return shown(codePage(setting, { parts, account, code: one.code, token, wrong }))
}

/**
 * Takes one step, then sends the browser to see where it stands. A step that was taken already is
 * not taken again.
 */
export async function takeStep(c: Context, entered: Entered): Promise<Response> {
  const visit = await visitOf(c, entered)
  const { uid, stored, consent } = visit
  const form = await formIn(c, entered.secret, () => uid, entered.world.sandbox.baseUrl)
  const here = `${visit.setting.base}/interaction/${uid}`
  const { authorising: one } = stored
  if (one.outcome !== undefined) return onTo(here)
  const decision = form.get('decision')
  try {
    if (decision === 'refuse') await refuseInteraction(entered.world, stored)
    else if (form.get('step') === nextStepOf(one) && consent) await steps[nextStepOf(one)]?.(visit, form, decision)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return onTo(here + wrongIn(error, form))
  }
  return onTo(here)
}

type Step = (visit: Visit, form: URLSearchParams, decision: string | null) => Promise<unknown>

const steps: Partial<Record<ReturnType<typeof nextStepOf>, Step>> = {
  'sign-in': ({ entered, stored, consent }, form) => {
    const customer = form.get('customer')?.trim() ?? ''
    // Told before the passcode is looked at, and without saying who it was.
    if (consent?.customer !== undefined && consent.customer !== customer)
      throw new Problem('consent-status', 'another customer authorised this')
    return signIn(entered.world, stored, customer, form.get('passcode')?.trim() ?? '')
  },
  choose: async ({ entered, stored }, form, decision) => {
    if (decision === 'approve') await chooseAccounts(entered.world, stored, form.getAll('account'))
  },
  code: async ({ entered, stored }, form, decision) => {
    const { world } = entered
    if (decision === 'elsewhere') await offerOtherDevice(world, stored)
    if (decision === 'code') await withdrawOtherDevice(world, stored)
    if (decision === 'confirm') await confirmCode(world, stored, typedCode(form))
  },
}

/**
 * What the next page says of a refusal. Wrong codes are kept with the step itself, and what came
 * too late shows by where it stands.
 */
function wrongIn(refusal: Problem, form: URLSearchParams): string {
  if (refusal.code === 'field-missing' || refusal.code === 'field-invalid') return '?wrong=field-missing'
  return form.get('step') === 'sign-in' ? (slipOf(refusal, form) ?? '') : ''
}

/**
 * What this browser is in the middle of. Another browser's request is nobody's business, not even
 * whether there is one.
 */
async function visitOf(c: Context, entered: Entered): Promise<Visit> {
  const { world, provider } = entered
  const uid = c.req.param('uid') as string
  if ((await interactionIn(provider, c.req.header('cookie'))) !== uid) throw new NoPage('browser-foreign')
  const [interaction, found] = [await provider.Interaction.find(uid), await findInteraction(world, uid)]
  if (!interaction && !found) throw new NoPage('expired')
  const stored = found ?? (await begun(entered, interaction as Interaction))
  const { consent, partner } = stored.authorising
  const loaded = await findConsent(world, consent)
  const setting = settingOf(c, world)
  const app = await appOf({ entered, setting }, partner)
  if (!interaction && stored.authorising.outcome === undefined) throw new NoPage('expired')
  return { c, entered, setting, uid, interaction, stored, consent: loaded?.consent, app }
}

const begun = ({ world }: Entered, interaction: Interaction): Promise<StoredInteraction> =>
  openInteraction(world, {
    uid: interaction.uid,
    ...askedIn(interaction),
    robot: undefined,
    cookies: undefined,
  })

const hintOf = ({ interaction }: Visit): string | undefined => interaction?.params.login_hint as string | undefined

/** Tells the provider, once, and sends the browser on to it; or says that it was told already. */
async function ended(visit: Visit, outcome: NonNullable<AuthorisationInteraction['outcome']>): Promise<Response> {
  const { setting, interaction, stored, app } = visit
  const family = familyOf(stored.authorising.consent)
  if (!interaction) return shown(overPage(setting, { app, family, outcome }))
  if (!interaction.result) await tell(visit, interaction, outcome)
  // A path of ours, whatever name the sandbox is reached by: there the browser's other cookie
  // waits.
  const onward = new URL(interaction.returnTo).pathname
  const isTooOften = stored.authorising.wrongCodes >= maxWrongCodes
  const page = endPage(setting, { app, family, outcome, onward, isTooOften })
  // Time to read why; otherwise there is nothing to read here.
  return shown(page, 200, isTooOften ? {} : { refresh: `0; url=${onward}` })
}

async function tell({ entered, consent }: Visit, interaction: Interaction, outcome: string): Promise<void> {
  const { world, provider } = entered
  // Between the yes and this the customer may have revoked on another device.
  const isGiven = outcome === 'approved' && consent && stateOf(consent, world.now).state === 'AUTH'
  if (isGiven) await approved(provider, interaction, consent, world.sandbox.baseUrl)
  else await refused(interaction, 'access_denied', 'the customer did not approve')
}

function waiting({ c, entered, setting, app }: Visit, code: string, token: string): Promise<Response> {
  const isStill = c.req.query('still') !== undefined
  const url = `${entered.world.sandbox.baseUrl}${setting.base}/approve/${code}`
  // A header and not an element: the same to browsers, and absent where the reader asked for rest.
  const refresh: Record<string, string> = isStill ? {} : { refresh: String(looksEverySeconds) }
  return shown(waitingPage(setting, { app, code, url, token, isStill }), 200, refresh)
}
