import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { checkReferencePages } from './reference-pages.ts'
import { openSite } from './site-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the API reference in a browser: ${browser.absent}`, () => {})
else describe('the API reference, in a browser,', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let trouble: Awaited<ReturnType<typeof openSite>>['trouble']
  let stop: () => void
  beforeAll(async () => {
    const there = await openSite(browser)
    page = there.page
    origin = there.origin
    trouble = there.trouble
    stop = there.stop
  })
  afterAll(async () => {
    await browser.close()
    stop()
  })

  checkReferencePages(browser, [phone])

  const open = async (id: string, width = 1280) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`${origin}/reference/${id}`)
  }
  const call = async () => {
    await page.click('.try button')
    await page.waitForSelector('.try output pre')
    return [await page.textContent('.try output .badge'), await page.textContent('.try output pre')] as const
  }

  test('a reader calls an operation from its page, and sees status, time and answer', async () => {
    await open('GetAccountsAccountIdBalances')
    expect(await page.inputValue('[name="path.AccountId"]')).toBe('acc_0_current')
    const [status, answer] = await call()
    expect(status).toMatch(/^200 in \d+ ms$/)
    expect(JSON.parse(answer as string).Data.Balance[0].AccountId).toBe('acc_0_current')
    await page.fill('[name="path.AccountId"]', 'acc_0_nothing')
    await page.click('.try button')
    await page.waitForSelector('.try output .problem')
    expect(await page.textContent('.try output .badge')).toMatch(/^400 /)
    trouble.take()
  })

  test('the call takes a query, and an answer that is a file is named', async () => {
    await open('ListCustomers')
    await page.fill('[name="query.name"]', 'whitfield')
    expect((await call())[1]).toContain('Grace Whitfield')
    await open('GetAccountsAccountIdStatementsStatementIdFile')
    expect((await call())[1]).toMatch(/^application\/pdf, [\d,]+ bytes$/)
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  })

  test('the page of a write, or of a live stream, makes no call', async () => {
    for (const id of ['CreateDomesticPayments', 'DeleteWorld', 'FollowEvents']) {
      await open(id)
      expect(await page.locator('.try').count(), id).toBe(0)
    }
  })

  test('the chosen language stays for the next page', async () => {
    await open('GetAccounts')
    expect(await page.isVisible('#sample-curl')).toBe(true)
    await page.locator('.samples label', { hasText: 'Python' }).click()
    await open('GetBalances')
    expect([await page.isVisible('#sample-curl'), await page.isVisible('#sample-python')]).toEqual([false, true])
    await page.locator('.samples label', { hasText: 'curl' }).click()
  })

  test('at the side of a desktop the list is open at the operation, and on a phone it is closed', async () => {
    await open('CreateFilePayments')
    expect(await page.isVisible('.side [aria-current]')).toBe(true)
    await open('CreateFilePayments', 390)
    expect(await page.isVisible('.side [aria-current]')).toBe(false)
    await page.click('a[href="#operations"]')
    expect(await page.isVisible('.side [aria-current]')).toBe(true)
    await page.click('.side a[href="#main"]')
    expect(await page.isVisible('.side [aria-current]')).toBe(false)
  })

  test('a reader with only a keyboard chooses a language and calls the operation', async () => {
    await open('GetParty')
    await page.focus('.samples input:checked')
    await page.keyboard.press('ArrowRight')
    expect(await page.isVisible('#sample-javascript')).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await page.focus('.try button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.try output pre')
    expect(await page.textContent('.try output pre')).toContain('Grace Whitfield')
  })

  test('without a script the page is whole: languages, fields and search work, and nothing is dead', async () => {
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await plain.goto(`${origin}/reference/GetAccounts`)
    expect(await plain.locator('.try:visible, .copy:visible').count()).toBe(0)
    await plain.locator('.samples label', { hasText: 'JavaScript' }).click()
    expect(await plain.locator('#sample-javascript').isVisible()).toBe(true)
    await plain.goto(`${origin}/reference`)
    await plain.fill('input[name=q]', 'proof')
    await plain.press('input[name=q]', 'Enter')
    await plain.click('.operations a[href="/reference/GetProof"]')
    expect(await plain.textContent('h1')).toBe('Prove that the ledger of a world is correct')
    await plain.close()
  })
}
