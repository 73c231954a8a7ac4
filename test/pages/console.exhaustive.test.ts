import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsolePlace, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startBrowser, violationsOf } from '#test/support/pages/browser.ts'
import { otherLooks } from '#test/support/pages/looks.ts'
import { externalPayee } from '#test/support/payment-bank.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

/** Pages by their paths, with what is opened on them. */
const pages: [path: string, opens?: string][] = [
  ['/console/{world}'],
  ['/console/{world}', '#proof > summary'],
  ['/console/{world}', '#keys > summary'],
  ['/console/{world}', '#settings > summary'],
  ['/console/{world}', '.pace summary'],
  ['/console/{world}', '#limits summary'],
  ['/console/{world}', '#outages summary'],
  ['/console/{world}/proof'],
  ['/console/{other}/delete'],
  ['/console/worlds'],
  ['/console/wld_none'],
  ['/console/nowhere'],
]

function inBrowser(browser: Browser): void {
  let there: ConsolePlace
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    there = await openConsole(browser)
    const { page, origin, bank } = there
    // Forms draw from the same chance as ids, which starts again with this sandbox.
    await page.goto(there.screen)
    const other = await bank.sandbox.createWorld({
      name: 'A world with a name of almost sixty characters for the demo',
      labels: { team: 'blue', pr: '123' },
      expiresInHours: 48,
    })
    Object.assign(ids, { world: bank.newWorld.id, other: other.id })
    await bank.sandbox.createWorld({ name: 'Of another team' })
    await bank.pay('acc_0_current', externalPayee, '12.34')
    const owner = bank.newWorld.controlKey
    const path = `/control/worlds/${ids.world}`
    await bank.sandbox.send(
      'PATCH',
      path,
      { rateLimits: { world: { perSecond: 100 }, partner: { perSecond: 5 } } },
      owner,
    )
    await bank.sandbox.send('POST', `${path}/outages`, { area: 'payments', minutes: 30 }, owner)
    await page.goto(`${origin}/console/worlds`)
    await page.fill('#key', other.controlKey)
    await page.click('button:text-is("Sign in")')
  })
  afterAll(async () => {
    there.stop()
    await browser.close()
  })

  describe.each(otherLooks)('at %i px, %s', (width, scheme) => {
    test.each(pages)('%s %s has no error, does not scroll sideways and passes axe', async (path = '', opens) => {
      const { page, origin, trouble } = there
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(origin + path.replace(/{(\w+)}/, (_, id) => ids[id] as string))
      if (opens !== undefined) await page.click(opens)
      const name = `console${path.replace(/\W+/g, '-')}${(opens ?? '').replace(/\W+/g, '-')}`
      await picture(page, `${name}-${width}-${scheme}`)
      expect(await overhangOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
      expect(trouble.take()).toEqual({ errors: [], strangers: [] })
    })
  })
}
