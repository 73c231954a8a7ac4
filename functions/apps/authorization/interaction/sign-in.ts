import type { Context } from 'hono'
import { listCustomerChoices, listDirectorChoices } from '#actions/authorization/sign-in-choices.ts'
import { type PageSettings, sendPage } from '#apps/authorization/http/page-response.ts'
import { signInPage } from '#apps/authorization/pages/sign-in.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { Problem } from '#bank/base/problem.ts'
import type { World } from '#store/world.ts'

const signInErrors = ['passcode-wrong', 'attempts-exceeded', 'customer-other'] as const

/**
 * Returns the query that shows an error on the sign-in form. Returns undefined if the customer's
 * input did not cause the error.
 */
export function signInErrorQuery({ code }: Problem, form: URLSearchParams): string | undefined {
  const wrong = signInErrors.find((one) => one === (code === 'consent-status' ? 'customer-other' : code))
  const customer = form.get('customer')?.slice(0, 40) ?? ''
  return wrong && `?wrong=${wrong}&customer=${encodeURIComponent(customer)}`
}

/**
 * Shows the sign-in page. Fills in the person chosen from the sandbox's list, or named by the
 * client's login_hint.
 */
export function showSignIn(
  c: Context,
  world: World,
  {
    settings,
    request,
    token,
    hint,
  }: { settings: PageSettings; request?: { app: string; family: Family }; token: string; hint?: string | undefined },
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  // Only customers answer an app. A company's other directors may also sign in to the bank's pages.
  const people = [...listCustomerChoices(world), ...(request ? [] : listDirectorChoices(world))]
  const wrong = signInErrors.find((one) => one === c.req.query('wrong'))
  const asked = c.req.query('customer')
  const chosen = people.find(({ id }) => id === asked)
  const page = signInPage(settings, {
    asks: request && settings.t.signIn.asks[request.family](request.app),
    token,
    people,
    customer: (asked ?? hint ?? '').slice(0, 40),
    passcode: wrong === undefined ? (chosen?.passcode ?? '') : '',
    wrong: wrong && settings.t.fieldErrors[wrong],
  })
  return sendPage(page, 200, more)
}
