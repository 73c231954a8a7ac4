import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsolePlace, hostileName, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startStrictBrowser, violationsOf } from '#test/support/pages/browser.ts'

const browser = await startStrictBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let there: ConsolePlace
  beforeAll(async () => {
    there = await openConsole(browser)
    await there.page.setViewportSize({ width: 390, height: 800 })
  })
  afterAll(async () => {
    there.stop()
    await browser.close()
  })

  const said = (page: Page) => page.textContent('[role=status]')
  const clockNow = async () => {
    const { sandbox, newWorld } = there.bank
    return (await sandbox.send('GET', `/control/worlds/${newWorld.id}/clock`, undefined, newWorld.controlKey)).body.now
  }
  const check = async (page: Page, name: string) => {
    await picture(page, name)
    expect(await overhangOf(page)).toBe(0)
    expect(await violationsOf(page)).toEqual([])
    if (page === there.page) expect(there.trouble.take()).toEqual({ errors: [], strangers: [] })
  }

  test('on a laptop the default world is open at once, and payday brings a salary to a card', async () => {
    const { page, origin, screen, bank } = there
    await page.goto(`${origin}/console`)
    expect(page.url()).toBe(screen)
    expect(await page.textContent('h1')).toBe(bank.newWorld.id)
    await check(page, 'console-390-light')
    const grace = page.locator('.people a', { hasText: 'Grace Whitfield' })
    expect(await grace.textContent()).not.toContain('+£3,811.98')
    await page.click('button:has-text("To payday, 25 Nov")')
    expect(page.url()).toBe(screen)
    expect(await said(page)).toContain('It is now Wed 25 Nov 2026')
    expect(await said(page)).toContain('1 salary came.')
    expect(await grace.textContent()).toContain('Castle Engineering+£3,811.98')
    await check(page, 'console-payday-390-light')
  })

  test('what opens from the head is whole on a phone', async () => {
    const { page, screen } = there
    for (const name of ['proof', 'keys', 'settings']) {
      await page.goto(screen)
      await page.click(`#${name} > summary`)
      await check(page, `console-${name}-390-light`)
      await page.keyboard.press('Escape')
      expect(await page.locator('.pop[open]').count()).toBe(0)
      expect(await page.evaluate('document.activeElement.parentElement.id')).toBe(name)
    }
  })

  test('a button that is pressed twice at once acts once', async () => {
    const { page, screen } = there
    await page.goto(screen)
    const before = Date.parse(await clockNow())
    await page.dblclick('button:text-is("+1 day")')
    await page.waitForSelector('[role=status]')
    expect(Date.parse(await clockNow())).toBe(before + 86_400_000)
  })

  test('a page that was open while another one moved the clock moves it no further', async () => {
    const { page, screen } = there
    await page.goto(screen)
    const context = await browser.newContext({ storageState: await page.context().storageState() })
    const other = await context.newPage()
    await other.goto(screen)
    await other.click('button:text-is("+1 week")')
    await other.waitForSelector('[role=status]')
    const now = await clockNow()
    await page.click('button:text-is("+1 week")')
    expect(await page.textContent('h1')).toBe('This page was out of date')
    expect(await page.textContent('[role=alert]')).toContain('The clock was moved or set since you opened it')
    await check(page, 'console-stale-390-light')
    await page.click('main a.btn')
    expect(page.url()).toBe(screen)
    expect(await clockNow()).toBe(now)
    await context.close()
  })

  test('a keyboard alone moves the clock, with a visible focus on the way', async () => {
    const { page, screen } = there
    await page.goto(screen)
    const before = Date.parse(await clockNow())
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press('Tab')
      const { text, outline } = (await page.evaluate(`(() => {
        const at = document.activeElement
        return { text: at.textContent.trim(), outline: getComputedStyle(at).outlineStyle }
      })()`)) as { text: string; outline: string }
      expect(outline, text).toBe('solid')
      if (text === '+1 day') break
    }
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=status]')
    expect(Date.parse(await clockNow())).toBe(before + 86_400_000)
  })

  test('a wrong key is answered above the form, which stays', async () => {
    const { page, origin } = there
    await page.goto(`${origin}/console/worlds`)
    await check(page, 'console-worlds-390-light')
    await page.fill('#key', 'ctl_default_notthekey')
    await page.click('button:text-is("Sign in")')
    expect(await page.textContent('[role=alert]')).toContain('unknown control key')
    expect(await page.locator('#key').count()).toBe(1)
    await check(page, 'console-wrong-key-390-light')
  })

  test('the key of one world shows nothing of another', async () => {
    const { bank, origin } = there
    const [mine, theirs] = [await bank.sandbox.createWorld(), await bank.sandbox.createWorld({ name: 'Not yours' })]
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${origin}/console/worlds`)
    await page.fill('#key', mine.controlKey)
    await page.click('button:text-is("Sign in")')
    expect(page.url()).toBe(`${origin}/console/${mine.id}`)
    await page.goto(`${origin}/console/${theirs.id}`)
    expect(await page.textContent('h1')).toBe(`This browser has no key for ${theirs.id}`)
    expect(await page.textContent('body')).not.toContain('Not yours')
    await context.close()
  })

  test('a world is made in the browser, and a hostile name and label stay text', async () => {
    const { page, origin } = there
    await page.goto(`${origin}/console/worlds`)
    await page.fill('#name', hostileName)
    await page.fill('#labels', `team:${hostileName}`)
    await page.fill('#size', '40')
    await page.click('button:text-is("Make the world")')
    expect(await page.textContent('h1')).toBe(`${hostileName} is open`)
    expect(await page.textContent('#new-control-key')).toMatch(/^ctl_\w+$/)
    await check(page, 'console-new-world-390-light')
    await page.click('main a.btn')
    expect(await page.textContent('h1')).toBe(hostileName)
    expect(await page.title()).toContain(hostileName)
    expect(await page.locator('main img').count()).toBe(0)
    await check(page, 'console-hostile-390-light')
  })

  test('without a script the clock moves, and an outage begins and ends', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } })
    const page = await context.newPage()
    await page.goto(there.screen)
    await page.click('button:text-is("+1 day")')
    expect(await page.textContent('[role=status]')).toContain('It is now')
    await page.click('#outages summary')
    await page.click('#outages button:text-is("Announce")')
    expect(await page.textContent('[role=status]')).toContain('The whole bank: out from now on')
    await page.click('#outages button:text-is("End")')
    expect(await page.textContent('[role=status]')).toBe('The outage has ended.')
    await context.close()
  })
}
