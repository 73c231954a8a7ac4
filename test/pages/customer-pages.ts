import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  another,
  chooseCard,
  confirmed,
  openPlace,
  type Place,
  toCode,
  toConsent,
  typeNumber,
} from '#test/support/pages/approving.ts'
import { overhangOf, picture, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'

/** Declares the tests that visit every page of a request for access, once for each look. */
export function checkCustomerPages(browser: Browser, looks: readonly Look[]): void {
  let place: Place
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(() => place.stop())

  describe.each(looks)('at %i px, %s', (width, scheme) => {
    const open = async () => {
      const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme })
      const page = await context.newPage()
      const trouble = watch(page, place.origin)
      const holds = async (name: string, heading: string) => {
        // Before pictures and axe, which leave styles of their own behind.
        expect(await page.evaluate(`document.querySelectorAll('script, [onclick], [style], style').length`), name).toBe(
          0,
        )
        await picture(page, `customer-${name}-${width}-${scheme}`)
        expect(await page.textContent('h1'), name).toContain(heading)
        expect(await overhangOf(page), name).toBe(0)
        expect(await violationsOf(page), name).toEqual([])
        expect(trouble.take(), name).toEqual({ errors: [], strangers: [] })
      }
      return { context, page, trouble, holds }
    }

    test('every page of a request is sound: no error, no other host, no sideways scroll, no violation that axe reports', async () => {
      const { context, page, holds } = await open()
      const terms = {
        Permissions: [
          'ReadAccountsDetail',
          'ReadBalances',
          'ReadTransactionsDetail',
          'ReadTransactionsCredits',
          'ReadTransactionsDebits',
          'ReadBeneficiariesDetail',
          'ReadStandingOrdersDetail',
          'ReadDirectDebits',
          'ReadParty',
          'ReadPAN',
          'ReadStatementsBasic',
          'ReadOffers',
        ],
        ExpirationDateTime: '2027-02-22T00:00:00Z',
        TransactionFromDateTime: '2026-01-01T00:00:00Z',
      }
      const { url } = await place.bank.ask(terms)
      await page.goto(url)
      await holds('sign-in', 'Sign in to go on to Budget Buddy')
      await page.fill('input[type=search]', 'whit')
      await page.click('button:text-is("Search")')
      await holds('sign-in-found', 'Sign in')
      await page.click('a:text-is("Show the named customers")')
      await page.goto(new URL('?customer=cus_7', page.url()).href)
      await holds('sign-in-chosen', 'Sign in')
      expect(await page.textContent(':focus strong')).toBe('Tobias Lindqvist')
      expect(await page.evaluate('scrollY')).toBe(0)
      await page.click('a:text-is("Sign in with number and passcode")')
      await holds('sign-in-number', 'Sign in')
      await typeNumber(page, 'cus_0', '1')
      await holds('sign-in-wrong', 'Sign in')
      expect(await page.inputValue('#customer')).toBe('cus_0')
      await toConsent(page, place, url)
      await holds('consent', 'Budget Buddy would like to see your accounts')
      await page.reload()
      for (const summary of await page.locator('summary').all()) await summary.click()
      await holds('consent-open', 'Budget Buddy would like to see your accounts')
      await page.click('button[value=approve]')
      await holds('consent-wrong', 'Budget Buddy would like to see your accounts')
      await page.check('text=All of them')
      await picture(page, `customer-consent-all-${width}-${scheme}`)
      await page.click('button[value=approve]')
      await holds('code', 'Confirm with a code')
      await page.fill('#code', '1')
      await page.click('button:text-is("Confirm")')
      await holds('code-wrong', 'Confirm with a code')
      await page.click('button:text-is("Approve on another device")')
      await page.click('a:text-is("Stop checking")')
      await holds('waiting', 'Approve on your other device')
      const elsewhere = (await page.getAttribute('dd a', 'href')) as string
      await page.goto(elsewhere)
      await holds('approve-sign-in', 'Sign in')
      await chooseCard(page, 'cus_0')
      await holds('approve', 'Budget Buddy would like to see your accounts')
      await page.goto(`${place.origin}${place.bank.base}/customer/apps`)
      await holds('own-waiting', 'Apps and payments')
      await context.close()
    })

    test('every page at the end of a request is sound', async () => {
      const { context, page, trouble, holds } = await open()
      const asked = await place.bank.ask()
      await toCode(page, place, asked.url)
      const here = page.url()
      await confirmed(page, place)
      trouble.take()
      await page.goto(here)
      await holds('over', 'You’ve allowed it')
      const { url } = await place.bank.ask()
      await toCode(page, place, url)
      for (const code of ['1', '2', '3']) {
        await page.fill('#code', code)
        await page.click('button:text-is("Confirm")')
      }
      await holds('too-often', 'You haven’t allowed this')
      const stranger = await another(page)
      const foreign = await stranger.newPage()
      await foreign.goto(here)
      expect(await foreign.textContent('h1')).toBe('This page belongs to another browser')
      await stranger.close()
      await page.goto(`${place.origin}/authorization/wld_nobody/customer`)
      await holds('no-world', 'There’s no bank at this address')
      await page.goto(`${place.origin}${place.bank.base}/authorize?client_id=unknown&state=s1`)
      await holds('provider-error', 'We can’t answer the app’s request')
      await page.goto(`${(await place.bank.ask()).url}&robot=abandon`)
      await holds('robot-abandoned', 'The robot customer has left')
      await page.goto(`${(await place.bank.ask()).url}&robot=approve,takes=40s`)
      await holds('robot-waits', 'The robot customer is taking its time')
      await context.close()
    })

    test("every page of the customer's own area is sound", async () => {
      const { context, page, trouble, holds } = await open()
      await page.goto(`${place.origin}${place.bank.base}/customer/apps?customer=cus_7`)
      await holds('own-sign-in', 'Sign in')
      await page.click('button:text("Continue as")')
      const asked = await place.bank.ask({ ExpirationDateTime: '2027-02-22T00:00:00Z' })
      await toCode(page, place, asked.url, 'cus_7')
      const tokens = await asked.finish(await confirmed(page, place))
      trouble.take()
      await tokens.read('/accounts')
      await page.goto(`${place.origin}${place.bank.base}/customer/apps`)
      await holds('own', 'Apps and payments')
      await page.locator('.cards a').first().click()
      await holds('own-detail', 'Budget Buddy')
      await page.click('a:text-is("Stop access")')
      await holds('own-stop', 'Stop Budget Buddy?')
      await page.click('button:text-is("Yes, stop it")')
      await holds('own-stopped', 'Budget Buddy')
      await context.close()
    })
  })
}
