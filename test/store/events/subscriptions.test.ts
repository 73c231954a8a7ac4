import { describe, expect, test } from 'vitest'
import type { Subscription } from '#bank/events/subscription.ts'
import { commitSubscriptions, listSubscriptions } from '#store/events/subscriptions.ts'
import { Conflict } from '#store/store.ts'
import { worldOf } from '#test/support/grants.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const shared = { createdAt: Date.parse('2026-11-24T09:30:00Z'), kinds: ['payment.accepted'] } as const
const polling = (id: string, more: object = {}): Subscription =>
  ({ ...shared, id, way: 'standard', partner: 'app_1', version: '4.0', ...more }) as unknown as Subscription

async function open() {
  const bank = await testSandbox()
  const newWorld = await bank.createWorld()
  return { bank, newWorld, world: () => worldOf(bank, newWorld) }
}

describe('a change of subscriptions', () => {
  test('changes the kinds that are recorded in the same commit', async () => {
    const { bank, world } = await open()
    await commitSubscriptions(await world(), () => ({ put: [polling('sub_1')] }))
    expect((await world()).record.listening).toEqual({ 'payment.accepted': shared.createdAt })
    bank.setReal('2026-11-24T10:00:00Z')
    await commitSubscriptions(await world(), () => ({ put: [polling('sub_2', { kinds: ['consent.revoked'] })] }))
    const later = Date.parse('2026-11-24T10:00:00Z')
    expect((await world()).record.listening).toEqual({ 'consent.revoked': later, 'payment.accepted': shared.createdAt })
    await commitSubscriptions(await world(), (held) => ({ ended: held.filter(({ id }) => id === 'sub_1') }))
    expect((await world()).record.listening).toEqual({ 'consent.revoked': later })
    await commitSubscriptions(await world(), (held) => ({ ended: held }))
    expect((await world()).record.listening).toBeUndefined()
    expect(await listSubscriptions(await world())).toEqual([])
  })

  test('is decided again when the world was written first, and none is lost', async () => {
    const { world } = await open()
    const read = await world()
    const ids = Array.from({ length: 5 }, (_, n) => `sub_${n}`)
    await Promise.all(ids.map((id) => commitSubscriptions(read, () => ({ put: [polling(id)] }))))
    expect((await listSubscriptions(await world())).map(({ id }) => id)).toEqual(ids)
  })

  test('throws where another write of its commit fails, and changes nothing', async () => {
    const { newWorld, world } = await open()
    const check = { check: { partition: `world/${newWorld.id}`, path: 'partner/none' }, expect: 'present' } as const
    await expect(
      commitSubscriptions(await world(), () => ({ put: [polling('sub_1')], writes: [check] })),
    ).rejects.toThrow(Conflict)
    expect((await world()).record.listening).toBeUndefined()
  })

  test('ends those of a partner that is deleted', async () => {
    const { bank, newWorld, world } = await open()
    const { body } = await bank.send('POST', '/control/partners', {}, newWorld.controlKey)
    const own = polling('sub_1', { partner: body.clientId, kinds: ['consent.revoked'] })
    await commitSubscriptions(await world(), () => ({ put: [own, polling('sub_2')] }))
    expect(
      (await bank.send('DELETE', `/control/partners/${body.clientId}`, undefined, newWorld.controlKey)).status,
    ).toBe(204)
    expect((await listSubscriptions(await world())).map(({ id }) => id)).toEqual(['sub_2'])
    expect(Object.keys((await world()).record.listening ?? {})).toEqual(['payment.accepted'])
  })
})
