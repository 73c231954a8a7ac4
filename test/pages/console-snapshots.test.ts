import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsolePlace, hostileName, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startBrowser, violationsOf } from '#test/support/pages/browser.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'

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

  const take = async (name: string) => {
    const { page, screen } = there
    await page.goto(screen)
    await page.fill('#snapshot-name', name)
    await page.click('#snapshots .take button')
    await page.waitForSelector('[role=status]')
  }
  const check = async (name: string) => {
    const { page, trouble } = there
    await picture(page, name)
    expect(await overhangOf(page)).toBe(0)
    expect(await violationsOf(page)).toEqual([])
    expect(trouble.take()).toEqual({ errors: [], strangers: [] })
  }

  test('a snapshot is taken, a payment is made, and a restore says what it loses and brings the money back', async () => {
    const { page, bank, screen } = there
    await take('before the demo')
    expect(await page.textContent('[role=status]')).toContain('before the demo keeps the world')
    await bank.pay('acc_0_current', externalPayee, '12.34')
    await page.goto(screen)
    expect(await page.textContent('.snaps li')).toContain('2 legs since before the demo')
    expect(await page.textContent('#snapshots .diff')).toContain(
      '+2 legs · +1 consent · +1 payment · 1 customer touched',
    )
    await page.click('.snaps a:text-is("before the demo")')
    await check('console-snapshot-390')
    await page.click('a:has-text("Restore…")')
    expect(await page.textContent('main')).toContain('−2 legs · −1 consent · −1 payment')
    await check('console-restore-390')
    await page.click('button:has-text("Restore before the demo")')
    expect(await page.textContent('[role=status]')).toContain('The world is as it was at before the demo')
    // What was there is kept as a branch of its own.
    expect(await page.locator('.snaps li').allTextContents()).toHaveLength(4)
    expect(await page.textContent('#snapshots .diff')).toContain('no difference')
    expect(await page.locator('.gitgraph path.branch').count()).toBe(1)
    await check('console-branches-390')
  })

  test('a fork opens at once, lives on its own, and is compared object by object', async () => {
    const { page, bank, screen } = there
    await there.consent('aac_1', 'app_till')
    await take('fork here')
    await page.click('button[aria-label="Fork fork here"]')
    const [controlKey, developerToken] = await page.locator('.snip code').allTextContents()
    expect([controlKey?.slice(0, 4), developerToken?.slice(0, 4)]).toEqual(['ctl_', 'dev_'])
    await check('console-fork-390')
    await page.click('a:text-is("Open the fork")')
    const fork = new URL(page.url()).pathname.split('/').at(-1) as string
    expect(await page.textContent('h1')).toBe('fork of fork here')
    const forkBank = paymentBankOf(bank.sandbox, { ...bank.newWorld, id: fork })
    await forkBank.pay('acc_0_current', externalPayee, '5.00')
    const revoked = { event: 'consent.revoked', object: 'aac_1' }
    const { id, controlKey: key } = bank.newWorld
    await bank.sandbox.send('POST', `/control/worlds/${id}/events/trigger`, revoked, key)
    await page.goto(screen)
    expect(await page.locator('.snaps li', { hasText: 'fork of fork here' }).textContent()).toContain('from fork here')
    await page.click('a[aria-label="Compare fork of fork here with now"]')
    const text = await page.textContent('main')
    expect(text).toContain('−2 legs · −1 consent · −1 payment · 1 consent changed · 1 customer touched')
    expect(await page.locator('#balances tbody tr').first().textContent()).toContain('acc_0_current−£5.00£0.00')
    const consent = page.locator('#consent li', { hasText: 'aac_1' })
    await consent.locator('summary').click()
    expect(await consent.locator('tr', { hasText: 'state' }).first().textContent()).toBe('stateAUTHCANC')
    await check('console-diff-390')
    expect(await page.locator('#leg li').count()).toBe(2)
  })

  test('another world is compared only in a browser that has its key', async () => {
    const { page, bank, screen } = there
    const other = await bank.sandbox.createWorld({ name: 'of another team' })
    await page.goto(`${screen}/diff?with=${other.id}`)
    expect(await page.textContent('h1')).toBe(`This browser has no key for ${other.id}`)
    await page.goto(`${screen}/diff`)
    expect(await page.textContent('main')).not.toContain('of another team')
  })

  test('a hostile name stays text, and a form that is sent twice makes one snapshot', async () => {
    const { page, screen } = there
    await take(hostileName)
    expect(await page.title()).not.toBe('caught')
    expect(await page.locator('.snaps img').count()).toBe(0)
    expect(await page.locator('.snaps .name').allTextContents()).toContain(hostileName)
    await page.goto(screen)
    await page.fill('#snapshot-name', 'only once')
    const body = await page.evaluate(`new URLSearchParams(new FormData(document.querySelector('.take'))).toString()`)
    const said = (await page.evaluate(`(async () => {
      const send = () => fetch(document.querySelector('.take').action, { method: 'POST', body: new URLSearchParams(${JSON.stringify(body)}) }).then((one) => one.text())
      await send()
      return send()
    })()`)) as string
    expect(said).toContain('This form was sent before, so nothing was done again.')
    await page.goto(`${screen}/snapshots`)
    expect(await page.locator('.snaps a:text-is("only once")').count()).toBe(1)
    await check('console-snapshots-390')
  })

  test('a page that shows the world before a restore changes nothing', async () => {
    const { page, screen, bank } = there
    await page.goto(`${screen}/reset`)
    const { status } = await bank.sandbox.send(
      'POST',
      `/control/worlds/${bank.newWorld.id}/reset`,
      undefined,
      bank.newWorld.controlKey,
    )
    expect(status).toBe(200)
    await page.click('button:has-text("Reset")')
    expect(await page.textContent('h1')).toBe('This page was out of date')
    await page.goto(`${screen}/reset`)
    await page.click('button:has-text("Reset")')
    expect(await page.textContent('[role=status]')).toContain('What was there before is the snapshot before the reset')
  })
}
