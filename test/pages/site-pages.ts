import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problems } from '#bank/base/problem.ts'
import { overhangOf, picture, startServer, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'
import { testSandbox } from '#test/support/sandbox.ts'

export type Site = Awaited<ReturnType<typeof openSite>>

/** Serves the site of a sandbox with one world, and opens an empty page beside it. */
export async function openSite(browser: Browser) {
  const server = await startServer()
  const origin = `http://127.0.0.1:${server.port}`
  const { store, createWorld } = await testSandbox({ baseUrl: origin })
  const { id, controlKey, developerToken, customer } = await createWorld()
  const { surfaces } = await testSandbox({
    store,
    baseUrl: origin,
    // Not the texts that made the world.
    randomText: (characters) => randomBytes(characters).toString('hex').slice(0, characters),
    first: { id, controlKey, developerToken, customer, persona: 'salaried family' },
  })
  server.use(surfaces)
  const page = await browser.newPage()
  return { page, origin, worldId: id, trouble: watch(page, origin), stop: server.stop }
}

/** Paths of the site, each with its status and heading. */
export const pages = [
  ['/', 200, 'A bank that anyone can fork'],
  ['/parts?look=plum', 200, 'Parts'],
  ['/problems?q=U009', 200, 'Every error that the bank returns'],
  ['/problems', 200, 'Every error that the bank returns'],
  ['/problems/token-missing', 200, problems['token-missing'].title],
  ['/nowhere/at/all', 404, 'No page at /nowhere/at/all'],
] as const

/** Pages of customers, which the console serves. */
const customerPages = [
  ['/customers', 200, '24 people you can count on'],
  ['/customers?q=an', 200, 'customers'],
  ['/customers/cus_0', 200, 'Grace Whitfield'],
  ['/customers/cus_4', 200, 'Sofia Marques'],
  ['/customers/cus_16', 200, 'Gary Slater'],
  ['/customers/cus_20', 200, 'Arthur Finch'],
  ['/customers/cus_9999', 404, 'There is no such customer'],
] as const

/** Declares the tests that visit every page of the site, once for each look. */
export function checkSitePages(browser: Browser, looks: readonly Look[]): void {
  let there: Site
  beforeAll(async () => {
    there = await openSite(browser)
  })
  afterAll(() => there.stop())

  describe.each(looks)('at %i px, %s', (width, scheme) => {
    test.each([...pages, ...customerPages])(
      '%s (%i, %s) has no error, loads from no other host, does not scroll sideways and passes axe',
      async (path, status, heading) => {
        const { page, origin, trouble } = there
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme: scheme })
        const response = await page.goto(origin + path)
        await picture(page, `site${path.slice(0, 30).replaceAll('/', '-')}-${width}-${scheme}`)
        expect(response?.status()).toBe(status)
        expect(await page.textContent('h1')).toContain(heading)
        expect(await overhangOf(page)).toBe(0)
        expect(await violationsOf(page)).toEqual([])
        expect(trouble.take()).toEqual({ errors: [], strangers: [] })
      },
    )
  })
}
