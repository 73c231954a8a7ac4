import { describe, expect, test } from 'vitest'
import { openDefaultWorld } from '#actions/worlds/default-world.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { worlds } from '#store/records.ts'
import { type Json, openWorld } from '#test/support/sandbox.ts'

/** Opens a world as an earlier release stored it: its record names no generator. */
async function openOldWorld() {
  const { sandbox, world, all } = await openWorld({ size: 30 })
  const key = worlds.key(world.id)
  const [item] = await sandbox.store.get([key])
  const { generator: _, ...record } = worlds.read(item!)
  await sandbox.store.commit([{ put: key, expect: 'present', value: record }])
  const send = (method: string, path: string, body?: Json) =>
    sandbox
      .request(`/control/worlds/${world.id}${path}`, {
        method,
        token: world.controlKey,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
  return { sandbox, world, all, send }
}

const why =
  'has the bank of generator 1, and this release makes that of generator 2: reset the world (POST /control/worlds/{WorldId}/reset), or use the release of Sandbank that made it'

describe('a world that another generator made', () => {
  test('is rejected with the way on', async () => {
    const { sandbox, all, send } = await openOldWorld()
    const read = await sandbox.request('/open-banking/v4.0/aisp/accounts', { token: all })
    expect(read.status).toBe(409)
    expect(await read.text()).toContain(why)
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/snapshots'],
      ['POST', '/fork'],
      ['GET', '/export'],
    ] as const) {
      const { status, text } = await send(method, path, method === 'POST' ? {} : undefined)
      expect([path, status]).toEqual([path, 409])
      expect(text).toContain(why)
    }
  })

  test('is usable after a reset', async () => {
    const { sandbox, all, send } = await openOldWorld()
    expect((await send('POST', '/reset')).status).toBe(200)
    expect((await sandbox.request('/open-banking/v4.0/aisp/accounts', { token: all })).status).toBe(200)
  })

  test('as the default world of a laptop is rejected with what to delete', async () => {
    const { sandbox, world } = await openOldWorld()
    const fixed = { worldId: world.id, controlSecret: 'c', developerSecret: 'd' }
    await expect(openDefaultWorld(sandbox.sandbox, { scope: 'worlds' } as Grant<'worlds'>, fixed, {})).rejects.toThrow(
      'delete .sandbank to start again',
    )
  })
})
