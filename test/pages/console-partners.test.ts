import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsolePlace, hostileName, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startBrowser, violationsOf } from '#test/support/pages/browser.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

function inBrowser(browser: Browser): void {
  let there: ConsolePlace
  let client: string
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

  test('a partner is created in one step, and its private keys are shown and downloaded once', async () => {
    const { page, screen } = there
    await page.goto(screen)
    await check('console-empty-390')
    await page.click('#partners a:has-text("New")')
    await page.fill('#partner-name', hostileName)
    await page.check('input[value=payments]')
    await page.click('button:text-is("Create the partner")')
    expect(await page.title()).not.toBe('caught')
    client = (await page.textContent('#client-id')) as string
    const shown = JSON.parse((await page.textContent('#private-jwks')) as string)
    expect(shown.keys[0].d).toBeDefined()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('a:has-text("Everything as JSON")'),
    ])
    const saved = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect([download.suggestedFilename(), saved.clientId, saved.privateJwks]).toEqual([`${client}.json`, client, shown])
    await check('console-new-partner-390')
    await page.goto(`${screen}/partners/${client}`)
    expect(await page.textContent('h1')).toBe(hostileName)
    const text = await page.textContent('main')
    expect(text).toContain(shown.keys[0].kid)
    expect(text).not.toContain(shown.keys[0].d)
    await page.click('button:has-text("Renew")')
    expect(await page.textContent('[role=status]')).toContain('The certificate is renewed for the same key')
    await check('console-partner-390')
  })

  test('a partner that does not fit its profile is shown again with the reason', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/partners`)
    await page.fill('#partner-name', 'Till')
    await page.fill('#partner-redirects', 'http://example.com/back')
    await page.click('button:text-is("Create the partner")')
    expect(await page.textContent('[role=alert]')).toContain('redirectUris.0')
    expect(await page.inputValue('#partner-name')).toBe('Till')
    await check('console-partner-rejected-390')
  })

  test('consents stand with who, what and until when, are filtered, and one is revoked as in the bank', async () => {
    const { page, screen, bank, consent } = there
    await consent('aac_1', client, Date.parse('2027-02-22T09:30:00Z'))
    await consent('aac_2', 'tpp_other')
    await page.goto(screen)
    await page.click('#partners a:text-is("2 authorised")')
    expect(await page.locator('.consents li').count()).toBe(2)
    await page.selectOption('#partner', client)
    await page.click('button:text-is("Show")')
    expect(await page.locator('.consents li').allTextContents()).toEqual([
      expect.stringMatching(
        /Grace Whitfield → <img.*Read accounts\s+accounts, balances.*until 22 Feb 2027.*authorised/s,
      ),
    ])
    await check('console-consents-390')
    await page.click('button[aria-label="Revoke aac_1"]')
    expect(await page.textContent('[role=status]')).toContain('aac_1 is revoked')
    expect(await page.textContent('.empty')).toContain('None fits the filter.')
    const { body } = await bank.sandbox.send(
      'GET',
      `/control/worlds/${bank.newWorld.id}/events?kind=consent.revoked`,
      undefined,
      bank.newWorld.controlKey,
    )
    expect(body.events[0].data.ConsentId).toBe('aac_1')
  })

  test('a partner is deleted, and its page says so', async () => {
    const { page, screen } = there
    await page.goto(`${screen}/partners/${client}`)
    await page.click('button:has-text("Delete")')
    expect(await page.textContent('[role=status]')).toContain('is deleted')
    await page.goto(`${screen}/partners/${client}`)
    expect(await page.textContent('[role=alert]')).toContain('there is no partner')
  })
}
