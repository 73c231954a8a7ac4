import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '#test/support/operations/calls.ts'
import { overhangOf, picture, startBrowser, startServer, watch } from '#test/support/pages/browser.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the API reference in a browser: ${browser.absent}`, () => {})
else describe('the API reference, in a browser,', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let developerToken: string
  let server: Awaited<ReturnType<typeof startServer>>
  let trouble: ReturnType<typeof watch>

  beforeAll(async () => {
    server = await startServer()
    // As on a laptop: the sandbox calls itself localhost, and the browser uses another name.
    const { surfaces, createWorld } = await testSandbox({ baseUrl: `http://localhost:${server.port}` })
    developerToken = (await createWorld()).developerToken
    server.use(surfaces)
    origin = `http://127.0.0.1:${server.port}`
    page = await browser.newPage()
    trouble = watch(page, origin)
  })
  afterAll(async () => {
    await browser.close()
    server.stop()
  })

  const open = async (width: number) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`${origin}/reference`)
    await page.waitForSelector('.opblock-tag')
  }

  test.each([390, 1280])('at %i px: no error, no other host, no sideways scroll', async (width) => {
    await open(width)
    await picture(page, `reference-${width}`)
    expect(await overhangOf(page)).toBe(0)
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  })

  test('follows the dark or light setting of the reader’s device when it changes', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await open(390)
    await picture(page, 'reference-390-dark')
    const paper = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const dark = await paper()
    await page.emulateMedia({ colorScheme: 'light' })
    await expect.poll(paper).not.toBe(dark)
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  })

  test('lists every group of operations closed, because drawing all at once would be slow', async () => {
    await open(1280)
    const shown = await page
      .locator('.opblock-tag')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-tag')))
    expect(shown.sort()).toEqual([...new Set(operations.map(({ operation }) => operation.tag))].sort())
  })

  test('opens a group to its operations, with path and summary', async () => {
    await open(1280)
    await page.locator('.opblock-tag[data-tag="Accounts"]').click()
    const own = operations.filter(({ operation }) => operation.tag === 'Accounts')
    await page
      .locator('.opblock-summary')
      .nth(own.length - 1)
      .waitFor()
    const shown = (await page.locator('.opblock-summary').allTextContents()).map((text) =>
      text.replaceAll('\u200b', ''),
    )
    for (const { surface, operation } of own) {
      const line = `${operation.method.toUpperCase()}${surface.base}${operation.path}`
      expect(
        shown.find((text) => text.startsWith(line) && text.includes(operation.summary)),
        line,
      ).toBeDefined()
    }
  })

  test('performs GET accounts with the entered token, and shows the answer', async () => {
    await open(1280)
    await page.locator('.opblock-tag[data-tag="Accounts"]').click()
    const operation = page.locator('.opblock[id$="-GetAccounts"]')

    const tryIt = async () => {
      await operation.locator('.execute').click()
      const status = operation.locator('.live-responses-table tr.response .response-col_status').first()
      await status.waitFor()
      return (await status.textContent())?.trim()
    }
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.try-out__btn').click()
    expect(await tryIt()).toMatch(/^401/)
    await operation.locator('.btn-clear').click()

    await page.locator('.auth-wrapper .authorize').first().click()
    const dialog = page.locator('.dialog-ux .auth-container').first()
    await dialog.locator('input').fill(developerToken)
    await dialog.locator('button[type=submit]').click()
    await picture(page, 'reference-authorized')
    await page.locator('.dialog-ux .btn-done').first().click()

    expect(await tryIt()).toMatch(/^200/)
    await picture(page, 'reference-tried')
    const answer = await operation
      .locator('.live-responses-table tr.response .response-col_description')
      .first()
      .textContent()
    for (const account of ['acc_0_current', 'acc_0_savings', 'acc_0_card']) expect(answer).toContain(account)
    expect(trouble.take().strangers).toEqual([])
  })

  test('on a laptop, sends the default developer token at once, and links to the start page', async () => {
    const { store, createWorld } = await testSandbox({ baseUrl: origin })
    const { id, controlKey, developerToken, customer } = await createWorld()
    const first = { id, controlKey, developerToken, customer, persona: 'salaried family' }
    server.use((await testSandbox({ store, baseUrl: origin, first })).surfaces)
    const fresh = await browser.newPage()
    await fresh.goto(`${origin}/reference`)
    await fresh.locator('.opblock-tag[data-tag="Accounts"]').click()
    const operation = fresh.locator('.opblock[id$="-GetAccounts"]')
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.try-out__btn').click()
    await operation.locator('.execute').click()
    const status = operation.locator('.live-responses-table tr.response .response-col_status').first()
    expect(await status.textContent()).toMatch(/^\s*200/)
    await fresh.locator('nav a[href="/"]').click()
    expect(await fresh.textContent('h1')).toBe('Sandbank')
  })

  test('forbids inline scripts, framing and other hosts', async () => {
    const { headers } = await fetch(`${origin}/reference`)
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('script-src')
    expect(await page.locator('script:not([src])').count()).toBe(0)
  })
}
