import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeOn, confirmed, openPlace, type Place, sentTo, toConsent } from '#test/support/pages/approving.ts'
import { overhangOf, picture, startStrictBrowser, violationsOf, watch } from '#test/support/pages/browser.ts'
import { fund, mandate, payment, pisp } from '#test/support/payers.ts'
import {
  abroad,
  askForFunds,
  askForMandate,
  askToPay,
  askToPayFile,
  domestic,
  numberOf,
  pounds,
  scheduled,
  standing,
} from '#test/support/payment-requests.ts'
import { balanceOf } from '#test/support/sandbox.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`payments on customers' pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let place: Place
  beforeAll(async () => {
    place = await openPlace()
    await fund(place.bank, place.bank.world, { acc_0_current: '1000.00', acc_6_business: '900000.00' })
  })
  afterAll(async () => {
    await browser.close()
    place.stop()
  })

  /** From the page that tells to the code, with the first account that is offered. */
  const goOn = async (page: Page) => {
    const radio = page.locator('input[type=radio]').first()
    if ((await radio.count()) > 0) await radio.check()
    await page.click('button[value=approve]')
  }

  /** Goes on by the keyboard until something has the focus. */
  const untilOn = async (page: Page, is: string) => {
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      // At the end of a page nothing has the focus for one Tab: nobody waits for it.
      if (await page.locator(is).evaluateAll((all) => all.some((one) => one === document.activeElement))) return
    }
    expect.fail(`the keyboard does not reach ${is}`)
  }

  /** A payment that the first director of a company has approved, by its order's id. */
  const waitingForTwo = async (page: Page, more: object = {}) => {
    const large = domestic({ InstructedAmount: pounds('7500.00'), ...more })
    const asked = await askToPay(place.bank, 'domestic-payment', large)
    await toConsent(page, place, asked.url, 'cus_6')
    await goOn(page)
    return (await asked.order(await confirmed(page, place))).id
  }

  const looks = [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const))

  // A page takes a quarter of a second for axe to read, and some tests see a dozen.
  describe.each(looks)('at %i px, %s', (width, scheme) => {
    const open = async () => {
      const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme })
      const page = await context.newPage()
      const trouble = watch(page, place.origin)
      const holds = async (name: string, heading: string) => {
        const foreign = await page.evaluate(`document.querySelectorAll('script, [onclick], [style], style').length`)
        expect(foreign, name).toBe(0)
        await picture(page, `pay-${name}-${width}-${scheme}`)
        expect(await page.textContent('h1'), name).toContain(heading)
        expect(await overhangOf(page), name).toBe(0)
        expect(await violationsOf(page), name).toEqual([])
        expect(trouble.take(), name).toEqual({ errors: [], strangers: [] })
      }
      return { context, page, trouble, holds }
    }

    test('every page of a payment is sound, whatever kind it is', async () => {
      const { context, page, holds } = await open()
      const { bank } = place
      const asks = 'Budget Buddy asks you to make a payment'
      await page.goto((await askToPay(bank, 'domestic-payment', domestic())).url)
      await holds('sign-in', 'Sign in')
      await toConsent(page, place, page.url())
      await holds('domestic', asks)
      await page.click('button[value=approve]')
      await holds('domestic-wrong', asks)
      await goOn(page)
      await holds('domestic-code', 'Confirm with a code')
      await page.click('button:text-is("Approve on another device")')
      await page.goto((await page.getAttribute('dd a', 'href')) as string)
      await page.fill('#customer', 'cus_0')
      await page.fill('#passcode', place.passcode('cus_0'))
      await page.click('button:text-is("Sign in")')
      await holds('domestic-elsewhere', asks)

      const short = domestic({
        InstructedAmount: pounds('90000.00'),
        CreditorAccount: { ...domestic().CreditorAccount, Name: `Longname${'Wolfeschlegelsteinhausen'.repeat(4)}` },
      })
      await toConsent(page, place, (await askToPay(bank, 'domestic-payment', short)).url)
      await holds('not-enough', asks)
      await goOn(page)
      await holds('not-enough-code', 'Confirm with a code')

      const DebtorAccount = {
        SchemeName: 'UK.OBIE.SortCodeAccountNumber',
        Identification: await numberOf(bank, 'acc_0_current'),
      }
      await toConsent(page, place, (await askToPay(bank, 'domestic-payment', domestic({ DebtorAccount }))).url)
      await holds('fixed', asks)
      await toConsent(page, place, (await askToPay(bank, 'domestic-payment', domestic({ DebtorAccount }))).url, 'cus_1')
      await holds('not-yours', asks)
      await toConsent(page, place, (await askToPay(bank, 'international-payment', abroad())).url)
      await holds('abroad', asks)
      await goOn(page)
      await holds('abroad-code', 'Confirm with a code')
      const order = standing({ RecurringPaymentAmount: pounds('30.00'), NumberOfPayments: '12' })
      await toConsent(page, place, (await askToPay(bank, 'domestic-standing-order', order)).url)
      await holds('standing', 'Budget Buddy asks you to set up a standing order')
      await toConsent(page, place, (await askToPayFile(bank)).url)
      await holds('file', 'Budget Buddy asks you to make the payments of a file')
      await context.close()
    })

    test('every page of a mandate and of a question about funds is sound', async () => {
      const { context, page, holds } = await open()
      const limits = {
        PeriodicLimits: [
          { PeriodType: 'Day', PeriodAlignment: 'Calendar', Amount: '250.00', Currency: 'GBP' },
          { PeriodType: 'Month', PeriodAlignment: 'Consent', Amount: '1000.00', Currency: 'GBP' },
        ] as never,
      }
      await toConsent(page, place, (await askForMandate(place.bank, limits)).url)
      await holds('mandate', 'Budget Buddy asks to make payments for you')
      await goOn(page)
      await holds('mandate-code', 'Confirm with a code')
      const number = await numberOf(place.bank, 'acc_0_current')
      await toConsent(page, place, (await askForFunds(place.bank, number)).url)
      await holds('funds', 'Budget Buddy asks to know whether you have enough money')
      await goOn(page)
      await holds('funds-code', 'Confirm with a code')
      await context.close()
    })

    test('every page of what apps paid is sound', async () => {
      const { context, page, trouble, holds } = await open()
      const { bank } = place
      const through = async (url: string) => {
        await toConsent(page, place, url)
        await goOn(page)
        return confirmed(page, place)
      }
      const now = await askToPay(bank, 'domestic-payment', domestic({ InstructedAmount: pounds('1.00') }))
      await now.order(await through(now.url))
      const later = await askToPay(bank, 'domestic-scheduled-payment', scheduled())
      await later.order(await through(later.url))
      const often = await askToPay(bank, 'domestic-standing-order', standing())
      await often.order(await through(often.url))
      const again = await askForMandate(bank)
      const tokens = await again.finish(await through(again.url))
      const paid = await tokens.post(`${pisp}/domestic-vrps`, payment(mandate(), again.consent, '1.00'))
      expect(paid.status).toBe(201)
      trouble.take()
      await page.goto(`${place.origin}${bank.base}/customer?customer=cus_0`)
      await page.click('button:text-is("Sign in")')
      await holds('own', 'Apps and payments')
      for (const [name, { consent }] of Object.entries({ now, later, often, again })) {
        await page.goto(`${place.origin}${bank.base}/customer/consents/${consent}`)
        await holds(`own-${name}`, 'Budget Buddy')
      }
      await page.goto(`${place.origin}${bank.base}/customer/consents/${later.consent}`)
      await page.click('a:text-is("Cancel payment")')
      await holds('own-cancel', 'Cancel this payment?')
      await page.click('button:text-is("Yes, cancel it")')
      await holds('own-cancelled', 'Budget Buddy')
      await context.close()
    })

    test('every page of a second director is sound', async () => {
      const { context, page, trouble, holds } = await open()
      const own = `${place.origin}${place.bank.base}/customer`
      const Name = `Longname${'Wolfeschlegelsteinhausen'.repeat(4)}`
      const long = await waitingForTwo(page, { CreditorAccount: { ...domestic().CreditorAccount, Name } })
      const id = await waitingForTwo(page)
      trouble.take()
      await page.goto(`${own}?customer=cus_6_3`)
      await page.click('summary')
      await holds('two-sign-in', 'Sign in')
      await page.click('button:text-is("Sign in")')
      await holds('two-list', 'Payments to approve')
      await page.goto(`${own}/payments/${long}`)
      await holds('two-long', 'A payment waits for your approval')
      await page.click('button:text-is("Refuse")')
      await holds('two-refused', 'A payment that needs two directors')
      await page.goto(`${own}/payments/${id}`)
      await holds('two-payment', 'A payment waits for your approval')
      await page.click('button:text-is("Go on")')
      await holds('two-code', 'Confirm with a code')
      const code = await codeOn(page)
      await page.fill('#code', '1')
      await page.click('button:text-is("Confirm")')
      await holds('two-code-wrong', 'Confirm with a code')
      await page.fill('#code', code)
      await page.click('button:text-is("Confirm")')
      await holds('two-approved', 'A payment that needs two directors')
      await page.click('a:text-is("All payments to approve")')
      await holds('two-none', 'Payments to approve')
      await context.close()
    })
  })

  test('a second director needs a keyboard and no script to approve', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    const id = await waitingForTwo(page)
    await page.goto(`${place.origin}${place.bank.base}/customer/payments/${id}?customer=cus_6_3`)
    for (const is of ['button[value=sign-in]', 'button[value=approve]']) {
      await untilOn(page, is)
      await page.keyboard.press('Enter')
      await page.waitForSelector(is === 'button[value=approve]' ? '#code' : 'button[value=approve]')
    }
    await untilOn(page, '#code')
    await page.keyboard.type(await codeOn(page))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.done')
    expect(await page.textContent('.done')).toBe('You have approved this payment.')
    await context.close()
  })

  test('a keyboard is enough to approve a payment, then the money has moved, and the page shows it', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    const asked = await askToPay(place.bank, 'domestic-payment', domestic())
    const before = Number(await balanceOf(place.bank))
    const until = (is: string) => untilOn(page, is)
    const shown = async () => (await page.locator('.choice .money').first().textContent())?.replace(/[£,]/g, '')
    await page.goto(asked.url)
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
