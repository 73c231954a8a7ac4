import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { formOf, type SeenPage, Visitor } from '#test/support/console/visitor.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let other: NewWorld
let visitor: Visitor
beforeEach(async () => {
  const made = await testSandbox()
  world = await made.createWorld()
  other = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, first: { ...world, persona: 'salaried family' } })
  visitor = new Visitor(sandbox)
})

const namesOn = ({ text }: SeenPage): string[] =>
  [...text.matchAll(/<div class="in" id="([\w-]+)"/g)].map(([, name]) => name as string)
/** The card of a scenario. */
const cardOf = ({ text }: SeenPage, name: string): string =>
  text.split('<details class="card fault').find((card) => card.includes(`id="${name}"`)) ?? ''
const plain = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'")

describe('the page of scenarios', () => {
  test('shows each scenario under its name, which problems link to', async () => {
    expect(namesOn(await visitor.get('/scenarios'))).toEqual(Object.keys(scenarios))
    const problem = await sandbox.request('/problems/unavailable')
    expect(await problem.text()).toContain('href="/scenarios#unavailable"')
  })

  test('shows a call that works when it is pasted, and a body that arms it', async () => {
    const page = await visitor.get('/scenarios')
    const call = plain(/<pre id="call-too-many-requests"[^>]*>(.*?)<\/pre>/s.exec(page.text)?.[1] ?? '')
    const [, header = '', token = '', url = ''] =
      /^curl -i -H "x-sandbank-scenario: (.+)" -H "Authorization: Bearer (\S+)" (\S+)$/.exec(call) ?? []
    const headers = { 'x-sandbank-scenario': header }
    expect((await sandbox.request(new URL(url).pathname, { token, headers })).status).toBe(429)
    const body = plain(/<code id="arm-slow">(.*?)<\/code>/.exec(page.text)?.[1] ?? '')
    const faults = `/control/worlds/${world.id}/faults`
    expect((await sandbox.send('POST', faults, JSON.parse(body), world.controlKey)).status).toBe(201)
  })

  test('finds every word that is searched for', async () => {
    expect(namesOn(await visitor.get('/scenarios?q=AM04'))).toEqual(['insufficient-funds'])
    expect(namesOn(await visitor.get('/scenarios?q=slow+body'))).toEqual(['slow-body'])
    const none = await visitor.get(`/scenarios?q=${encodeURIComponent('<script>alert(1)</script>')}`)
    expect(none.text).toContain('No scenario is about “&lt;script&gt;')
    expect(none.text).not.toContain('<script>alert')
  })

  test('arms a scenario for the next call of the world that is open, and disarms it', async () => {
    const page = await visitor.get('/scenarios')
    const [, action = ''] = /action="([^"]+\/faults)"/.exec(cardOf(page, 'payment-rejected')) ?? []
    const form = formOf({ ...page, text: cardOf(page, 'payment-rejected') }, '/faults')
    expect(form.action).toBe(action)
    const after = await visitor.send(form)
    expect(after.path).toBe('/scenarios')
    expect(after.text).toContain('payment-rejected is armed as flt_1: every call where it applies · 1 of 1 call left')
    expect(after.text).toContain(`Armed now in <a href="/console/${world.id}#faults">`)
    expect(cardOf(after, 'payment-rejected')).toMatch(/^ armed"/)
    const gone = await visitor.send(formOf(after, '/faults/flt_1/disarm'))
    expect([gone.path, gone.text.includes('Armed now')]).toEqual(['/scenarios', false])
  })

  test('shows no token where another world is open', async () => {
    const form = formOf(await visitor.get('/console/worlds'), '/sign-in')
    const opened = await visitor.send(form, { key: other.controlKey })
    expect(opened.path).toBe(`/console/${other.id}`)
    expect((await visitor.get('/scenarios')).text).not.toContain(world.developerToken)
  })

  test.each([
    ['no world is open', () => ({ first: undefined })],
    [
      'its world is gone',
      () => ({ first: { ...world, controlKey: 'ctl_gone_12345678', id: 'wld_gone', persona: 'x' } }),
    ],
  ])('works where %s', async (_, how) => {
    const there = new Visitor(await testSandbox({ store: sandbox.store, ...how() }))
    const page = await there.get('/scenarios')
    expect([page.status, namesOn(page).length]).toEqual([200, Object.keys(scenarios).length])
    expect(page.text).toContain('Open a world to arm it')
    expect(page.text).not.toContain('Armed now')
  })
})
