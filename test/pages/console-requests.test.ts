import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consentTo, order } from '#test/support/console/payments.ts'
import { startBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { aisp } from '#test/support/sandbox.ts'
import { type Console, checkConsolePages, openConsole } from './console-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let there: Console
  let page: Page
  beforeAll(async () => {
    there = await openConsole(browser)
    page = there.page
  })
  afterAll(async () => {
    there.stop()
    await browser.close()
  })

  checkConsolePages(browser, [phone])

  test('the next payment is broken on purpose, comes in live, is opened as a chain, and is replayed without the fault', async () => {
    const { origin, base, world, trouble } = there
    await page.goto(`${origin}/scenarios#server-error`)
    await page.getByRole('link', { name: 'Choose which calls' }).filter({ visible: true }).click()
    await page.getByLabel('CreateDomesticPayments', { exact: true }).check()
    await page.getByLabel('At most').fill('1')
    await page.getByRole('button', { name: 'Arm server-error' }).click()
    await expect.poll(() => page.textContent('.said')).toContain('CreateDomesticPayments · 1 of 1 call left')

    await expect.poll(() => page.locator('[data-live-state]').textContent()).toBe('live')
    const body = await consentTo(there, world)
    expect((await order(there, world, body)).status).toBe(500)
    const line = page.locator('.req', { hasText: '/pisp/domestic-payments' }).filter({ hasText: '500' })
    await line.waitFor()
    expect(await line.textContent()).toContain('server-error')

    await line.locator('a').focus()
    await page.keyboard.press('Enter')
    await page.locator('.req .chain').waitFor()
    expect(await page.locator('.chain strong').allTextContents()).toEqual(['Request', 'Consent'])
    await page.getByText('Replay with a fault').click()
    await page.getByRole('button', { name: 'Replay' }).click()
    await expect.poll(() => page.textContent('.said')).toContain('The first call had made no order. This one made pay_')
    expect(await page.textContent('main')).toContain('The answer is 201 instead of 500.')
    expect(page.url()).toMatch(new RegExp(`^${base}/requests/req_\\w+/beside/req_\\w+$`))
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  })

  test('a request appears by itself, also one that came before the stream was open', async () => {
    const { base, world, request } = there
    const read = (path: string) => request(aisp + path, { token: world.developerToken })
    await page.route('**/requests/live*', async (route) => {
      await read('/balances')
      await route.continue()
    })
    await page.goto(`${base}/requests`)
    await page.locator('.req', { hasText: '/aisp/balances' }).waitFor()
    await read('/products')
    await page.locator('.req', { hasText: '/aisp/products' }).waitFor()
    const [arrived, loaded] = await page
      .locator('.req:not(:has(.open))')
      .evaluateAll((rows) => [rows[0], rows.at(-1)].map((row) => getComputedStyle(row as Element).padding))
    expect(arrived).toBe(loaded)
    await page.unroute('**/requests/live*')
  })

  test('works without a script: each line leads to a page with the chain', async () => {
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
    await plain.goto(`${there.base}/requests?operation=CreateDomesticPayments`)
    await plain.locator('.req-line').first().click()
    expect(await plain.locator('.chain strong').allTextContents()).toContain('Order')
    await plain.getByText('Replay with a fault').click()
    await plain.getByRole('button', { name: 'Replay' }).click()
    expect(await plain.textContent('.said')).toContain('no money moved a second time')
    await plain.goto(`${there.origin}/scenarios`)
    await plain.getByText('Payments', { exact: true }).first().click()
    expect(await plain.locator('details.fault').filter({ visible: true }).count()).toBe(10)
  })
}
