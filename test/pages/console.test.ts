import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problems } from '#bank/base/problem.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { overhangOf, startBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { checkConsolePages, openConsole, pages } from './console-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let worldId: string
  let stop: () => void
  beforeAll(async () => {
    const there = await openConsole(browser)
    page = there.page
    origin = there.origin
    worldId = there.worldId
    stop = there.stop
  })
  afterAll(async () => {
    await browser.close()
    stop()
  })

  checkConsolePages(browser, [phone])

  test('a long address is wrapped and does not overflow the window', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.goto(`${origin}/${'long'.repeat(50)}`)
    expect(await overhangOf(page)).toBe(0)
  })

  test.each(pages)('%s works without a script', async (path) => {
    await page.goto(origin + path)
    expect(await page.locator('script, [onclick], [onload]').count()).toBe(0)
  })

  describe('a customer with only a keyboard', () => {
    const focused = () =>
      page.evaluate(`(() => {
        const { activeElement: at } = document
        const { outlineStyle, outlineWidth } = getComputedStyle(at)
        return { at: at.getAttribute('href') ?? at.getAttribute('aria-label') ?? at.tagName, outline: outlineStyle, width: parseFloat(outlineWidth) }
      })()`) as Promise<{ at: string; outline: string; width: number }>

    test.each([
      [
        '/',
        [
          'A call to paste into a terminal',
          'A call that creates a world',
          '/reference',
          '/openapi.json',
          '/collections/sandbank.postman.json',
          '/pictures',
          '/authorization/{WorldId}/customer',
          '/control/personas',
          '/scenarios',
          '/problems',
        ],
      ],
      ['/problems', ['Problems', ...Object.keys(problems).map((code) => `/problems/${code}`), '/scenarios', '/']],
      ['/problems/token-missing', ['/problems', '/scenarios', '/']],
    ])('reaches every control on %s in order, with a visible focus', async (path, stops) => {
      await page.goto(origin + path)
      for (const stop of stops) {
        await page.keyboard.press('Tab')
        const { at, outline, width } = await focused()
        expect(at).toBe(stop.replace('{WorldId}', worldId))
        expect([outline, width >= 2], at).toEqual(['solid', true])
      }
    })
  })

  test('the call on the start page works when it is pasted', async () => {
    await page.goto(origin)
    const call = await page.textContent('pre code')
    const [, token, url] = /^curl -H "Authorization: Bearer (\S+)" (\S+)$/.exec(call as string) as string[]
    const response = await fetch(url as string, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('acc_0_current')
  })

  test('a call on the page of scenarios works when it is pasted, and so does the body that arms it', async () => {
    await page.goto(`${origin}/scenarios`)
    const call = (await page
      .locator('article[aria-labelledby="too-many-requests"] pre')
      .first()
      .textContent()) as string
    const [, header, token, url] =
      /^curl -i -H "x-sandbank-scenario: (.+)" -H "Authorization: Bearer (\S+)" (\S+)$/.exec(call) as string[]
    const headers = { authorization: `Bearer ${token}`, 'x-sandbank-scenario': header as string }
    expect((await fetch(url as string, { headers })).status).toBe(429)
    const body = (await page.locator('article[aria-labelledby="slow"] code').last().textContent()) as string
    expect(JSON.parse(body)).toEqual({ scenario: 'slow', parameters: { delayMs: 8_000 } })
  })

  test('the page of scenarios shows each, and problems link to it', async () => {
    await page.goto(`${origin}/scenarios`)
    for (const name of Object.keys(scenarios)) expect(await page.locator(`h3#${name}`).count(), name).toBe(1)
    await page.goto(`${origin}/problems/unavailable`)
    await page.locator('a[href="/scenarios#unavailable"]').click()
    expect(page.url()).toBe(`${origin}/scenarios#unavailable`)
  })

  test('every link on the start page leads to a page', async () => {
    await page.goto(origin)
    const links = (await page.evaluate('[...document.links].map(({ href }) => href)')) as string[]
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) expect((await fetch(link)).status, link).toBe(200)
  })

  test('an address that holds markup is shown as text', async () => {
    await page.goto(`${origin}/<img src=x onerror="document.title='caught'">`)
    expect(await page.title()).toBe('Not found · Sandbank')
    expect(await page.locator('img').count()).toBe(0)
  })
}
