import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsOf } from '#mocks/accounts/account.ts'
import { monthOf as monthNumber } from '#mocks/base/calendar.ts'
import { monthOf } from '#mocks/history/month.ts'
import { customerAt } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import { overhangOf, startBrowser, startServer, violationsOf } from '#test/support/pages/browser.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'

const { fetch: ask, surfaces } = await testSandbox()
const read = async (path: string) => {
  const response = await ask(new Request(`http://localhost:4000${path}`, { headers: { accept: 'text/html' } }))
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('the pictures of the named customers', () => {
  test('are listed on the index, and each link leads to a picture', async () => {
    const { text } = await read('/pictures?start=2026-11')
    const links = [...text.matchAll(/href="(\/pictures\/[^"]+)"/g)].map(([, path]) => path as string)
    expect(links).toEqual(personas.map((_, index) => `/pictures/cus_${index}?start=2026-11`))
    for (const link of links) {
      const { status, text } = await read(link)
      expect(status, link).toBe(200)
      expect(text).not.toMatch(/NaN|undefined|null|<script/)
    }
  })

  test.each(['/pictures/cus_24', '/pictures/cus_00', '/pictures/acc_0_current'])(
    'are 404 for a customer without a name: %s',
    async (path) => {
      expect((await read(path)).status).toBe(404)
    },
  )

  test.each(['2026-13', '2017-12', '2050-01', '2026', '2026-11-01', '"><svg>', ''])(
    'are 400 for an invalid start "%s", on the index and on a picture',
    async (start) => {
      for (const path of ['/pictures', '/pictures/cus_0']) {
        expect((await read(`${path}?start=${encodeURIComponent(start)}`)).status).toBe(400)
      }
    },
  )

  test.each(['2018-01', '2049-12'])('are shown for a world that begins in %s', async (start) => {
    expect((await read(`/pictures/cus_4?start=${start}`)).status).toBe(200)
  })

  test('show the balances of the bank, to the penny', async () => {
    const bank = { seed: 99, size: 1000, start: monthNumber(2025, 3) }
    const { text } = await read('/pictures/cus_7?start=2025-03')
    const row = /<th scope="row">Feb 2025<\/th>(.*?)<\/tr>/s.exec(text)?.[1] ?? ''
    const shown = [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell)
    const closings = accountsOf(bank, customerAt(bank, 7)!).map((account) => {
      const { closing } = monthOf(bank, account, bank.start - 1)
      return new Intl.NumberFormat('en-GB', { style: 'currency', currency: account.currency }).format(closing / 100)
    })
    expect(shown).toEqual(closings)
  })

  test('show money in less money out equal to the change of all sterling accounts', async () => {
    const bank = { seed: 99, size: 1000, start: monthNumber(2026, 11) }
    const { text } = await read('/pictures/cus_1?start=2026-11')
    const table = text.slice(text.indexOf('Income and spending in figures'))
    const [income = 0, spending = 0] = [
      ...(/<th scope="row">Oct 2026<\/th>(.*?)<\/tr>/s.exec(table)?.[1] ?? '').matchAll(/<td>£([\d,.]+)<\/td>/g),
    ].map(([, amount]) => Math.round(Number(amount?.replaceAll(',', '')) * 100))
    const gained = accountsOf(bank, customerAt(bank, 1)!).reduce((sum, account) => {
      const { opening, closing } = monthOf(bank, account, bank.start - 1)
      return sum + closing - opening
    }, 0)
    expect(income).toBeGreaterThan(0)
    expect(income - spending).toBe(gained)
  })

  test('show the three years up to the real month without a start', async () => {
    const { text } = await read('/pictures/cus_0')
    const start = new Date(testNow)
    const nameOf = (year: number, month: number) =>
      new Date(Date.UTC(year, month)).toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
    const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()]
    expect(text).toContain(`${nameOf(year - 3, month)} to ${nameOf(year, month - 1)}`)
  })

  test('say in words what they show, with the figures beside them', async () => {
    const { text } = await read('/pictures/cus_8?start=2026-11')
    const labels = [...text.matchAll(/<svg[^>]* role="img" aria-label="([^"]+)"/g)].map(([, label]) => label as string)
    expect(labels.length).toBe(['current', 'joint', 'savings', 'isa', 'card'].length + 2)
    for (const label of labels) expect(label).toMatch(/£/)
    expect(text.match(/<details>/g)?.length).toBe(3)
  })
})

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the figures in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer()
    server.use(surfaces)
    page = await browser.newPage({ viewport: { width: 390, height: 800 } })
  })
  afterAll(async () => {
    await browser.close()
    server.stop()
  })

  test.each(['light', 'dark'] as const)(
    'figures open by keyboard, fit a phone, are clean for axe (%s)',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(`http://127.0.0.1:${server.port}/pictures/cus_7?start=2026-11`)
      for (const summary of await page.locator('summary').all()) {
        await summary.focus()
        await page.keyboard.press('Enter')
      }
      expect(await page.locator('details[open]').count()).toBe(3)
      expect(await overhangOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
    },
  )
}
