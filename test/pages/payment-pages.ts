import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseCard, codeOn, confirmed, openPlace, type Place, toConsent } from '#test/support/pages/approving.ts'
import { overhangOf, picture, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'
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

/** A bank whose first customer and whose company have money to pay with. */
export async function openFundedPlace(): Promise<Place> {
  const place = await openPlace()
  await fund(place.bank, place.bank.world, { acc_0_current: '1000.00', acc_6_business: '900000.00' })
  return place
}

/** Goes from the consent page to the page of the one-time code, with the first account on offer. */
export async function goOn(page: Page): Promise<void> {
  // Counting does not wait: before the consent page is there, no account is on offer.
  await page.waitForSelector('button[value=approve]')
  const radio = page.locator('input[type=radio]').first()
  if ((await radio.count()) > 0) await radio.check()
  await page.click('button[value=approve]')
}

/**
 * Makes a payment that one director has approved and a second must approve. Returns its order's id.
 */
export async function waitingForTwo(page: Page, place: Place, more: object = {}): Promise<string> {
  const large = domestic({ InstructedAmount: pounds('7500.00'), ...more })
  const asked = await askToPay(place.bank, 'domestic-payment', large)
  await toConsent(page, place, asked.url, 'cus_6')
  await goOn(page)
  return (await asked.order(await confirmed(page, place))).id
}

/** Declares the tests that visit every page of a payment, once for each look. */
export function checkPaymentPages(browser: Browser, looks: readonly Look[]): void {
  let place: Place
  beforeAll(async () => {
    place = await openFundedPlace()
  })
  afterAll(() => place.stop())

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

    test('every page of every kind of payment is sound', async () => {
      const { context, page, holds } = await open()
      const { bank } = place
      const asks = 'Budget Buddy is asking you to make a payment'
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
      await chooseCard(page, 'cus_0')
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
      await holds('standing', 'Budget Buddy is asking you to set up a standing order')
      await toConsent(page, place, (await askToPayFile(bank)).url)
      await holds('file', 'Budget Buddy is asking you to make payments from a file')
      await context.close()
    })

    test('every page of a mandate and of a funds confirmation is sound', async () => {
      const { context, page, holds } = await open()
      const limits = {
        PeriodicLimits: [
          { PeriodType: 'Day', PeriodAlignment: 'Calendar', Amount: '250.00', Currency: 'GBP' },
          { PeriodType: 'Month', PeriodAlignment: 'Consent', Amount: '1000.00', Currency: 'GBP' },
        ] as never,
      }
      await toConsent(page, place, (await askForMandate(place.bank, limits)).url)
      await holds('mandate', 'Budget Buddy would like to make payments for you')
      await goOn(page)
      await holds('mandate-code', 'Confirm with a code')
      const number = await numberOf(place.bank, 'acc_0_current')
      await toConsent(page, place, (await askForFunds(place.bank, number)).url)
      await holds('funds', 'Budget Buddy would like to check that you have enough money')
      await goOn(page)
      await holds('funds-code', 'Confirm with a code')
      await context.close()
    })

    test('every page of past payments is sound', async () => {
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
      await page.goto(`${place.origin}${bank.base}/customer/apps?customer=cus_0`)
      await page.click('button:text("Continue as")')
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

    test('every page for a second director is sound', async () => {
      const { context, page, trouble, holds } = await open()
      const own = `${place.origin}${place.bank.base}/customer`
      const Name = `Longname${'Wolfeschlegelsteinhausen'.repeat(4)}`
      const long = await waitingForTwo(page, place, { CreditorAccount: { ...domestic().CreditorAccount, Name } })
      const id = await waitingForTwo(page, place)
      trouble.take()
      await page.goto(`${own}?customer=cus_6_3`)
      await holds('two-sign-in', 'Sign in')
      await page.click('button:text("Continue as")')
      await holds('two-list', 'Payments to approve')
      await page.goto(`${own}/payments/${long}`)
      await holds('two-long', 'A payment is waiting for your approval')
      await page.click('button:text-is("Decline")')
      await holds('two-refused', 'A payment that needs two directors')
      await page.goto(`${own}/payments/${id}`)
      await holds('two-payment', 'A payment is waiting for your approval')
      await page.click('button:text-is("Continue")')
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
}
