import { beforeAll, expect, test, vi } from 'vitest'
import { monthInView } from '#reference-impls/month-in-view/app.ts'
import { type ApiError, type Fetch, minorUnits, openBanking, signedMinorUnits } from '#sdk/index.ts'
import { baseUrl, openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let fetch: Fetch
beforeAll(async () => {
  fetch = await openSandbox()
})

const rethrow = (error: unknown) => {
  throw error
}

/** The page of a world's first customer, and the bank it was read from. */
async function pageOf(path = '/') {
  const { world, bank } = await openBank(fetch)
  const response = await monthInView(bank, rethrow).request(path)
  return { world, bank, response, html: await response.text() }
}

/** The amounts of one card of the page, in minor units. */
function amountsIn(html: string, card: string): bigint[] {
  const [, section = ''] = new RegExp(`<section [^>]*aria-labelledby="${card}">(.*?)</section>`, 's').exec(html) ?? []
  return [...section.matchAll(/ class="[^"]*\bnum\b[^"]*">(?:<strong>)?(?:about )?(−?)£([\d,.]+)</g)].map(
    ([, minus, text = '']) => {
      const minor = minorUnits({ Amount: text.replaceAll(',', ''), Currency: 'GBP' })
      return minus ? -minor : minor
    },
  )
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n)

test('the accounts on the page have the balances of the API, and add up', async () => {
  const { bank, response, html } = await pageOf()
  expect(response.status).toBe(200)
  const booked = (await bank.balances().toArray()).filter(({ Type }) => Type === 'ITBD').map(signedMinorUnits)
  expect(amountsIn(html, 'accounts')).toEqual([sum(booked), ...booked])
})

test('money out equals the payments to others in the API, and the categories add up to it', async () => {
  const { bank, html } = await pageOf()
  const own = (await bank.accounts().toArray()).flatMap(({ Account }) => Account!.map((one) => one.Identification))
  const paid = (await bank.transactions({ from: '2026-11-01' }).toArray())
    .filter(({ CreditorAccount }) => !own.includes(CreditorAccount?.Identification ?? ''))
    .map(signedMinorUnits)
    .filter((amount) => amount < 0n)
  const [moneyOut] = amountsIn(html, 'flow')
  expect(moneyOut).toBe(-sum(paid))
  expect(sum(amountsIn(html, 'where'))).toBe(moneyOut)
})

test('the standing orders on the page are those of the API', async () => {
  const { bank, html } = await pageOf()
  const [account] = await bank.accounts().toArray()
  const orders = await bank.standingOrders(account!.AccountId).toArray()
  expect(orders.length).toBeGreaterThan(0)
  for (const { NextPaymentAmount } of orders) expect(amountsIn(html, 'next')).toContain(minorUnits(NextPaymentAmount!))
})

test('the page names the customer and the month by the clock of the bank', async () => {
  const { world, bank, html } = await pageOf()
  expect(html).toContain((await world.findCustomer('cus_0')).name)
  expect(html).toContain('<h1>November 2026</h1>')
  await world.clock.advance({ months: 1 })
  expect(await (await monthInView(bank, rethrow).request('/')).text()).toContain('<h1>December 2026</h1>')
})

test('a past month is shown whole, compared with the whole month before it', async () => {
  const { html } = await pageOf('/?month=2026-09')
  expect(html).toContain('<h1>September 2026</h1>')
  expect(html).toContain('in August')
  expect(html).not.toContain('Coming up')
})

test.each([
  ['/?month=2026-13', 400],
  ['/?month=2027-01', 404],
  ['/elsewhere', 404],
])('%s returns %i and a page', async (path, status) => {
  const { response, html } = await pageOf(path)
  expect(response.status).toBe(status)
  expect(html).toContain('<h1>')
})

test.each([
  ['unavailable', '120 seconds'],
  ['token-expired', 'connect them again'],
  ['server-error', 'try again'],
])('the scenario %s becomes a page that says what to do, with the interaction id', async (scenario, advice) => {
  const { world } = await openBank(fetch)
  const log = vi.fn<(error: unknown) => void>()
  const headers = { 'x-sandbank-scenario': scenario }
  const bank = openBanking({ baseUrl: `${baseUrl}/open-banking/v4.0`, token: world.developerToken, fetch, headers })
  const response = await monthInView(bank, log).request('/')
  expect(response.status).toBe(502)
  const html = await response.text()
  expect(html).toContain(advice)
  expect(html).toContain((log.mock.calls[0]![0] as ApiError).interactionId)
})

test('pages cannot be cached and run no script', async () => {
  const { response, html } = await pageOf()
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html).not.toMatch(/<script|style=/)
})

test('the page loads its styles and fonts from the app itself', async () => {
  const { bank, response, html } = await pageOf()
  expect(response.headers.get('content-security-policy')).toContain("font-src 'self'")
  const app = monthInView(bank, rethrow)
  const linked = [...html.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, path = '']) => path)
  expect(linked).toEqual(['/looks/favicon.svg', '/looks/looks.css', '/month.css'])
  const styles = await (await app.request('/looks/looks.css')).text()
  const fonts = [...styles.matchAll(/url\(([\w-]+\.woff2)\)/g)].map(([, name]) => `/looks/${name}`)
  expect(fonts).toHaveLength(2)
  for (const path of [...linked, ...fonts]) expect((await app.request(path)).status, path).toBe(200)
})

test('names from the bank are escaped', async () => {
  const { world } = await openBank(fetch)
  const hostile: Fetch = async (url, init) => {
    const text = await (await fetch(url, init)).text()
    return new Response(text.replaceAll('"Nickname":"Everyday"', '"Nickname":"<b>x</b>"'))
  }
  const bank = openBanking({ baseUrl: world.openBanking, token: world.developerToken, fetch: hostile })
  const html = await (await monthInView(bank, rethrow).request('/')).text()
  expect(html).toContain('&lt;b&gt;x&lt;/b&gt;')
})
