import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { looks } from '#bank/worlds/theme.ts'
import {
  another,
  back,
  codeOn,
  confirmed,
  openPlace,
  type Place,
  sentTo,
  toCode,
  toConsent,
  typeNumber,
} from '#test/support/pages/approving.ts'
import { picture, startStrictBrowser, violationsOf } from '#test/support/pages/browser.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`customers' journeys in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let place: Place
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    place = await openPlace()
  })
  afterAll(async () => {
    await browser.close()
    place.stop()
  })
  beforeEach(async () => {
    // The pages must work without scripts.
    context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    page = await context.newPage()
  })
  afterEach(() => context.close())

  const heading = () => page.textContent('h1')

  test('clicking through the pages approves, and the browser returns to the app, which redirects to a third site', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url)
    const tokens = await asked.finish(await confirmed(page, place))
    expect((await tokens.read('/accounts')).status).toBe(200)
    expect(new URL(page.url()).hostname).toBe('sub.localhost')
  })

  test('the referrer does not tell the app where the customer was', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url)
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.url().startsWith(place.client)),
      confirmed(page, place),
    ])
    expect(await request.headerValue('referer')).toBeNull()
  })

  test('the pages work with a keyboard only: a customer is chosen from the list, and every stop shows its focus', async () => {
    const asked = await place.bank.ask()
    await page.goto(asked.url)
    const press = async (key: string, times = 1) => {
      for (let n = 0; n < times; n++) await page.keyboard.press(key)
    }
    const at = () => page.locator(':focus')
    const seen = async () => {
      const style = await at().evaluate((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return [outlineStyle, Number.parseFloat(outlineWidth) >= 2]
      })
      expect(style).toEqual(['solid', true])
      // The bar of answers at the foot does not hide what has the focus (WCAG 2.2, 2.4.11).
      const isShown = await at().evaluate((one) => {
        const { left, top, width, height } = one.getBoundingClientRect()
        const shown = document.elementFromPoint(left + width / 2, top + height / 2)
        return shown !== null && (one.contains(shown) || shown.contains(one))
      })
      expect(isShown, (await at().textContent()) ?? '').toBe(true)
    }
    const until = async (is: string) => {
      for (let n = 0; n < 40; n++) {
        await press('Tab')
        await seen()
        if (await at().evaluate((one, selector) => one.matches(selector), is)) return
      }
      expect.fail(`the keyboard does not reach ${is}`)
    }
    await press('Tab')
    expect(await at().textContent()).toBe('Skip to main content')
    await until('.person[value^="cus_1 "]')
    await press('Enter')
    await page.waitForSelector('input[name=account]')
    await until('input[name=account]')
    await press('Space')
    await until('button[value=approve]')
    await press('Enter')
    await page.waitForSelector('#code')
    await until('#code')
    await page.keyboard.type(await codeOn(page))
    const sent = sentTo(page, place.client)
    await press('Enter')
    const tokens = await asked.finish(await sent)
    expect((await tokens.read('/accounts')).status).toBe(200)
  })

  test('a refusal sends the browser back with access_denied', async () => {
    const asked = await place.bank.ask()
    await toConsent(page, place, asked.url)
    const sent = sentTo(page, place.client)
    await page.click('button:text-is("Decline")')
    expect(new URL(await sent).searchParams.get('error')).toBe('access_denied')
  })

  test('three wrong codes reject the request, and the page gives the reason before the browser returns', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url)
    for (const left of [
      'You have 2 tries left.',
      'You have one try left.',
      'You entered the wrong code three times.',
    ]) {
      await page.fill('#code', '12')
      await page.click('button:text-is("Confirm")')
      expect(await page.textContent('.alert')).toContain(left)
    }
    const sent = sentTo(page, place.client)
    await page.click('a:text-is("Continue to Budget Buddy")')
    expect(new URL(await sent).searchParams.get('error')).toBe('access_denied')
  })

  test('another device approves, and the page that waits continues by itself', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url, 'cus_3')
    await page.click('button:text-is("Approve on another device")')
    const [url, code] = [await page.getAttribute('dd a', 'href'), await page.textContent('.short-code')]
    const sent = sentTo(page, place.client)

    const phone = await another(page)
    const there = await phone.newPage()
    await there.goto(url as string)
    await typeNumber(there, 'cus_3', place.passcode('cus_3'))
    expect(await there.textContent('.short-code')).toBe(code)
    await there.click('button[value=approve]')
    expect(await there.textContent('h1')).toBe('You’ve allowed it')
    await phone.close()

    const tokens = await asked.finish(await sent)
    expect((await tokens.read('/accounts')).status).toBe(200)
  })

  test('going back from the app shows the outcome, and changes nothing', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url)
    const here = page.url()
    await confirmed(page, place)
    await back(page)
    if (page.url().startsWith(place.client)) await back(page)
    expect(await heading()).toMatch(/You’ve allowed it|This request has ended/)
    await page.goto(here)
    expect(await page.textContent('main')).toContain('There’s nothing more to do here.')
    await page.goto(asked.url)
    expect(await heading()).toMatch(/request/)
  })

  test('going back in the middle leads to the current step', async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url)
    await back(page)
    expect(await heading()).toBe('Confirm with a code')
  })

  test('a double click has the effect of one click', async () => {
    const asked = await place.bank.ask()
    await toConsent(page, place, asked.url)
    await page.locator('.choice input').first().check()
    await page.dblclick('button[value=approve]', { noWaitAfter: true })
    await page.waitForSelector('#code')
    await page.fill('#code', await codeOn(page))
    const sent = sentTo(page, place.client)
    await page.dblclick('button:text-is("Confirm")', { noWaitAfter: true })
    const tokens = await asked.finish(await sent)
    expect((await tokens.read('/accounts')).status).toBe(200)
  })

  test('another browser with the same address sees nothing of the request', async () => {
    const asked = await place.bank.ask()
    await toConsent(page, place, asked.url)
    const stranger = await another(page)
    const there = await stranger.newPage()
    const response = await there.goto(page.url())
    expect(response?.status()).toBe(403)
    expect(await there.textContent('body')).not.toContain('Budget Buddy')
    await stranger.close()
  })

  test('no other site can show a page in a frame, or send a form', async () => {
    const asked = await place.bank.ask()
    await toConsent(page, place, asked.url)
    const here = page.url()
    const scripted = await browser.newContext({ storageState: await context.storageState() })
    const evil = await scripted.newPage()
    await evil.route('http://evil.localhost/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${here}"></iframe><form method="post" action="${here}"><button name="decision" value="refuse">Win</button></form>`,
      }),
    )
    await evil.goto('http://evil.localhost/')
    // The browser shows its own error page in place of a frame that is not allowed.
    await expect.poll(() => evil.frames()[1]?.url()).toContain('chrome-error:')
    await evil.click('text=Win')
    expect(await evil.textContent('h1')).toMatch(/another browser|cannot be accepted/)
    await scripted.close()
    await page.reload()
    expect(await heading()).toBe('Budget Buddy would like to see your accounts')
  })

  test("a customer stops an app on the customer's own page, and the app’s next read is rejected", async () => {
    const asked = await place.bank.ask()
    await toCode(page, place, asked.url, 'cus_9')
    const tokens = await asked.finish(await confirmed(page, place))
    expect((await tokens.read('/accounts')).status).toBe(200)
    await page.goto(`${place.origin}${place.bank.base}/customer/apps?customer=cus_9`)
    await page.click('button:text("Continue as")')
    expect(await page.textContent('.cards')).toContain('Last used on 24 November 2026')
    await page.click('.cards a')
    expect(await page.textContent('#use ~ dl')).toContain('On 1 day, last on 24 November 2026')
    await page.click('a:text-is("Stop access")')
    await page.click('button:text-is("Yes, stop it")')
    expect(await page.textContent('[role=status]')).toContain('can’t read your accounts any more')
    const { status, body } = await tokens.read('/accounts')
    expect([status, body.Code]).toEqual([403, 'consent-cancelled'])
    await page.click('button:text-is("Sign out")')
    await page.waitForSelector('.person')
    await back(page)
    expect(await heading()).toBe('Sign in')
  })

  describe.each(looks)('the look %s', (look) => {
    test.each(['light', 'dark'] as const)('is readable in %s, and names the bank', async (scheme) => {
      const made = await place.bank.createWorld({ theme: { look, name: 'Bank of Tidewater' } })
      const themed = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: scheme })
      const there = await themed.newPage()
      await there.goto(`${place.origin}/authorization/${made.id}/customer?wrong=passcode-wrong&customer=cus_0`)
      await picture(there, `customer-look-${look}-${scheme}`)
      expect(await there.textContent('.bank-bar')).toContain('Bank of Tidewater')
      expect(await there.title()).toContain('Bank of Tidewater')
      expect(await violationsOf(there)).toEqual([])
      await themed.close()
    })
  })
}
