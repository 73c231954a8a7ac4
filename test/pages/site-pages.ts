import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problems } from '#bank/base/problem.ts'
import { overhangOf, picture, startServer, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'
import { testSandbox } from '#test/support/sandbox.ts'

export type Console = Awaited<ReturnType<typeof openSite>>

/** Serves the site of a sandbox with one world, and opens an empty page beside it. */
export async function openSite(browser: Browser) {
  const server = await startServer()
  const origin = `http://127.0.0.1:${server.port}`
  const { store, createWorld } = await testSandbox({ baseUrl: origin })
  const { id, controlKey, developerToken, customer } = await createWorld()
  const { surfaces } = await testSandbox({
    store,
    baseUrl: origin,
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
  ['/scenarios', 200, 'Break the bank on purpose'],
  ['/pictures', 200, 'The named customers in pictures'],
  ['/pictures/cus_0?start=2026-11', 200, 'Grace Whitfield'],
  ['/pictures/cus_4?start=2026-11', 200, 'Sofia Marques'],
  ['/pictures/cus_7?start=2026-11', 200, 'Tobias Lindqvist'],
  ['/pictures/cus_16?start=2026-11', 200, 'Gary Slater'],
  ['/pictures/cus_20?start=2026-11', 200, 'Arthur Finch'],
  ['/pictures/cus_24', 404, 'No page at /pictures/cus_24'],
  ['/nowhere/at/all', 404, 'No page at /nowhere/at/all'],
] as const

/** Declares the tests that visit every page of the site, once for each look. */
export function checkSitePages(browser: Browser, looks: readonly Look[]): void {
  let there: Console
  beforeAll(async () => {
    there = await openSite(browser)
  })
  afterAll(() => there.stop())

  describe.each(looks)('at %i px, %s', (width, scheme) => {
    test.each(pages)(
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
