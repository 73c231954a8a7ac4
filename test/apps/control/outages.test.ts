import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { worlds } from '#store/records.ts'
import { advance, type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const outages = () => `/control/worlds/${world.id}/outages`
const create = (body: object) => sandbox.send('POST', outages(), body, world.controlKey)
const change = (id: string, body: object) => sandbox.send('PATCH', `${outages()}/${id}`, body, world.controlKey)
const remove = (id: string) => sandbox.send('DELETE', `${outages()}/${id}`, undefined, world.controlKey)
const list = async (): Promise<Json[]> =>
  (await sandbox.send('GET', outages(), undefined, world.controlKey)).body.outages
const feed = (name: string, id = world.id) => sandbox.send('GET', `/open-banking/discovery/${name}?world=${id}`)
const planned = { area: 'payments', kind: 'planned', from: '2026-11-24T22:00:00Z', minutes: 90 }

describe('an outage', () => {
  test('is created, listed, changed and deleted', async () => {
    const { status, body } = await create({ ...planned, explanation: 'New core system' })
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^out_[a-z0-9]{10}$/),
        area: 'payments',
        kind: 'planned',
        from: '2026-11-24T22:00:00.000Z',
        to: '2026-11-24T23:30:00.000Z',
        explanation: 'New core system',
        state: 'upcoming',
      },
    ])
    expect(await list()).toEqual([body])
    const changed = await change(body.id, { minutes: 120, area: 'bank' })
    expect([changed.status, changed.body.to, changed.body.area]).toEqual([200, '2026-11-25T00:00:00.000Z', 'bank'])
    await advance(sandbox, world, { to: '2026-11-24T22:30:00Z' })
    expect((await list())[0].state).toBe('active')
    expect((await remove(body.id)).status).toBe(204)
    expect(await list()).toEqual([])
  })

  test('that has ended stays listed until the next one is created', async () => {
    const { body: first } = await create({ area: 'bank', minutes: 5 })
    await advance(sandbox, world, { minutes: 5 })
    expect((await list()).map(({ id, state }) => [id, state])).toEqual([[first.id, 'ended']])
    const { body: next } = await create({ area: 'bank', minutes: 5 })
    expect((await list()).map(({ id }) => id)).toEqual([next.id])
  })

  test('is gone after a reset', async () => {
    await create({ area: 'bank' })
    await sandbox.send('POST', `/control/worlds/${world.id}/reset`, undefined, world.controlKey)
    expect(await list()).toEqual([])
  })

  test('is there again after a restore of a snapshot that has it', async () => {
    const { body: outage } = await create(planned)
    const path = `/control/worlds/${world.id}`
    const { body: snapshot } = await sandbox.send('POST', `${path}/snapshots`, {}, world.controlKey)
    await remove(outage.id)
    expect(await list()).toEqual([])
    await sandbox.send('POST', `${path}/restore`, { snapshot: snapshot.id }, world.controlKey)
    expect(await list()).toEqual([outage])
  })

  test('leaves nothing in the record of the world once it is deleted', async () => {
    const recordOf = async () => worlds.read((await sandbox.store.get([worlds.key(world.id)]))[0]!)
    const before = await recordOf()
    const { body } = await create({ area: 'bank' })
    await remove(body.id)
    expect(await recordOf()).toEqual(before)
  })

  test('is one of at most eight that have not ended, also if they are created at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ area: 'bank' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(8).fill(201), 409, 409])
    const { body } = await create({ area: 'bank' })
    expect(body.detail).toContain('a world has at most 8 outages that have not ended; delete one with DELETE')
    expect(await list()).toHaveLength(8)
  })

  test.each<[object, string, string, string]>([
    [{}, 'area', 'field-missing', 'is required and must be one of "bank", "payments", "authorization"'],
    [
      { area: 'accounts' },
      'area',
      'field-invalid',
      'must be one of "bank", "payments", "authorization" (got "accounts")',
    ],
    [{ area: 'bank', kind: 'planned' }, 'minutes', 'field-expected', 'is required for a planned outage'],
    [{ area: 'bank', minutes: 0 }, 'minutes', 'field-invalid', 'must be 1 or more (got 0)'],
    [{ area: 'bank', minutes: 1.5 }, 'minutes', 'field-invalid', 'must be a whole number'],
    [{ area: 'bank', from: '2026-11-24' }, 'from', 'date-invalid', 'must not be before 2026-11-24T09:30:00.000Z'],
    [{ area: 'bank', from: 'now' }, 'from', 'date-invalid', 'must be an instant such as'],
    [
      { area: 'bank', explanation: 'a\u202eb' },
      'explanation',
      'field-invalid',
      'must not contain characters that change',
    ],
    [{ area: 'bank', explanation: '' }, 'explanation', 'field-invalid', 'must be 1 to 120 characters on one line'],
    [{ area: 'bank', explanation: 'x'.repeat(121) }, 'explanation', 'field-invalid', 'must be 1 to 120 characters'],
    [{ area: 'bank', until: '2027-01-01' }, 'until', 'field-unexpected', 'known fields: area, kind, from, minutes'],
  ])('%j is rejected', async (body, path, code, why) => {
    const answer = await create(body)
    expect([answer.status, answer.body.errors[0].path, answer.body.errors[0].code]).toEqual([400, path, code])
    expect(answer.body.detail).toContain(why)
    expect(await list()).toEqual([])
  })

  test('that does not exist is 404, and so is a change that would break a rule 400', async () => {
    for (const answer of [await change('out_0', { minutes: 5 }), await remove('out_0')])
      expect(rejectionOf(answer)).toBe('404 outage-not-found')
    const { body } = await create(planned)
    expect(rejectionOf(await change(body.id, { minutes: null }))).toBe('400 field-expected')
    expect((await list())[0]).toEqual(body)
  })
})

describe('the status feed', () => {
  test('is in the shape of the Consumer Data Standards, without a token', async () => {
    const { status, body, headers } = await feed('status')
    expect([status, body, headers.get('x-v')]).toEqual([
      200,
      {
        data: { status: 'OK', updateTime: '2026-11-24T09:30:00.000Z' },
        links: { self: `http://sandbank.test/open-banking/discovery/status?world=${world.id}` },
        meta: {},
      },
      '1',
    ])
  })

  test('announces planned outages only, and shows both kinds once they have begun', async () => {
    await create(planned)
    await create({ area: 'bank', from: '2026-11-24T22:30:00Z', minutes: 10, explanation: 'Storm' })
    expect((await feed('outages')).body.data.outages).toEqual([
      {
        outageTime: '2026-11-24T22:00:00.000Z',
        duration: 'PT1H30M',
        isPartial: true,
        explanation: 'Planned maintenance',
      },
    ])
    expect((await feed('status')).body.data.status).toBe('OK')
    await advance(sandbox, world, { to: '2026-11-24T22:15:00Z' })
    expect((await feed('status')).body.data.status).toBe('SCHEDULED_OUTAGE')
    await advance(sandbox, world, { to: '2026-11-24T22:35:00Z' })
    expect((await feed('status')).body.data).toEqual({
      status: 'UNAVAILABLE',
      explanation: 'Storm',
      detectionTime: '2026-11-24T22:30:00.000Z',
      expectedResolutionTime: '2026-11-24T22:40:00.000Z',
      updateTime: '2026-11-24T22:35:00.000Z',
    })
    await advance(sandbox, world, { to: '2026-11-24T23:30:00Z' })
    expect((await feed('status')).body.data.status).toBe('OK')
    expect((await feed('outages')).body.data.outages).toEqual([])
  })

  test('of one world does not show the outages of another', async () => {
    await create({ area: 'bank' })
    const other = await sandbox.createWorld()
    expect((await feed('status', other.id)).body.data.status).toBe('OK')
  })

  test('of a world that does not exist, or has expired, is 404', async () => {
    expect(rejectionOf(await feed('status', 'wld_nowhere'))).toBe('404 path-unknown')
    expect(rejectionOf(await feed('outages', '../x'))).toBe('404 path-unknown')
    const short = await sandbox.createWorld({ expiresInHours: 1 })
    sandbox.setReal('2026-11-24T10:30:00Z')
    const { status, body } = await feed('status', short.id)
    expect([status, body.Errors[0].Message]).toEqual([404, expect.stringContaining('expired at 2026-11-24T10:30')])
  })

  test('without a world says how to name it', async () => {
    const { status, body } = await sandbox.send('GET', '/open-banking/discovery/status')
    expect([status, body.Errors[0]]).toEqual([400, expect.objectContaining({ ErrorCode: 'U004', Path: 'query world' })])
  })
})

test('an outage costs the requests of its world nothing, and neither does none', async () => {
  const costs = []
  for (const asked of [undefined, planned]) {
    if (asked) await create(asked)
    const before = { ...sandbox.store.units }
    await sandbox.send('GET', '/open-banking/v4.0/aisp/accounts', undefined, world.developerToken)
    costs.push([sandbox.store.units.read - before.read, sandbox.store.units.write - before.write])
  }
  expect(costs[1]).toEqual(costs[0])
})
