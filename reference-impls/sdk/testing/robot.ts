import type { Fetch } from '../connection.ts'

/**
 * Opens an authorization URL as a customer who is a robot, and returns the callback URL to which
 * the bank sends the browser. `robot` says what the customer does; absent, what the partner or the
 * world declares. It does not run in a browser, which hides redirects.
 *
 * @example
 * ```ts
 * import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'
 * import { answerAsRobot } from '@sandbank/sdk/testing'
 *
 * const world = { controlKey: 'ctl_default_hackathon' }
 * const partner = await connectPartner(await registerPartner(world))
 * const consentId = await partner.createAccountConsent({ permissions: ['ReadAccountsDetail'] })
 * const { url, pending } = await partner.authorize({ consentId })
 * await partner.finish(await answerAsRobot(url, 'approve, customer=cus_2'), pending)
 * ```
 */
export async function answerAsRobot(
  url: string,
  robot?: string,
  { fetch = globalThis.fetch }: { readonly fetch?: Fetch | undefined } = {},
): Promise<string> {
  const to = new URL(url)
  if (robot !== undefined) to.searchParams.set('robot', robot)
  const response = await fetch(to.href, { redirect: 'manual' })
  const back = response.headers.get('location')
  if (response.status === 302 && back !== null && !back.startsWith('/')) return back
  const text = await response.text()
  throw new Error(
    `robot: must answer at once (got status ${response.status}: ${text.slice(0, 200)}); name a robot such as "approve"`,
  )
}
