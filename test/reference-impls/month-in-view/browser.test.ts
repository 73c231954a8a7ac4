import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium as driver, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { monthInView } from '#reference-impls/month-in-view/app.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let browser: Browser
/** One page for all looks: this build of Chromium is one process, which a closed page would end. */
let page: Page
/** What the browser complained about, such as a style that the policy forbids. */
const errors: string[] = []

beforeAll(async () => {
  const { bank } = await openBank(await openSandbox())
  const app = monthInView(bank, console.error)
  browser = await driver.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
  page = await browser.newPage()
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.route('**/*', async (route) => {
    const response = await app.request(route.request().url())
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  })
  await page.goto('http://localhost/')
  expect(errors).toEqual([])
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
})
afterAll(() => browser.close())

const looks = [390, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })))

test.each(looks)(
  'at $width px, $scheme, the page has no accessibility violation and no sideways scroll',
  async ({ width, scheme }) => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([])
  },
  30_000,
)
