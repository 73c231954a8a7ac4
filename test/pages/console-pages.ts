import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consentTo, order } from '#test/support/console/payments.ts'
import { overhangOf, picture, startServer, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'
import { aisp, clientOf, testSandbox } from '#test/support/sandbox.ts'

export type Console = Awaited<ReturnType<typeof openConsole>>

/** Serves a sandbox with one world, whose console a page opens. Its calls come over sockets. */
export async function openConsole(browser: Browser) {
  const server = await startServer()
  const origin = `http://127.0.0.1:${server.port}`
  const made = await testSandbox({ baseUrl: origin })
  const world = await made.createWorld()
  // Streams wait for real seconds.
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())
  const first = { ...world, persona: 'salaried family' }
  const { surfaces } = await testSandbox({ ...made.sandbox, wait, first })
  server.use(surfaces)
  const page = await browser.newPage()
  const calls = clientOf((request) => fetch(request), origin)
  return {
    page,
    origin,
    world,
    ...calls,
    base: `${origin}/console/${world.id}`,
    trouble: watch(page, origin),
    stop: server.stop,
  }
}

/** Fills the log of a world: reads, a payment, and one that met a fault. */
async function fill(there: Console): Promise<void> {
  const { world, request, send } = there
  await request(`${aisp}/accounts`, { token: world.developerToken })
  await request(`${aisp}/accounts/acc_9_current`, { token: world.developerToken })
  await order(there, world, await consentTo(there, world))
  await send('POST', `/control/worlds/${world.id}/faults`, { scenario: 'slow', when: { count: 3 } }, world.controlKey)
}

/** Paths of the console, each with its heading. */
const pages = [
  ['requests', 'Requests'],
  ['requests?problems=only', 'Requests'],
  ['requests?operation=CreateDomesticPayments', 'Requests'],
  ['faults/arm?scenario=slow', 'Arm a fault'],
  ['../../scenarios', 'Faults on purpose'],
  ['../../scenarios?q=nothing+at+all', 'Faults on purpose'],
] as const

/**
 * Declares the tests that visit the pages of requests, faults and scenarios, once for each look.
 */
export function checkConsolePages(browser: Browser, looks: readonly Look[]): void {
  let there: Console
  beforeAll(async () => {
    there = await openConsole(browser)
    await fill(there)
  })
  afterAll(() => there.stop())

  describe.each(looks)('at %i px, %s', (width, scheme) => {
    const visit = async (path: string) => {
      await there.page.setViewportSize({ width, height: 800 })
      await there.page.emulateMedia({ colorScheme: scheme })
      await there.page.goto(new URL(path, `${there.base}/`).href)
    }
    const check = async (name: string) => {
      const { page, trouble } = there
      await picture(page, `console-${name.replaceAll(/\W+/g, '-')}-${width}-${scheme}`)
      expect(await overhangOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
      expect(trouble.take()).toEqual({ errors: [], strangers: [] })
    }

    test.each(pages)('%s has no error, does not scroll sideways and passes axe', async (path, heading) => {
      await visit(path)
      expect(await there.page.textContent('h1')).toBe(heading)
      await check(path)
    })

    test('a request with all that it shows, and a card of the catalogue, pass too', async () => {
      const { page } = there
      await visit('requests?operation=CreateDomesticPayments')
      await page.locator('.req-line').first().click()
      await page.locator('.open .chain').waitFor()
      for (const summary of await page.locator('.open summary').all()) await summary.click()
      await check('opened')
      await visit('../../scenarios#payment-rejected')
      await expect.poll(() => page.locator('details.fault[open]').count()).toBe(1)
      await check('card')
    })
  })
}
