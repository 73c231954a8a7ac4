import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlace, type Place, toConsent } from '#test/support/pages/approving.ts'
import { overhangOf, picture, startStrictBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { checkCustomerPages } from './customer-pages.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`the customers' pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let place: Place
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(async () => {
    await browser.close()
    place.stop()
  })

  checkCustomerPages(browser, [phone])

  test('a phone at 200 % zoom shows the accounts in words, not letter by letter', async () => {
    const context = await browser.newContext({ viewport: { width: 195, height: 422 } })
    const page = await context.newPage()
    await toConsent(page, place, (await place.bank.ask()).url)
    expect(await overhangOf(page)).toBe(0)
    const widths = await page
      .locator('.choice > span:first-of-type')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))
    expect(widths.length).toBeGreaterThan(1)
    for (const width of widths) expect(width).toBeGreaterThan(80)
    await picture(page, 'customer-consent-195')
    await context.close()
  })
}
