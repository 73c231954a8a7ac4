import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertConsent } from '#actions/consents/consents.ts'
import { newConsent } from '#bank/consents/consent.ts'
import { type ConsolePlace, openConsole } from '#test/support/console/place.ts'
import { overhangOf, picture, startBrowser, violationsOf } from '#test/support/pages/browser.ts'
import { otherLooks } from '#test/support/pages/looks.ts'
import { externalPayee } from '#test/support/payment-bank.ts'

const browser = await startBrowser()
if ('absent' in browser) test.skip(`the console in a browser: ${browser.absent}`, () => {})
else describe('in a browser', () => inBrowser(browser))

/** Pages of a world in which much has happened, by the end of their paths. */
const pages = [
  ['', 'screen'],
  ['/snapshots', 'snapshots'],
  ['/snapshots/{snapshot}', 'snapshot'],
  ['/snapshots/{snapshot}/restore', 'restore'],
  ['/reset', 'reset'],
  ['/diff?with={snapshot}', 'diff'],
  ['/events', 'events'],
  ['/trigger', 'triggers'],
  ['/trigger?object={payment}', 'trigger'],
  ['/partners', 'partners'],
  ['/partners/{partner}', 'partner'],
  ['/consents', 'consents'],
] as const

function inBrowser(browser: Browser): void {
  let there: ConsolePlace
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    there = await openConsole(browser)
    await fill(there, ids)
  })
  afterAll(async () => {
    there.stop()
    await browser.close()
  })

  describe.each(otherLooks)('at %i px, %s', (width, scheme) => {
    test.each(pages)('%s has no error, does not scroll sideways and passes axe', async (path, name) => {
      const { page, screen, trouble } = there
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(screen + path.replace(/{(\w+)}/, (_, id) => ids[id] as string))
      await page.evaluate(
        `document.querySelectorAll('.event details, .differences details').forEach((one, n) => { one.open = n < 2 })`,
      )
      await picture(page, `panels-${name}-${width}-${scheme}`)
      expect(await overhangOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
      expect(trouble.take()).toEqual({ errors: [], strangers: [] })
    })
  })
}

/** Makes snapshots, a fork, events, partners and consents. */
async function fill(place: ConsolePlace, ids: Record<string, string>) {
  const { page, screen, bank, consent, deliver } = place
  place.answer = ({ url }) =>
    url.includes('3001') ? { error: 'localhost:3001 refused the connection: nothing listens there' } : { status: 200 }
  const { newWorld, sandbox } = bank
  const control = async (method: string, path: string, body?: object) =>
    (await sandbox.send(method, path, body, newWorld.controlKey)).body
  const take = async (name: string) => {
    await bank.advance({ hours: 7 })
    return (await control('POST', `/control/worlds/${newWorld.id}/snapshots`, { name })).id as string
  }
  const app = await control('POST', '/control/partners', { name: 'Spendy' })
  await control('POST', '/control/partners', {
    name: 'Month in view',
    profile: 'obuk-fapi1-advanced',
    scopes: ['accounts', 'payments'],
  })
  ids.partner = app.clientId
  await take('day-0')
  await control('POST', `/control/worlds/${newWorld.id}/webhooks`, {
    url: 'http://localhost:3000/webhooks',
    name: 'Spendy',
  })
  await control('POST', `/control/worlds/${newWorld.id}/webhooks`, {
    url: 'http://localhost:3001/hooks',
    kinds: ['payment.settled', 'payment.accepted'],
  })
  const payday = await take('payday-oct')
  await page.goto(screen)
  await page.click('button[aria-label="Fork payday-oct"]')
  await consent('aac_1', app.clientId)
  await bank.pay('acc_0_current', externalPayee, '12.34')
  await bank.pay('acc_3_current', externalPayee, '940.00')
  ids.snapshot = await take('before-demo')
  await control('POST', `/control/worlds/${newWorld.id}/restore`, { snapshot: payday })
  await take('after a detour with a rather long name of sixty characters')
  await control('POST', `/control/worlds/${newWorld.id}/restore`, { snapshot: ids.snapshot })
  const world = await bank.world()
  await insertConsent(world, {
    id: 'aac_2',
    kind: 'account-access',
    partner: app.clientId,
    permissions: ['ReadBalances'],
    ...newConsent(world.now),
  })
  await consent('aac_3', app.clientId, world.now + 90 * 86_400_000)
  await control('POST', `/control/worlds/${newWorld.id}/events/trigger`, { event: 'consent.revoked', object: 'aac_1' })
  ids.payment = (await bank.pay('acc_0_current', externalPayee, '3.50')).id
  await deliver()
}
