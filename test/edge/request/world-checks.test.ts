import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { Exchange } from '#edge/request/exchange.ts'
import { checkWorld } from '#edge/request/world-checks.ts'
import type { Sandbox, World } from '#store/world.ts'
import { clientToken, join, openBank, stopClock } from '#test/support/partners.ts'
import { aisp, type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { fetchOverSocket } from '#test/support/sockets.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const pathOf = ({ id }: NewWorld) => `/control/worlds/${id}`
const change = (of: NewWorld, body: object) => sandbox.send('PATCH', pathOf(of), body, of.controlKey)
const accounts = (of = world) => sandbox.send('GET', `${aisp}/accounts`, undefined, of.developerToken)
const pass = (milliseconds: number) => sandbox.setReal(new Date(Date.parse(testNow) + milliseconds).toISOString())
const takeDown = (body: object) => sandbox.send('POST', `${pathOf(world)}/outages`, body, world.controlKey)

/**
 * The three ways to the token endpoint: in process as in a Lambda, and over a socket's fast path.
 */
const token = async (of = world, fetch = sandbox.fetch) =>
  fetch(new Request(`http://sandbank.test/authorization/${of.id}/token`, { method: 'POST', body: 'grant_type=x' }))
const ways = ['in process', 'over a socket'] as const
const fetchBy = (way: (typeof ways)[number]) =>
  way === 'in process' ? sandbox.fetch : fetchOverSocket(sandbox.surfaces)

describe('an outage', () => {
  test('rejects with its explanation, and Retry-After until its end by the clock of the world', async () => {
    const { body } = await takeDown({ area: 'bank', minutes: 10, explanation: 'Storm' })
    const answer = await accounts()
    expect([answer.status, answer.headers.get('retry-after'), answer.body.Errors[0].Message]).toEqual([
      503,
      '60',
      `Storm: sudden outage ${body.id} of the whole bank until 2026-11-24T09:40:00.000Z by the world's clock`,
    ])
    await sandbox.send('PUT', `${pathOf(world)}/clock`, { rate: 2 }, world.controlKey)
    expect((await accounts()).headers.get('retry-after')).toBe('300')
    pass(299_000)
    expect((await accounts()).headers.get('retry-after')).toBe('1')
    pass(300_000)
    expect((await accounts()).status).toBe(200)
  })

  test.each(ways)('of authorization reaches machines %s and people, not the API', async (way) => {
    await takeDown({ area: 'authorization' })
    const answer = await token(world, fetchBy(way))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'unavailable' }] })
    const headers = { accept: 'text/html' }
    const page = await sandbox.request(`/authorization/${world.id}/customer`, { headers })
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await page.text()).toContain('The bank isn’t available right now')
    expect((await accounts()).status).toBe(200)
  })

  test('of payments leaves the authorization server up', async () => {
    await takeDown({ area: 'payments' })
    expect((await token()).status).toBe(400)
  })

  test('ends with its deletion, which the control API always allows', async () => {
    const { body } = await takeDown({ area: 'bank' })
    expect((await accounts()).status).toBe(503)
    await sandbox.send('DELETE', `${pathOf(world)}/outages/${body.id}`, undefined, world.controlKey)
    expect((await accounts()).status).toBe(200)
  })
})

describe('a rate limit', () => {
  const limit = (limits: object, of = world) => change(of, { rateLimits: limits })
  const statuses = async (count: number, call: () => Promise<{ status: number }>) => {
    const answers: number[] = []
    for (let n = 0; n < count; n++) answers.push((await call()).status)
    return answers
  }

  test('is declared at creation or by a change, and shown', async () => {
    const asked = { world: { perSecond: 50 }, partner: { perSecond: 10, burst: 20 } }
    const made = await sandbox.createWorld({ rateLimits: asked })
    const shown = { world: { perSecond: 50, burst: 50 }, partner: { perSecond: 10, burst: 20 } }
    expect((made as Json).rateLimits).toEqual(shown)
    const { body } = await limit({ world: null }, made)
    expect(body.rateLimits).toEqual({ partner: shown.partner })
    expect((await limit({ partner: null }, made)).body).not.toHaveProperty('rateLimits')
  })

  test.each<[object, string, string]>([
    [{ world: { perSecond: 0 } }, 'rateLimits.world.perSecond', 'must be 0.01 or more (got 0)'],
    [{ world: { perSecond: 10_001 } }, 'rateLimits.world.perSecond', 'must be 10000 or less'],
    [{ partner: { perSecond: 1, burst: 0 } }, 'rateLimits.partner.burst', 'must be 1 or more (got 0)'],
    [{ partner: { burst: 5 } }, 'rateLimits.partner.perSecond', 'is required and must be a number'],
    [{ team: { perSecond: 1 } }, 'rateLimits.team', 'known fields: world, partner'],
    [{ partner: 5 }, 'rateLimits.partner', 'must be an object'],
  ])('%j is rejected', async (limits, path, why) => {
    for (const { status, body } of [
      await sandbox.send('POST', '/control/worlds', { rateLimits: limits }),
      await limit(limits),
    ]) {
      expect([status, body.errors[0].path]).toEqual([400, path])
      expect(body.detail).toContain(why)
    }
  })

  test('lets the burst pass, then rejects with Retry-After, and refills with real time', async () => {
    await limit({ world: { perSecond: 0.5, burst: 3 } })
    expect(await statuses(4, accounts)).toEqual([200, 200, 200, 429])
    const answer = await accounts()
    expect([rejectionOf(answer), answer.headers.get('retry-after')]).toEqual(['429 too-many-requests', '2'])
    expect(answer.body.Errors[0].Message).toBe(
      `${world.id}: at most 0.5 requests per second and 3 at once; send the request again in 2 s, or let the owner of the world raise rateLimits`,
    )
    pass(2_000)
    expect(await statuses(2, accounts)).toEqual([200, 429])
  })

  test.each(ways)('of a world counts the authorization server, %s, and never the control API', async (way) => {
    await limit({ world: { perSecond: 0.1, burst: 2 } })
    const fetch = fetchBy(way)
    expect(await statuses(3, () => token(world, fetch))).toEqual([400, 400, 429])
    expect((await accounts()).status).toBe(429)
    expect(await statuses(5, () => sandbox.send('GET', pathOf(world), undefined, world.controlKey))).toEqual(
      Array(5).fill(200),
    )
  })

  test('of partners counts each partner for itself; who floods uses up its own limit only', async () => {
    stopClock()
    const bank = await openBank()
    const { id, controlKey, developerToken } = bank.world
    const tokens: string[] = []
    for (let n = 0; n < 2; n++)
      tokens.push((await clientToken(await join(bank, { profile: 'obuk-fapi1-advanced' }))).access_token)
    const limits = { partner: { perSecond: 0.1, burst: 2 }, world: { perSecond: 0.1, burst: 6 } }
    await bank.send('PATCH', `/control/worlds/${id}`, { rateLimits: limits }, controlKey)
    const ask = (token: string | undefined) => () =>
      bank.send('GET', `${aisp}/account-access-consents/aac_0`, undefined, token)
    expect(await statuses(20, ask(tokens[0]))).toEqual([400, 400, ...Array(18).fill(429)])
    expect(await statuses(3, ask(tokens[1]))).toEqual([400, 400, 429])
    const read = () => bank.send('GET', `${aisp}/accounts`, undefined, developerToken)
    expect(await statuses(3, read)).toEqual([200, 200, 429])
    expect((await read()).body.Errors[0].Message).toContain('developer tokens: at most 0.1 requests per second')
  })

  test('of one world does not reach another', async () => {
    const other = await sandbox.createWorld()
    await limit({ world: { perSecond: 0.1, burst: 1 } })
    expect(await statuses(30, accounts)).toEqual([200, ...Array(29).fill(429)])
    expect(await statuses(30, () => accounts(other))).toEqual(Array(30).fill(200))
  })

  test('writes nothing, and a rejected request reads no more than it must to know its caller', async () => {
    await limit({ world: { perSecond: 0.1, burst: 1 } })
    const before = { ...sandbox.store.units }
    await accounts()
    const used = sandbox.store.units.read - before.read
    await accounts()
    expect(sandbox.store.units.write).toBe(before.write)
    expect(sandbox.store.units.read - before.read).toBeLessThanOrEqual(2 * used)
  })

  test('records no stack trace, and leaves those of other errors as they are', async () => {
    const before = Error.stackTraceLimit
    const host = { store: sandbox.store, real: () => 0 } as Sandbox
    const exchange = { sandbox: host, place: { surface: 'open-banking' } } as Exchange
    const limited = { id: 'wld_1', record: { rateLimits: { world: { perSecond: 1, burst: 1 } } }, sandbox: host }
    const check = () => checkWorld(exchange, limited as World, 'accounts')
    check()
    expect(check).toThrow(expect.not.objectContaining({ stack: expect.stringContaining('\n    at ') }))
    expect(check).toThrow('wld_1: at most 1 requests per second')
    expect(Error.stackTraceLimit).toBe(before)
  })
})

describe('in the last hour of a world, the header Sunset says when it ends', () => {
  const hour = 3_600_000
  const sunset = 'Tue, 24 Nov 2026 11:30:00 GMT'
  const read = () => sandbox.send('GET', pathOf(world), undefined, world.controlKey)

  beforeEach(async () => {
    world = await sandbox.createWorld({ expiresInHours: 2 })
  })

  test('and not before', async () => {
    pass(hour - 1)
    for (const { headers } of [await accounts(), await read(), await token()]) expect(headers.get('sunset')).toBeNull()
  })

  test.each(ways)('on answers, errors and pages of every surface, %s', async (way) => {
    pass(hour)
    const fetch = fetchBy(way)
    const ask = (path: string, token?: string) =>
      fetch(new Request(`http://sandbank.test${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} }))
    const answers = [
      await ask(`${aisp}/accounts`, world.developerToken),
      await ask(`${aisp}/accounts/acc_none`, world.developerToken),
      await ask(pathOf(world), world.controlKey),
      await token(world, fetch),
      await ask(`/open-banking/discovery/status?world=${world.id}`),
      await ask(`/authorization/${world.id}/jwks`),
      await ask(`/authorization/${world.id}/customer`),
    ]
    for (const { headers, url } of answers) expect(headers.get('sunset'), url).toBe(sunset)
  })

  test('until it is extended', async () => {
    pass(hour)
    expect((await change(world, { expiresInHours: 5 })).headers.get('sunset')).toBeNull()
    expect((await read()).headers.get('sunset')).toBeNull()
  })
})
