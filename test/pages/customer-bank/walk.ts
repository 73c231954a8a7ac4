import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseCard, openPlace, type Place } from '#test/support/pages/approving.ts'
import { overhangOf, picture, violationsOf, watch } from '#test/support/pages/browser.ts'
import type { Look } from '#test/support/pages/looks.ts'

/** Declares the tests that walk through the customer's own bank, once for each look. */
export function checkCustomerBank(browser: Browser, looks: readonly Look[]): void {
  let place: Place
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(() => place.stop())

  test.each(looks)('at %i px, %s: a customer looks, searches, and pays a friend once', async (width, scheme) => {
    // axe needs scripts, so the pages are checked to have none.
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme })
    const page = await context.newPage()
    const trouble = watch(page, place.origin)
    const holds = async (name: string, heading: string) => {
      const foreign = await page.evaluate(`document.querySelectorAll('script, [onclick], [style], style').length`)
      expect(foreign, name).toBe(0)
      await picture(page, `bank-${name}-${width}-${scheme}`)
      expect(await page.textContent('h1'), name).toContain(heading)
      expect(await overhangOf(page), name).toBe(0)
      expect(await violationsOf(page), name).toEqual([])
      expect(trouble.take(), name).toEqual({ errors: [], strangers: [] })
    }
    const own = `${place.origin}${place.bank.base}/customer`
    await page.goto(own)
    // No phone reaches a loopback address.
    expect(await page.locator('.phone-code').count()).toBe(0)
    await chooseCard(page, 'cus_0')
    await holds('home', 'Hello, Grace')
    const before = await balanceOn(page.locator('.main-account .big'))

    await page.click('.main-account h2 a')
    await holds('account', 'Everyday')
    expect(await page.locator('.moves > li').count()).toBe(50)
    await page.click('.months li:first-child a')
    expect(await page.getAttribute('.months li:first-child a', 'aria-current')).toBe('true')
    await page.fill('.search input', 'holt street')
    await page.click('button:text-is("Search")')
    await holds('search', 'Everyday')
    expect(new Set(await page.locator('.moves strong').allTextContents())).toEqual(new Set(['Holt Street Market']))
    await page.locator('.moves a').first().click()
    await holds('transaction', 'to Holt Street Market')

    await page.click('.bank-places a:has-text("Pay")')
    await holds('payees', 'Who would you like to pay?')
    await page.click('.person:has-text("Callum Reid")')
    await holds('pay', 'Pay Callum Reid')
    await page.fill('#amount', '999999')
    await page.fill('#reference', hostile)
    await page.click('button:text-is("Continue")')
    await holds('pay-wrong', 'Pay Callum Reid')
    expect(await page.textContent('[role=alert]')).toContain('There isn’t enough money in Everyday')
    expect(await page.inputValue('#reference')).toBe(hostile)
    await page.fill('#amount', '12.50')
    await page.click('button:text-is("Continue")')
    await holds('confirm', 'Check and pay')
    expect(await page.textContent('.checked')).toContain('The name matches the account.')
    await page.click('button:text-is("Pay £12.50")')
    await holds('paid', 'You’ve paid £12.50')
    const receipt = page.url()
    await page.goBack()
    await page.click('button:text-is("Pay £12.50")')
    expect(page.url()).toBe(receipt)

    await page.click('.actions a:text-is("Home")')
    expect(await balanceOn(page.locator('.main-account .big'))).toBeCloseTo(before - 12.5)
    expect(await page.locator('.moves a').first().textContent()).toContain(hostile)
    await page.locator('.moves a').first().click()
    await holds('transaction-paid', 'to Callum Reid')
    expect(await page.textContent('.facts')).toContain('You, here at the bank')

    await page.goto(`${own}/pay?to=account`)
    await page.fill('#name', '<img src=x onerror=alert(1)>')
    await page.fill('#sortCode', '12-34')
    await page.fill('#number', '12345678')
    await page.fill('#amount', '1')
    await page.click('button:text-is("Continue")')
    await holds('pay-typed', 'Pay a friend')
    expect(await page.textContent('[role=alert]')).toContain('A sort code has six digits')
    await page.fill('#sortCode', '12-34-56')
    await page.click('button:text-is("Continue")')
    await holds('confirm-elsewhere', 'Check and pay')
    expect(await page.textContent('.warning')).toContain('couldn’t check the name')
    await page.goto(`${own}/apps`)
    await holds('apps', 'Apps and payments')
    await context.close()
  })
}

const hostile = '<b>Pizza</b> & "more"'

const balanceOn = async (at: { textContent(): Promise<string | null> }): Promise<number> =>
  Number((await at.textContent())?.replace(/[£,]/g, ''))

/** Declares that the bank works without a script. */
export function checkWithoutScript(browser: Browser): void {
  describe('without a script', () => {
    test('a customer signs in and pays', async () => {
      const place = await openPlace()
      const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
      const page = await context.newPage()
      await page.goto(`${place.origin}${place.bank.base}/customer`)
      await chooseCard(page, 'cus_0')
      await page.click('.main-account a:has-text("Pay a friend")')
      await page.click('.person:has-text("Callum Reid")')
      await page.fill('#amount', '£3')
      await page.click('button:text-is("Continue")')
      await page.click('button:text-is("Pay £3.00")')
      expect(await page.textContent('h1')).toBe('You’ve paid £3.00')
      await context.close()
      place.stop()
    })
  })
}
