import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsolePlace, hostileName, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startBrowser, violationsOf } from '#test/support/pages/browser.ts'
import { externalPayee } from '#test/support/payment-bank.ts'

const browser = await startBrowser()
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

  const check = async (name: string) => {
    const { page, trouble } = there
    await picture(page, name)
    expect(await overhangOf(page)).toBe(0)
    expect(await violationsOf(page)).toEqual([])
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  }

  test('a webhook is added, its secret is shown once, and a test message says in words what went wrong', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/events`)
    await page.fill('#webhook-url', 'http://localhost:3000/webhooks')
    await page.fill('#webhook-name', hostileName)
    await page.click('button:text-is("Add the webhook")')
    expect(await page.textContent('.snip code')).toMatch(/^whsec_/)
    await check('console-webhook-390')
    there.answer = () => ({ status: 302 })
    await page.click('button:text-is("Send a test message")')
    expect(await page.textContent('h1')).toBe('The test message did not arrive')
    expect(await page.textContent('main')).toContain('302: redirects are not followed')
    await check('console-webhook-test-390')
    await page.goto(`${screen}/events`)
    expect(await page.title()).toBe('Events · Sandbank console')
    expect(await page.textContent('#webhooks li strong')).toBe(hostileName)
    expect(await page.textContent('main')).not.toContain('whsec_')
  })

  test('a URL that leads nowhere it may is rejected in words', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/events`)
    await page.fill('#webhook-url', 'http://169.254.169.254/latest')
    await page.click('button:text-is("Add the webhook")')
    expect(await page.textContent('[role=alert]')).toContain('must not lead to a link-local address')
    expect(await page.inputValue('#webhook-url')).toBe('http://169.254.169.254/latest')
    await check('console-webhook-rejected-390')
  })

  test('a payment is settled on purpose, its delivery fails, waits and is sent again', async () => {
    const { page, screen, bank, deliver } = there
    there.answer = () => ({ error: 'localhost:3000 refused the connection: nothing listens there' })
    const { id } = await bank.pay('acc_0_current', externalPayee, '12.34')
    await deliver()
    await page.goto(screen)
    expect(await page.textContent('#events li')).toMatch(/Payment accepted.*again in \d+ s.*retry/)
    await page.goto(`${screen}/trigger`)
    await page.fill('#object', id)
    await page.click('button:text-is("Show what can happen to it")')
    await check('console-trigger-390')
    await page.click('button:text-is("Payment settled")')
    expect(await page.textContent('[role=status]')).toContain('Done: The rail settles the payment')
    const accepted = page.locator('.event', { hasText: 'Payment accepted' })
    await accepted.locator('summary').click()
    expect(await page.locator('.event', { hasText: 'Payment settled' }).locator('details[open]').count()).toBe(1)
    expect(await accepted.textContent()).toContain('refused the connection: nothing listens there')
    await check('console-events-390')
    there.answer = () => ({ status: 204 })
    await accepted.locator('button:has-text("Retry now")').click()
    expect(await page.textContent('[role=status]')).toContain('sent again')
    await deliver()
    await page.reload()
    expect(await page.locator('.event', { hasText: 'Payment accepted' }).locator('summary .badge').textContent()).toBe(
      '204',
    )
  })

  test('an object that the world does not have is said on the page', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/trigger?${new URLSearchParams({ object: hostileName })}`)
    expect(await page.textContent('[role=alert]')).toContain('has no object <img')
    expect(await page.locator('main img').count()).toBe(0)
  })

  test('a webhook pauses, resumes, gets a new secret and is deleted', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/events`)
    await page.click('#webhooks button:text-is("Pause")')
    expect(await page.textContent('#webhooks .badge')).toBe('paused')
    await page.click('#webhooks button:text-is("Resume")')
    expect(await page.textContent('#webhooks .badge')).toBe('active')
    await page.click('#webhooks button:text-is("New secret")')
    expect(await page.textContent('.snip code')).toMatch(/^whsec_/)
    await page.click('a:text-is("To the webhooks")')
    await page.click('#webhooks a:text-is("Delete…")')
    await check('console-webhook-delete-390')
    await page.click('main button')
    expect(await page.textContent('[role=status]')).toContain('is deleted')
    expect(await page.locator('#webhooks li').count()).toBe(0)
  })
}
