import type { Context } from 'hono'
import {
  findPersonChoice,
  listCustomerChoices,
  listDirectorChoices,
  searchPersonChoices,
} from '#actions/authorization/sign-in-choices.ts'
import { type PageSettings, sendPage } from '#apps/authorization/http/page-response.ts'
import { signInPage } from '#apps/authorization/pages/sign-in.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { Problem } from '#bank/base/problem.ts'
import type { World } from '#store/world.ts'
import { drawPhoneCode } from './phone-code.ts'

const signInErrors = ['passcode-wrong', 'attempts-exceeded', 'customer-other'] as const

/**
 * Reads the number and the passcode of a sign-in form: typed, or those of a card. A card's passcode
 * is checked like a typed one. By the name of its field, the request log masks it.
 */
export function readSignIn(form: URLSearchParams): { customer: string; passcode: string } {
  const [customer = '', passcode = ''] = form.get('card-passcode')?.split(' ') ?? [
    form.get('customer'),
    form.get('passcode'),
  ]
  return { customer: (customer ?? '').trim(), passcode: (passcode ?? '').trim() }
}

/**
 * Returns the query that shows an error on the sign-in page, and what was typed. Returns undefined
 * if the customer's input did not cause the error.
 */
export function signInErrorQuery({ code }: Problem, form: URLSearchParams): string | undefined {
  const wrong = signInErrors.find((one) => one === (code === 'consent-status' ? 'customer-other' : code))
  if (!wrong || form.has('card-passcode')) return wrong && `?wrong=${wrong}`
  const customer = form.get('customer')?.slice(0, 40) ?? ''
  return `?wrong=${wrong}&with=number&customer=${encodeURIComponent(customer)}`
}

type SignIn = {
  readonly settings: PageSettings
  readonly request?: { readonly app: string; readonly family: Family }
  readonly token: string
  /** The customer whom the client's login_hint names. */
  readonly hint?: string | undefined
  /** The only customer whom the consent can be for. */
  readonly expected?: string | undefined
}

/**
 * Shows the sign-in page, with people to choose from. The person of `?customer=` comes first, or
 * the only one whom the consent can be for, or the one of the client's login_hint.
 */
export function showSignIn(
  c: Context,
  world: World,
  { settings, request, token, hint, expected }: SignIn,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  const { signIn, fieldErrors } = settings.t
  const wrong = signInErrors.find((one) => one === c.req.query('wrong'))
  const asked = c.req.query('customer')?.slice(0, 40)
  const shared = {
    request: request && { app: request.app, asks: signIn.asks[request.family](request.app) },
    token,
    wrong: wrong && fieldErrors[wrong],
    // A request of an app belongs to the browser in which it began.
    phoneCode: request ? undefined : drawPhoneCode(c, world.sandbox),
  }
  if (c.req.query('with') === 'number') {
    const customer = (asked ?? hint ?? '').slice(0, 40)
    return sendPage(signInPage(settings, { ...shared, by: 'number', customer }), 200, more)
  }
  // Only customers answer an app. A company's other directors may also sign in to the bank's pages.
  const withDirectors = !request
  const sought = c.req.query('find')?.trim().slice(0, 40) || undefined
  const people =
    sought === undefined
      ? [...listCustomerChoices(world), ...(withDirectors ? listDirectorChoices(world) : [])]
      : searchPersonChoices(world, sought, withDirectors)
  const suggestedId = (wrong === undefined ? asked : undefined) ?? expected ?? hint
  const suggested = suggestedId === undefined ? undefined : findPersonChoice(world, suggestedId, withDirectors)
  const isReady = suggested !== undefined && suggested.id === asked
  return sendPage(signInPage(settings, { ...shared, by: 'card', people, suggested, isReady, sought }), 200, more)
}
