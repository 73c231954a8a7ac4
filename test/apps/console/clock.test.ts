import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { formOf, type SeenPage, saidOn, Visitor } from '#test/support/console/visitor.ts'
import { Risk } from '#test/support/orders.ts'
import { domestic, scheduled } from '#test/support/payment-requests.ts'
import { type TestSandbox, testSandbox, tokenFor } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
let visitor: Visitor
let screen: string
beforeEach(async () => {
  const made = await testSandbox()
  world = await made.createWorld()
  sandbox = await testSandbox({ store: made.store, first: { ...world, persona: 'salaried family' } })
  visitor = new Visitor(sandbox)
  screen = `/console/${world.id}`
})

const clockOf = async () =>
  (await sandbox.send('GET', `/control/worlds/${world.id}/clock`, undefined, world.controlKey)).body
const move = (page: SeenPage, how: string) => visitor.send(formOf(page, '/clock/advance'), { move: how })

test('payday is the next salary of the customers on the screen, and the card shows that it came', async () => {
  const before = await visitor.get(screen)
  expect(before.text).toContain('To payday, 25 Nov')
  expect(before.text).toContain('<span class="num">25 Nov</span><span>Salary · Grace</span>')
  const after = await move(before, 'payday')
  expect(saidOn(after)).toBe('It is now Wed 25 Nov 2026, 02:52. For Grace, Amara, Gary and Priya: 1 salary came.')
  expect(after.text).toContain('<span>Castle Engineering</span><span class="num">+£3,811.98</span>')
  expect(after.text, 'the next payday').toContain('To payday, 27 Nov')
})

test.each([
  ['day', '2026-11-25T09:30:00.000Z'],
  ['week', '2026-12-01T09:30:00.000Z'],
  ['month', '2026-12-24T09:30:00.000Z'],
])('a %s later is one press away, and says what came', async (how, now) => {
  const after = await move(await visitor.get(screen), how)
  expect((await clockOf()).now).toBe(now)
  expect(saidOn(after)).toContain('For Grace, Amara, Gary and Priya: ')
})

test('a month says how many salaries came and how many bills were paid', async () => {
  expect(saidOn(await move(await visitor.get(screen), 'month'))).toMatch(
    /: \d salaries came, \d+ other incomes came, \d+ direct debits were paid, \d+ standing orders were paid\.$/,
  )
})

describe('a page that was open while the clock was moved', () => {
  test('moves it no further, and says what time it is', async () => {
    const stale = await visitor.get(screen)
    await move(await visitor.get(screen), 'week')
    const page = await move(stale, 'week')
    expect(page.status).toBe(409)
    expect(page.text).toContain(
      'The clock was moved or set since you opened it: it shows Tue 1 Dec 2026, 09:30. Nothing was changed.',
    )
    expect((await clockOf()).now).toBe('2026-12-01T09:30:00.000Z')
  })

  test('sets no rate either', async () => {
    const stale = await visitor.get(screen)
    await move(await visitor.get(screen), 'day')
    expect((await visitor.send(formOf(stale, '/clock/rate'), { rate: '60' })).status).toBe(409)
    expect((await clockOf()).rate).toBe(0)
  })
})

test('the clock is paused, and runs at a rate', async () => {
  const running = await visitor.send(formOf(await visitor.get(screen), '/clock/rate'), { rate: '3600' })
  expect(saidOn(running)).toContain('The clock runs an hour in a second.')
  expect((await clockOf()).rate).toBe(3600)
  const paused = await visitor.send(formOf(running, '/clock/rate'), { rate: '0' })
  expect(saidOn(paused)).toContain('The clock is paused.')
  const wrong = await visitor.send(formOf(paused, '/clock/rate'), { rate: '7' })
  expect([wrong.status, wrong.text]).toEqual([
    400,
    expect.stringContaining('rate: must be one of 0, 1, 60, 3600, 86400 (got 7)'),
  ])
})

/** Pays, or orders a payment, as the app of a customer. */
async function pay(customer: string, kind: string, Initiation: object): Promise<void> {
  const token = await tokenFor(sandbox, world, customer)
  const call = async (path: string, Data: object) => {
    const response = await sandbox.request(`/open-banking/v4.0/pisp/${path}`, {
      method: 'POST',
      token,
      headers: { 'content-type': 'application/json', 'x-idempotency-key': path },
      body: JSON.stringify({ Data, Risk }),
    })
    expect(response.status).toBe(201)
    return ((await response.json()) as { Data: { ConsentId: string } }).Data
  }
  const { ConsentId } = await call(`${kind}-consents`, {
    ...(kind !== 'domestic-payment' && { Permission: 'Create' }),
    Initiation,
  })
  await call(`${kind}s`, { ConsentId, Initiation })
}

test('customers whom something was done for come first, before named ones', async () => {
  expect((await visitor.get(screen)).text).toContain('>Named customers<')
  await pay('cus_40', 'domestic-payment', domestic())
  const { text } = await visitor.get(screen)
  expect(text).toContain('>Customers in use<')
  const links = [...text.matchAll(/href="\/customers\/(cus_\d+)\?/g)].map(([, id]) => id)
  expect(links).toEqual(['cus_40', 'cus_0', 'cus_2', 'cus_16'])
  expect(text, 'what was booked last').toContain('−£20.00')
})

test('a payment that is due stands among what is coming', async () => {
  await pay('cus_40', 'domestic-scheduled-payment', scheduled({ RequestedExecutionDateTime: '2026-11-25T10:00:00Z' }))
  const { text } = await visitor.get(screen)
  expect(text).toMatch(/<span class="num">25 Nov<\/span><span>Payment · \w+<\/span>/)
})
