import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { overhangOf, picture, violationsOf } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'
import { openSite, type Site } from './site-pages.ts'

/** Paths of the API reference, each with its status and heading. */
export const referencePages = [
  ['/reference', 200, 'API reference'],
  ['/reference?q=balance', 200, 'for “balance”'],
  ['/reference?q=nothing+has+this', 200, 'Nothing for “nothing has this”'],
  ['/reference/GetAccounts', 200, 'List the accounts that the token gives access to'],
  ['/reference/CreateDomesticPaymentConsents', 200, 'Create a consent for a domestic payment'],
  ['/reference/GetProducts', 200, 'List the products of all accounts, with their fees and interest'],
  ['/reference/CreateEventSubscriptions', 200, 'Subscribe to events'],
  ['/reference/payment.settled', 200, 'The payee has the money'],
  ['/reference/GetAcounts', 404, 'No operation GetAcounts'],
] as const

/**
 * Declares the tests that visit pages of the reference, once for each look. `opensAll`: with all
 * fields open, which takes long.
 */
export function checkReferencePages(browser: Browser, looks: readonly Look[], opensAll = false): void {
  let there: Site
  beforeAll(async () => {
    there = await openSite(browser)
  })
  afterAll(() => there.stop())

  describe.each(looks)('at %i px, %s', (width, scheme) => {
    test.each(referencePages)(
      '%s (%i, %s) has no error, loads from no other host, does not scroll sideways and passes axe',
      async (path, status, heading) => {
        const { page, origin, trouble } = there
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme: scheme })
        const response = await page.goto(origin + path)
        if (opensAll)
          await page.evaluate("for (const one of document.querySelectorAll('.content details')) one.open = true")
        await picture(page, `reference${path.slice(10).replaceAll('/', '-')}-${width}-${scheme}`)
        expect(response?.status()).toBe(status)
        expect(await page.textContent('h1')).toContain(heading)
        expect(await overhangOf(page)).toBe(0)
        expect(await violationsOf(page)).toEqual([])
        expect(trouble.take()).toEqual({ errors: [], strangers: [] })
      },
    )
  })
}
