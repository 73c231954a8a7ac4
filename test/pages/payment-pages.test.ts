import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOn, type Place, sentTo, toConsent } from '#test/support/pages/approving.ts'
import { startStrictBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { askToPay, domestic } from '#test/support/payment-requests.ts'
import { balanceOf } from '#test/support/sandbox.ts'
import { checkPaymentPages, openFundedPlace, waitingForTwo } from './payment-pages.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`payments on customers' pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let place: Place
  beforeAll(async () => {
    place = await openFundedPlace()
  })
  afterAll(async () => {
    await browser.close()
    place.stop()
  })

  /** Presses Tab until an element has the focus. */
  const untilOn = async (page: Page, is: string) => {
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      // At the end of a page, one Tab gives nothing the focus: the loop does not wait for it.
      if (await page.locator(is).evaluateAll((all) => all.some((one) => one === document.activeElement))) return
    }
    expect.fail(`the keyboard does not reach ${is}`)
  }

  checkPaymentPages(browser, [phone])

  test('a second director can approve with a keyboard and without a script', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    const id = await waitingForTwo(page, place)
    await page.goto(`${place.origin}${place.bank.base}/customer/payments/${id}?customer=cus_6_3`)
    for (const is of ['.answers button[name=card-passcode]', 'button[value=approve]']) {
      await untilOn(page, is)
      await page.keyboard.press('Enter')
      await page.waitForSelector(is === 'button[value=approve]' ? '#code' : 'button[value=approve]')
    }
    await untilOn(page, '#code')
    await page.keyboard.type(await codeOn(page))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.done')
    expect(await page.textContent('.done')).toBe('You’ve approved this payment.')
    await context.close()
  })

  test('a customer can approve a payment with a keyboard only; the money moves, and the page shows it', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    const asked = await askToPay(place.bank, 'domestic-payment', domestic())
    const before = Number(await balanceOf(place.bank))
    const until = (is: string) => untilOn(page, is)
    const shown = async () => (await page.locator('.choice .money').first().textContent())?.replace(/[£,]/g, '')
    await page.goto(asked.url)
    await until('a[href="?with=number"]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#customer')
    await until('#customer')
    await page.keyboard.type('cus_0')
    await until('#passcode')
    await page.keyboard.type(place.passcode('cus_0'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('input[type=radio]')
    expect(await shown()).toBe(before.toFixed(2))
    await until('input[type=radio]')
    await page.keyboard.press('Space')
    await until('button[value=approve]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#code')
    await until('#code')
    await page.keyboard.type(await codeOn(page))
    const sent = sentTo(page, place.client)
    await page.keyboard.press('Enter')
    expect((await asked.order(await sent)).status).toBe(201)
    expect(Number(await balanceOf(place.bank))).toBeCloseTo(before - 20, 2)
    await toConsent(page, place, (await askToPay(place.bank, 'domestic-payment', domestic())).url)
    expect(await shown()).toBe((before - 20).toFixed(2))
    await context.close()
  })
}
