import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld

beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const path = (tail = '') => `/control/worlds/${world.id}/clock${tail}`
const read = async () => (await sandbox.send('GET', path(), undefined, world.controlKey)).body
const setRate = (body: object) => sandbox.send('PUT', path(), body, world.controlKey)
const advance = (body: object) => sandbox.send('POST', path('/advance'), body, world.controlKey)
const beginAt = async (now: string) => {
  world = await sandbox.createWorld({ now })
}

describe('a clock', () => {
  test('shows the time, when it began and its rate', async () => {
    expect(await read()).toEqual({ start: testNow, now: testNow, rate: 0 })
  })

  test.each([
    [0, '2026-11-24T09:30:00.000Z'],
    [0.5, '2026-11-24T09:30:30.000Z'],
    [1, '2026-11-24T09:31:00.000Z'],
    [3600, '2026-11-26T21:30:00.000Z'],
  ])('at rate %d says, a real minute later, %s', async (rate, later) => {
    world = await sandbox.createWorld({ rate })
    sandbox.setReal('2026-11-24T09:31:00.000Z')
    expect(await read()).toEqual({ start: testNow, now: later, rate })
  })

  test('continues from the same instant when its rate changes, and stops when paused', async () => {
    expect((await setRate({ rate: 60 })).body).toEqual({ start: testNow, now: testNow, rate: 60 })
    sandbox.setReal('2026-11-24T09:31:00.000Z')
    expect((await setRate({ rate: 0 })).body.now).toBe('2026-11-24T10:30:00.000Z')
    sandbox.setReal('2026-11-24T23:00:00.000Z')
    expect((await read()).now).toBe('2026-11-24T10:30:00.000Z')
  })

  test('never goes back when real time does', async () => {
    world = await sandbox.createWorld({ rate: 1 })
    sandbox.setReal('2026-11-24T09:00:00.000Z')
    expect((await read()).now).toBe(testNow)
  })

  test('is independent of the clocks of other worlds', async () => {
    const other = await sandbox.createWorld()
    await advance({ days: 1 })
    const { body } = await sandbox.send('GET', `/control/worlds/${other.id}/clock`, undefined, other.controlKey)
    expect(body.now).toBe(testNow)
  })

  test('stops at the end of 2099 at any rate', async () => {
    world = await sandbox.createWorld({ rate: 100_000 })
    sandbox.setReal('2027-11-24T09:30:00.000Z')
    expect((await read()).now).toBe('2099-12-31T23:59:59.999Z')
  })
})

describe('advancing', () => {
  test.each([
    [{ seconds: 1 }, '2026-11-24T09:30:01.000Z'],
    [{ minutes: 45 }, '2026-11-24T10:15:00.000Z'],
    [{ hours: 24 }, '2026-11-25T09:30:00.000Z'],
    [{ days: 30 }, '2026-12-24T09:30:00.000Z'],
    [{ months: 1 }, '2026-12-24T09:30:00.000Z'],
    [{ months: 14, days: 1, hours: 1, minutes: 1, seconds: 1 }, '2028-01-25T10:31:01.000Z'],
    [{ seconds: 0 }, '2026-11-24T09:30:00.000Z'],
    [{ to: '2026-12-25' }, '2026-12-25T00:00:00.000Z'],
    [{ to: '2026-12-25T09:00:00+01:00' }, '2026-12-25T08:00:00.000Z'],
    [{ to: testNow }, testNow],
    [{ to: '2099-12-31T23:59:59.999Z' }, '2099-12-31T23:59:59.999Z'],
  ])('by or to %j arrives at %s', async (by, now) => {
    const { status, body } = await advance(by)
    expect([status, body]).toEqual([200, { start: testNow, now, rate: 0 }])
    expect(await read()).toEqual(body)
  })

  test.each([
    ['2026-01-31T12:00:00.000Z', 1, '2026-02-28T12:00:00.000Z'],
    ['2028-01-31T12:00:00.000Z', 1, '2028-02-29T12:00:00.000Z'],
    ['2026-03-31T12:00:00.000Z', 1, '2026-04-30T12:00:00.000Z'],
    ['2026-01-31T12:00:00.000Z', 2, '2026-03-31T12:00:00.000Z'],
    ['2028-02-29T12:00:00.000Z', 12, '2029-02-28T12:00:00.000Z'],
    ['2026-12-15T12:00:00.000Z', 1, '2027-01-15T12:00:00.000Z'],
  ])('from %s by %d months ends within the month: %s', async (now, months, then) => {
    await beginAt(now)
    expect((await advance({ months })).body.now).toBe(then)
  })

  test('keeps the rate: a running clock continues from there', async () => {
    await setRate({ rate: 2 })
    await advance({ days: 1 })
    sandbox.setReal('2026-11-24T09:30:30.000Z')
    expect(await read()).toEqual({ start: testNow, now: '2026-11-25T09:31:00.000Z', rate: 2 })
  })

  test('costs one write', async () => {
    const before = sandbox.store.units.write
    await advance({ months: 12 })
    expect(sandbox.store.units.write - before).toBe(1)
  })
})

describe('advancing from a given instant', () => {
  const next = '2026-12-24T09:30:00.000Z'
  const fromNow = { from: testNow, months: 1 }

  test('moves the clock once for repeated requests', async () => {
    const before = sandbox.store.units.write
    for (let n = 0; n < 3; n++) expect((await advance(fromNow)).body).toEqual({ start: testNow, now: next, rate: 0 })
    expect(sandbox.store.units.write - before).toBe(1)
    expect((await advance({ from: next, months: 1 })).body.now).toBe('2027-01-24T09:30:00.000Z')
  })

  test('moves it once per request without the instant', async () => {
    await advance({ months: 1 })
    expect((await advance({ months: 1 })).body.now).toBe('2027-01-24T09:30:00.000Z')
  })

  test('moves a running clock once, to the requested end', async () => {
    await setRate({ rate: 1 })
    sandbox.setReal('2026-11-24T09:30:10.000Z')
    expect((await advance(fromNow)).body.now).toBe(next)
    sandbox.setReal('2026-11-24T09:30:15.000Z')
    const { status, body } = await advance(fromNow)
    expect([status, body.now]).toEqual([200, '2026-12-24T09:30:05.000Z'])
  })

  test('continues from where another request moved the clock, up to its own end', async () => {
    await advance({ days: 1 })
    expect((await advance(fromNow)).body.now).toBe(next)
    await advance({ days: 1 })
    expect((await advance(fromNow)).body.now).toBe('2026-12-25T09:30:00.000Z')
  })

  test('moves it once for concurrent requests', async () => {
    const answers = await Promise.all([advance(fromNow), advance(fromNow)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await advance(fromNow)).body.now).toBe(next)
  })
})

describe('a clock does not move', () => {
  test.each([
    [{ from: testNow }, 'field-invalid', 'to: must be an instant, or absent if a span'],
    [{ from: testNow, to: '2026-12-25' }, 'field-invalid', 'from: must be absent together with to'],
    [{ from: '2026-11-24T09:30:00.001Z', days: 1 }, 'date-invalid', '(got 2026-11-24T09:30:00.001Z)'],
    [{ from: 'Christmas', days: 1 }, 'date-invalid', 'from: must be an instant'],
    [
      { from: testNow, months: 1200 },
      'date-invalid',
      'must not be after 2099-12-31T23:59:59.999Z, the last instant of a world',
    ],
    [{ to: '2026-11-24T09:29:59.999Z' }, 'date-invalid', '(got 2026-11-24T09:29:59.999Z)'],
    [
      { to: '2026-11-24' },
      'date-invalid',
      "must not be before 2026-11-24T09:30:00.000Z, the time on the world's clock",
    ],
    [{ to: '2100-01-01' }, 'date-invalid', '2099-12-31T23:59:59.999Z (got 2100-01-01)'],
    [{ months: 1200 }, 'date-invalid', 'must not be after 2099-12-31T23:59:59.999Z, the last instant of a world'],
    [{ to: 'Christmas' }, 'date-invalid', '(got Christmas)'],
    [{ to: '2027-02-29' }, 'date-invalid', '(got 2027-02-29)'],
    [
      {},
      'field-invalid',
      'to: must be an instant, or absent if a span of months, days, hours, minutes and seconds is sent',
    ],
    [{ to: '2026-12-25', days: 1 }, 'field-invalid', 'to: must be an instant, or absent'],
    [{ days: -1 }, 'field-invalid', 'days: must be 0 or more (got -1)'],
    [{ hours: 100_001 }, 'field-invalid', 'hours: must be 100000 or less (got 100001)'],
    [{ months: 1201 }, 'field-invalid', 'months: must be 1200 or less (got 1201)'],
    [{ days: 0.5 }, 'field-invalid', 'days: must be a whole number (got 0.5)'],
    [{ weeks: 1 }, 'field-unexpected', 'known fields: to, from, months, days, hours, minutes, seconds'],
  ])('by or to %j: 400 %s', async (by, code, why) => {
    const before = sandbox.store.units.write
    const answer = await advance(by)
    expect(rejectionOf(answer)).toBe(`400 ${code}`)
    expect(answer.body.detail).toContain(why)
    expect(sandbox.store.units.write).toBe(before)
    expect((await read()).now).toBe(testNow)
  })

  test.each([
    [{ rate: -1 }, 'field-invalid', 'must be 0 or more'],
    [{ rate: 100_001 }, 'field-invalid', 'must be 100000 or less'],
    [{ rate: 'fast' }, 'field-invalid', 'number'],
    [{}, 'field-missing', 'rate: is required'],
    [{ rate: 1, now: '2027-01-01' }, 'field-unexpected', 'known fields: rate'],
  ])('at %j: 400 %s', async (body, code, why) => {
    const before = sandbox.store.units.write
    const answer = await setRate(body)
    expect(rejectionOf(answer)).toBe(`400 ${code}`)
    expect(answer.body.detail).toContain(why)
    expect(sandbox.store.units.write).toBe(before)
  })

  test('twice for concurrent requests: one gets a conflict and may retry', async () => {
    const answers = await Promise.all([advance({ days: 1 }), advance({ days: 1 })])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await read()).now).toBe('2026-11-25T09:30:00.000Z')
    expect((await advance({ days: 1 })).body.now).toBe('2026-11-26T09:30:00.000Z')
    expect(sandbox.logged).toEqual([])
  })

  test('in a world that is deleted at the same time', async () => {
    const removed = sandbox.send('DELETE', `/control/worlds/${world.id}`, undefined, world.controlKey)
    const [{ status }, moved] = await Promise.all([removed, advance({ days: 1 })])
    expect([status, rejectionOf(moved)]).toEqual([204, '409 conflict'])
  })
})
