import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problems } from '#bank/base/problem.ts'
import { overhangOf, picture, startBrowser, startServer, violationsOf, watch } from '#test/support/pages/browser.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let worldId: string
  let server: Awaited<ReturnType<typeof startServer>>
  let trouble: ReturnType<typeof watch>

  beforeAll(async () => {
    server = await startServer()
    origin = `http://127.0.0.1:${server.port}`
    const { store, createWorld } = await testSandbox({ baseUrl: origin })
    const { id, developerToken, customer } = await createWorld()
    worldId = id
    const { surfaces } = await testSandbox({
      store,
      baseUrl: origin,
      first: { id, developerToken, customer, persona: 'salaried family' },
    })
    server.use(surfaces)
    page = await browser.newPage()
    trouble = watch(page, origin)
  })
  afterAll(async () => {
    await browser.close()
    server.stop()
  })

  const pages = [
    ['/', 200, 'Sandbank'],
    ['/problems', 200, 'Every error that the bank returns'],
    ['/problems/token-missing', 200, problems['token-missing'].title],
    ['/pictures', 200, 'The named customers in pictures'],
    ['/pictures/cus_0?start=2026-11', 200, 'Grace Whitfield'],
    ['/pictures/cus_4?start=2026-11', 200, 'Sofia Marques'],
    ['/pictures/cus_7?start=2026-11', 200, 'Tobias Lindqvist'],
    ['/pictures/cus_16?start=2026-11', 200, 'Gary Slater'],
    ['/pictures/cus_20?start=2026-11', 200, 'Arthur Finch'],
    ['/pictures/cus_24', 404, 'No page at /pictures/cus_24'],
    ['/nowhere/at/all', 404, 'No page at /nowhere/at/all'],
  ] as const
  const looks = pages.flatMap((one) =>
    [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [...one, width, scheme] as const)),
  )

  test.each(looks)(
    '%s (%i, %s) at %i px, %s: no error, no other host, no sideways scroll, nothing that axe objects to',
    async (path, status, heading, width, scheme) => {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme: scheme })
      const response = await page.goto(origin + path)
      await picture(page, `console${path.slice(0, 30).replaceAll('/', '-')}-${width}-${scheme}`)
      expect(response?.status()).toBe(status)
      expect(await page.textContent('h1')).toContain(heading)
      expect(await overhangOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
      expect(trouble.take()).toEqual({ errors: [], strangers: [] })
    },
  )

  test('a long address is broken into lines, not pushed out of the window', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.goto(`${origin}/${'long'.repeat(50)}`)
    expect(await overhangOf(page)).toBe(0)
  })

  test.each(pages)('%s works without a script', async (path) => {
    await page.goto(origin + path)
    expect(await page.locator('script, [onclick], [onload]').count()).toBe(0)
  })

  describe('somebody with a keyboard', () => {
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
          '/pictures',
          '/authorization/{WorldId}/customer',
          '/control/personas',
          '/control/scenarios',
          '/problems',
        ],
      ],
      ['/problems', ['Problems', ...Object.keys(problems).map((code) => `/problems/${code}`), '/']],
      ['/problems/token-missing', ['/problems', '/']],
    ])('reaches everything on %s in order, and sees where the focus is', async (path, stops) => {
      await page.goto(origin + path)
      for (const stop of stops) {
        await page.keyboard.press('Tab')
        const { at, outline, width } = await focused()
        expect(at).toBe(stop.replace('{WorldId}', worldId))
        expect([outline, width >= 2], at).toEqual(['solid', true])
      }
    })
  })

  test('the call on the start page works as it stands', async () => {
    await page.goto(origin)
    const call = await page.textContent('pre code')
    const [, token, url] = /^curl -H "Authorization: Bearer (\S+)" (\S+)$/.exec(call as string) as string[]
    const response = await fetch(url as string, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('acc_0_current')
  })

  test('every link on the start page leads somewhere', async () => {
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
