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

  test('a consent for five accounts is on one phone screen, with both answers', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const { url } = await place.bank.ask({
      Permissions: [
        'ReadAccountsDetail',
        'ReadBalances',
        'ReadTransactionsDetail',
        'ReadTransactionsCredits',
        'ReadTransactionsDebits',
        'ReadStandingOrdersDetail',
        'ReadPartyPSU',
      ],
      ExpirationDateTime: '2027-02-22T00:00:00Z',
      TransactionFromDateTime: '2026-01-01T00:00:00Z',
    })
    await toConsent(page, place, url)
    expect(await page.locator('.choice').count()).toBe(5)
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(844)
    await picture(page, 'customer-consent-screen')
    await page.check('.choice:nth-child(2) input')
    await page.click('button[value=approve]')
    await page.waitForSelector('#code')
    await context.close()
  })

  test('a page weighs at most 150 kB with its styles and fonts', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.enable')
    let bytes = 0
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto((await place.bank.ask()).url, { waitUntil: 'networkidle' })
    expect(bytes).toBeGreaterThan(20_000)
    expect(bytes).toBeLessThan(150_000)
    await context.close()
  })

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
    // The step stands under the bank's name, and each answer on a line of its own.
    const rowsOf = (is: string) =>
      page.locator(is).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().y))
    expect(new Set(await rowsOf('.answers .btn')).size).toBe(2)
    expect(new Set(await rowsOf('.bank-bar > *')).size).toBe(2)
    await picture(page, 'customer-consent-195')
    await context.close()
  })
}
