import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personas } from '#mocks/people/personas.ts'
import { formOf, Visitor } from '#test/support/console/visitor.ts'
import { overhangOf, startBrowser, violationsOf } from '#test/support/pages/browser.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'
import { openSite } from './site-pages.ts'

let sandbox: TestSandbox
let world: { readonly id: string }
beforeAll(async () => {
  const made = await testSandbox()
  const first = await made.createWorld({ size: 1_000 })
  world = first
  sandbox = await testSandbox({ store: made.store, first: { ...first, persona: 'salaried family' } })
})

const visit = (path: string) => new Visitor(sandbox).get(path)
const linksOf = (text: string) => [...text.matchAll(/href="(\/customers\/[^"]+)"/g)].map(([, path]) => path as string)

describe('the list of customers', () => {
  test('shows each named customer as a card with a face, a name, a persona, a line and a balance', async () => {
    const { text } = await visit('/customers')
    expect(linksOf(text)).toEqual(personas.map((_, index) => `/customers/cus_${index}`))
    const cards = text.match(/<article[\s\S]*?<\/article>/g) ?? []
    expect(cards).toHaveLength(personas.length)
    for (const [n, card] of cards.entries()) {
      const { title, named } = personas[n]!
      expect(card).toMatch(/<span class="face f\d"/)
      expect(card).toContain(title)
      expect(card).toContain(named.last)
      expect(card).toMatch(/aria-label="[^"]+ month by month: from −?[£€][\d,]+ in \w{3} \d{4} to −?[£€][\d,]+ now"/)
      expect(card).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  test('finds a name in the whole world, and says where it looked', async () => {
    const { text } = await visit('/customers?q=whitfield')
    expect(linksOf(text)).toContain('/customers/cus_0')
    expect(text).toContain('Looked at all 1,000 customers of')
  })

  test('filters by persona, page by page, without a script', async () => {
    const { text } = await visit('/customers?q=&persona=salaried-family')
    expect(linksOf(text)).toHaveLength(24)
    const next = /<a class="btn quiet" href="([^"]+from=cus_\d+)"/.exec(text)?.[1] as string
    const second = linksOf((await visit(next.replaceAll('&amp;', '&'))).text)
    expect(second.length).toBeGreaterThan(0)
    expect(second.filter((link) => linksOf(text).includes(link))).toEqual([])
  })

  test('leads from an id to the person', async () => {
    expect((await visit('/customers?q=CUS_16')).path).toBe('/customers/cus_16')
  })

  test('says so if there is no such customer, persona or place to go on from', async () => {
    expect((await visit('/customers?q=zzzzzz')).text).toContain('No customer here')
    expect((await visit('/customers?persona=pirate')).status).toBe(400)
    expect((await visit('/customers?q=a&from=cus_9999')).status).toBe(404)
  })

  test('keeps a hostile search as text', async () => {
    const hostile = '"><script>alert(1)</script>'
    const { text, status } = await visit(`/customers?q=${encodeURIComponent(hostile)}`)
    expect(status).toBe(200)
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

describe('the page of a person', () => {
  test('shows who it is, what happened, the accounts and the regular payments', async () => {
    const { text, status } = await visit('/customers/cus_19')
    expect(status).toBe(200)
    for (const shown of ['Margaret Ellison', 'What happened', '<strong>Scam</strong>', 'Instant Saver', 'Direct debit'])
      expect(text).toContain(shown)
    expect(text).toMatch(/role="img" aria-label="Margaret Ellison, [^"]+What happened: [^"]*Scam in \w{3} 20\d\d/)
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
  })

  test('has all figures of its charts as tables', async () => {
    const { text } = await visit('/customers/cus_0')
    for (const table of ['Balances', 'Income and spending', 'all figures'])
      expect(text).toMatch(new RegExp(`<summary>[^<]*${table}[^<]*as a table</summary>`))
    expect(text.match(/<th scope="row">/g)?.length).toBeGreaterThan(37 * 2)
  })

  test('of any customer of the world is shown', async () => {
    expect((await visit('/customers/cus_999')).status).toBe(200)
  })

  test('is not there for an id that no customer has, and says which there are', async () => {
    const { status, text } = await visit('/customers/cus_1000')
    expect(status).toBe(404)
    expect(text).toContain('cus_0 to cus_999')
  })

  test('leads to the sign-in at the bank with this customer chosen', async () => {
    const { text } = await visit('/customers/cus_0')
    expect(text).toContain(
      `<a class="btn quiet" href="/authorization/${world.id}/customer?customer=cus_0">Sign in as her</a>`,
    )
  })

  test('makes a token that reads these accounts, shown once; the same form makes no second one', async () => {
    const visitor = new Visitor(sandbox)
    const form = formOf(await visitor.get('/customers/cus_0'), '/customers/cus_0/token')
    const made = await visitor.send(form)
    const token = /dev_\w+/.exec(made.text)?.[0] as string
    expect(made.text).toContain('/open-banking/v4.0/aisp/accounts')
    const { status, body } = await sandbox.send('GET', '/open-banking/v4.0/aisp/accounts', undefined, token)
    expect([status, body.Data.Account[0].AccountId]).toEqual([200, 'acc_0_current'])
    const again = await visitor.send(form)
    expect(again.text).toContain('This form was sent before')
    expect(again.text).not.toContain(token)
  })

  test('makes no token for a form of another site', async () => {
    const visitor = new Visitor(sandbox)
    const form = formOf(await visitor.get('/customers/cus_0'), '/customers/cus_0/token')
    expect((await visitor.send(form, { token: 'x' })).status).toBe(403)
  })
})

describe('without a world', () => {
  test('the named customers are shown, and how to see those of a world', async () => {
    const visitor = new Visitor(await testSandbox())
    const list = await visitor.get('/customers')
    expect(linksOf(list.text)).toHaveLength(personas.length)
    expect(list.text).toContain('open it in the console')
    const person = await visitor.get('/customers/cus_0')
    expect(person.text).toContain('Open a world in the <a href="/console">console</a>')
    expect(person.text).not.toContain('Token for Grace')
    expect((await visitor.get('/customers/cus_24')).status).toBe(404)
    expect((await visitor.get('/customers?q=slater')).text).toContain('Gary Slater')
  })
})

test('the addresses of earlier releases lead here', async () => {
  for (const [old, now] of [
    ['/pictures', '/customers'],
    ['/pictures/cus_3?start=2026-11', '/customers/cus_3'],
  ] as const) {
    const response = await sandbox.request(old)
    expect([response.status, response.headers.get('location')]).toEqual([301, now])
  }
})

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the pages in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let page: Page
  let origin: string
  let there: Awaited<ReturnType<typeof openSite>>
  beforeAll(async () => {
    there = await openSite(browser)
    page = there.page
    origin = there.origin
    await page.setViewportSize({ width: 390, height: 844 })
  })
  afterAll(async () => {
    await browser.close()
    there.stop()
  })

  test('chips filter the cards without a script', async () => {
    await page.goto(`${origin}/customers`)
    const shown = () => page.locator('.person:visible').count()
    expect(await shown()).toBe(personas.length)
    await page.getByText('Business', { exact: true }).click()
    expect(await shown()).toBe(personas.filter(({ category }) => category === 'Business').length)
    await page.getByText('In difficulty', { exact: true }).click()
    expect(await page.locator('.person:visible', { hasText: 'Gary Slater' }).count()).toBe(1)
  })

  test('figures open by keyboard, fit a phone and are clean for axe', async () => {
    await page.goto(`${origin}/customers/cus_7`)
    for (const summary of await page.locator('summary').all()) {
      await summary.focus()
      await page.keyboard.press('Enter')
    }
    expect(await page.locator('details[open]').count()).toBeGreaterThan(2)
    expect(await overhangOf(page)).toBe(0)
    expect(await violationsOf(page)).toEqual([])
    expect(there.trouble.take()).toEqual({ errors: [], strangers: [] })
  })

  test('type in the charts stays 12 px on a phone and on a wide screen', async () => {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 })
      const sizes =
        await page.evaluate(`[...document.querySelectorAll('.life-chart text')].filter((one) => one.checkVisibility())
        .map((one) => Math.round(one.getBoundingClientRect().height))`)
      expect(new Set(sizes as number[]).size).toBeLessThanOrEqual(2)
      for (const size of sizes as number[]) expect(size).toBeLessThan(18)
    }
  })

  test('a token is made and copied', async () => {
    await page.goto(`${origin}/customers/cus_0`)
    await page.getByRole('button', { name: 'Token for Grace' }).click()
    expect(await page.textContent('h1')).toBe('A token for Grace Whitfield')
    expect(await page.locator('#token').textContent()).toMatch(/^dev_/)
    expect(await violationsOf(page)).toEqual([])
  })
}
