import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { formOf, saidOn, Visitor } from '#test/support/console/visitor.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let visitor: Visitor
let screen: string
beforeAll(async () => {
  const made = await testSandbox()
  world = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, first: { ...world, persona: 'salaried family' } })
  visitor = new Visitor(sandbox)
  screen = `/console/${world.id}`
})

const worldNow = async () =>
  (await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)).body
const send = async (path: string, fields: Record<string, string>) =>
  visitor.send(formOf(await visitor.get(screen), path), fields)

describe('rate limits', () => {
  test('are set, changed and turned off', async () => {
    const set = await send('/limits', { world: '', partner: '2.5' })
    expect(saidOn(set)).toBe('Each app: 2.5 a second, 3 at once.')
    expect((await worldNow()).rateLimits).toEqual({ partner: { perSecond: 2.5, burst: 3 } })
    const off = await send('/limits', { off: '1' })
    expect(saidOn(off)).toBe('There is no rate limit now.')
    expect((await worldNow()).rateLimits).toBeUndefined()
  })

  test('that are no number are rejected', async () => {
    const page = await send('/limits', { world: 'fast', partner: '' })
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringContaining('world.perSecond: must be a number (got &quot;fast&quot;)'),
    ])
  })
})

describe('outages', () => {
  const outages = async () =>
    (await sandbox.send('GET', `/control/worlds/${world.id}/outages`, undefined, world.controlKey)).body.outages

  test('begin at once, are shown, and end', async () => {
    const page = await send('/outages', { area: 'payments', starts: 'now', minutes: '', explanation: '<b>Storm</b>' })
    expect(saidOn(page)).toBe('Payments: out from now on, until you end it.')
    expect(page.text).toContain('&lt;b&gt;Storm&lt;/b&gt; · sudden')
    expect(page.text).toContain('out now')
    expect(saidOn(await visitor.send(formOf(page, '/outages/end')))).toBe('The outage has ended.')
    expect(await outages()).toEqual([])
  })

  test('are announced a day before', async () => {
    const page = await send('/outages', { area: 'bank', starts: 'tomorrow', minutes: '90' })
    expect(saidOn(page)).toBe('The whole bank: announced for Wed 25 Nov 2026, 09:30, until Wed 25 Nov 2026, 11:00.')
    expect(await outages()).toMatchObject([{ kind: 'planned', state: 'upcoming' }])
  })

  test('without a length that is announced are rejected', async () => {
    const page = await send('/outages', { area: 'bank', starts: 'tomorrow', minutes: '' })
    expect([page.status, page.text]).toEqual([
      400,
      expect.stringContaining('minutes: is required for a planned outage'),
    ])
  })
})

test('the proof opens from its badge, and says what was read', async () => {
  const { text } = await visitor.get(screen)
  expect(text).toContain('Ledger proved')
  expect(text).toContain('Nothing has been booked beyond the history that the seed computes.')
  expect((await visitor.get(`${screen}/proof`)).text).toContain('Every sum and every chain is right.')
})

test('a large ledger is proved by itself, and its badge leads there without a script', async () => {
  const busy = paymentBankOf(sandbox, world)
  for (let n = 0; n < 101; n++) await busy.pay('acc_0_current', externalPayee, '0.01')
  const { text } = await visitor.get(screen)
  expect(text).toContain(`href="${screen}/proof" data-load="${screen}/proof/badge"`)
  expect((await visitor.get(`${screen}/proof/badge`)).text).toMatch(
    /^<details [\s\S]*Ledger proved[\s\S]*202 legs on 2 accounts/,
  )
})
