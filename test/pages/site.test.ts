import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { overhangOf, startBrowser } from '#test/support/pages/browser.ts'
import { phone } from '#test/support/pages/looks.ts'
import { checkSitePages, openSite, pages } from './site-pages.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let stop: () => void
  beforeAll(async () => {
    const there = await openSite(browser)
    page = there.page
    origin = there.origin
    stop = there.stop
  })
  afterAll(async () => {
    await browser.close()
    stop()
  })

  checkSitePages(browser, [phone])

  test.each([390, 360])('every place of the bar is in sight at %i px', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${origin}/reference`)
    const hidden = await page.locator('.places').evaluate((bar) => bar.scrollWidth - bar.clientWidth)
    expect(hidden).toBeLessThanOrEqual(0)
  })

  test('a long address is wrapped and does not overflow the window', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.goto(`${origin}/${'long'.repeat(50)}`)
    expect(await overhangOf(page)).toBe(0)
  })

  test.each(pages)('%s is whole without a script: the only one copies text', async (path) => {
    await page.goto(origin + path)
    const scripts = await page.evaluate("[...document.scripts].map((one) => one.getAttribute('src'))")
    expect(scripts).toEqual(['/looks/copy.js'])
    expect(await page.locator('[onclick], [onload]').count()).toBe(0)
  })

  test.each(['/', '/problems', '/problems/token-missing'])(
    'a reader with only a keyboard reaches every control on %s, with a visible focus',
    async (path) => {
      await page.goto(origin + path)
      const controls =
        (await page.evaluate(`[...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true })).length`)) as number
      const reached = new Set<string>()
      for (let n = 0; n < controls; n++) {
        await page.keyboard.press('Tab')
        const { name, outline, width } = (await page.evaluate(`(() => {
          const at = document.activeElement
          const { outlineStyle, outlineWidth } = getComputedStyle(at.closest('.field') ?? at)
          const name = [...document.querySelectorAll('*')].indexOf(at) + ' ' + at.outerHTML.slice(0, 80)
          return { name, outline: outlineStyle, width: parseFloat(outlineWidth) }
        })()`)) as { name: string; outline: string; width: number }
        reached.add(name)
        expect([outline, width >= 2], name).toEqual(['solid', true])
      }
      expect(controls).toBeGreaterThan(3)
      expect(reached.size).toBe(controls)
    },
  )

  test('the call on the start page works when it is pasted', async () => {
    await page.goto(origin)
    const call = await page.textContent('#first-call')
    const [, token, url] = /^curl -H "Authorization: Bearer (\S+)" (\S+)$/.exec(call as string) as string[]
    const response = await fetch(url as string, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('acc_0_current')
    expect(await page.textContent('[aria-label="The answer to the first call"]')).toContain('acc_0_current')
  })

  test('every link on the start page leads to a page', async () => {
    await page.goto(origin)
    const links = (await page.evaluate(
      '[...document.links].map(({ href }) => href).filter((href) => href.startsWith(location.origin))',
    )) as string[]
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) expect((await fetch(link)).status, link).toBe(200)
  })

  test('an address that holds markup is shown as text', async () => {
    await page.goto(`${origin}/<img src=x onerror="document.title='caught'">`)
    expect(await page.title()).toBe('Not found · Sandbank')
    expect(await page.locator('img').count()).toBe(0)
  })

  test('a problem is found by its code, by words, and by what it says', async () => {
    const found = async (words: string) => {
      await page.goto(`${origin}/problems?q=${encodeURIComponent(words)}`)
      return page.evaluate("[...document.querySelectorAll('.lines a')].map((one) => one.getAttribute('href'))")
    }
    expect(await found('idempotency key')).toContain('/problems/idempotency-mismatch')
    expect(await found('U028')).toEqual(['/problems/consent-cancelled'])
    expect(await found('<b>nothing</b>')).toEqual([])
    expect(await page.inputValue('input[name=q]')).toBe('<b>nothing</b>')
    expect(await page.textContent('.empty .title')).toBe('No problem has these words')
  })

  test('a misspelt problem gets a page that names the nearest one', async () => {
    await page.goto(`${origin}/problems/token-mising`)
    expect(await page.getAttribute('.empty a', 'href')).toBe('/problems/token-missing')
  })

  test('the first view of the start page takes at most 150 kB, with its fonts', async () => {
    const sizes: number[] = []
    for (const path of [
      '/',
      '/looks/looks.css',
      '/looks/site.css',
      '/looks/copy.js',
      '/looks/favicon.svg',
      '/looks/figtree-latin-wght-normal.woff2',
      '/looks/jetbrains-mono-latin-wght-normal.woff2',
    ]) {
      const answer = await fetch(origin + path, { headers: { 'accept-encoding': 'gzip' } })
      expect(answer.status, path).toBe(200)
      const text = /text|svg/.test(answer.headers.get('content-type') ?? '')
      if (text && !path.endsWith('.svg')) expect(answer.headers.get('content-encoding'), path).toBe('gzip')
      // fetch decodes: what was transferred is measured by compressing as the sandbox does.
      const body = Buffer.from(await answer.arrayBuffer())
      sizes.push(text ? gzipSync(body).length : body.length)
    }
    expect(sizes.reduce((sum, one) => sum + one)).toBeLessThan(150_000)
  })
}
