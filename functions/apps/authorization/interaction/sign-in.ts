import type { Context } from 'hono'
import { listCustomerChoices, listDirectorChoices } from '#actions/authorization/sign-in-choices.ts'
import { type PageSettings, sendPage } from '#apps/authorization/http/page-response.ts'
import { signInPage } from '#apps/authorization/pages/sign-in.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { Problem } from '#bank/base/problem.ts'
import type { World } from '#store/world.ts'

const slips = ['passcode-wrong', 'attempts-exceeded', 'customer-other'] as const

/**
 * What leads back to the sign-in form, and says there what was wrong; undefined where a refusal is
 * no slip of who filled it in.
 */
export function signInErrorQuery({ code }: Problem, form: URLSearchParams): string | undefined {
  const wrong = slips.find((slip) => slip === (code === 'consent-status' ? 'customer-other' : code))
  const customer = form.get('customer')?.slice(0, 40) ?? ''
  return wrong && `?wrong=${wrong}&customer=${encodeURIComponent(customer)}`
}

/**
 * Asks who it is. Whoever was chosen from the sandbox's list, or named by the client's login_hint,
 * is filled in.
 */
export function showSignIn(
  c: Context,
  world: World,
  {
    settings,
    asking,
    token,
    hint,
  }: { settings: PageSettings; asking?: { app: string; family: Family }; token: string; hint?: string | undefined },
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  // An app asks customers; a customer's own pages are open to its other directors too.
  const people = [...listCustomerChoices(world), ...(asking ? [] : listDirectorChoices(world))]
  const wrong = slips.find((slip) => slip === c.req.query('wrong'))
  const asked = c.req.query('customer')
  const chosen = people.find(({ id }) => id === asked)
  const page = signInPage(settings, {
    asks: asking && settings.t.signIn.asks[asking.family](asking.app),
    token,
    people,
    customer: (asked ?? hint ?? '').slice(0, 40),
    passcode: wrong === undefined ? (chosen?.passcode ?? '') : '',
    wrong: wrong && settings.t.slips[wrong],
  })
  return sendPage(page, 200, more)
}
