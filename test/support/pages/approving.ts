import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { BrowserContext, Page } from 'playwright-core'
import { vi } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { type Bank, openBank } from '#test/support/authorization/bank.ts'
import { startServer } from './browser.ts'

/** A bank on one port and the partner's site on another. */
export type Place = {
  readonly bank: Bank
  readonly origin: string
  /** The origin of the partner's site, which is not the bank's. */
  readonly client: string
  passcode(customer: string): string
  stop(): void
}

export async function openPlace(
  more: Omit<NonNullable<Parameters<typeof openBank>[0]>, 'baseUrl' | 'redirectUri'> = {},
): Promise<Place> {
  const server = await startServer()
  const origin = `http://127.0.0.1:${server.port}`
  // A partner's site that redirects to a third site, as many do once they have the code.
  const site = serve({
    port: 0,
    fetch: (request) => {
      const url = new URL(request.url)
      if (url.pathname === '/back') {
        const elsewhere = `http://sub.localhost:${url.port}/home${url.search}`
        return new Response(null, { status: 302, headers: { location: elsewhere } })
      }
      return new Response('<!doctype html><title>Budget Buddy</title><h1>Welcome back</h1>', {
        headers: { 'content-type': 'text/html' },
      })
    },
  })
  if (!site.listening) await new Promise((resolve) => site.once('listening', resolve))
  const client = `http://localhost:${(site.address() as AddressInfo).port}`
  const bank = await openBank({ ...more, baseUrl: origin, redirectUri: `${client}/back` })
  server.use(bank.surfaces)
  const world = await findWorld(bank.sandbox, bank.world.id)
  if (!world) throw new Error('the world was just made')
  return {
    bank,
    origin,
    client,
    passcode: (customer) => passcodeOf(world, customer),
    stop: () => {
      server.stop()
      site.close()
    },
  }
}

/** Opens the link and signs in by the customer's card, up to the consent page. */
export async function toConsent(page: Page, _place: Place, url: string, customer = 'cus_0'): Promise<void> {
  await page.goto(url)
  await chooseCard(page, customer)
  await page.waitForSelector('input[name=step][value=choose]', { state: 'attached' })
}

/** Signs in by the card of a customer, on the sign-in page. */
export const chooseCard = (page: Page, customer: string): Promise<void> => page.click(`.person[value^="${customer} "]`)

/** Signs in by number and passcode, on the sign-in page. */
export async function typeNumber(page: Page, customer: string, passcode: string): Promise<void> {
  if ((await page.locator('#customer').count()) === 0) await page.click('a:text-is("Sign in with number and passcode")')
  await page.fill('#customer', customer)
  await page.fill('#passcode', passcode)
  await page.click('button:text-is("Sign in")')
}

/** Opens the link, signs in and approves, up to the page of the one-time code. */
export async function toCode(page: Page, place: Place, url: string, customer = 'cus_0'): Promise<void> {
  await toConsent(page, place, url, customer)
  await page.locator('.choice input').first().check()
  await page.click('button[value=approve]')
}

/** Returns the code that the sandbox shows in place of a text message. */
export const codeOn = async (page: Page): Promise<string> =>
  /\d{6}/.exec((await page.textContent('blockquote')) ?? '')?.[0] ?? ''

/**
 * Types the right code and waits for the partner's site. Returns the URL that the partner received.
 */
export async function confirmed(page: Page, { client }: Place): Promise<string> {
  await page.fill('#code', await codeOn(page))
  const sent = sentTo(page, client)
  await page.click('button:text-is("Confirm")')
  return sent
}

/** Returns the next URL of the partner to which the browser is sent. */
export async function sentTo(page: Page, client: string): Promise<string> {
  const request = await page.waitForRequest((one) => one.url().startsWith(`${client}/back`))
  await page.waitForSelector('h1:text-is("Welcome back")')
  return request.url()
}

/**
 * Goes back, with retries: the browser rejects the call while it does not know yet of a page that
 * its renderer already shows.
 */
export const back = (page: Page) => vi.waitFor(() => page.goBack(), { timeout: 60_000 })

/** Opens another browser context that shares nothing with the first. */
export const another = (page: Page): Promise<BrowserContext> =>
  (page.context().browser() as NonNullable<ReturnType<BrowserContext['browser']>>).newContext()
