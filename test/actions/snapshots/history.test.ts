import { expect, test } from 'vitest'
import { listHistory } from '#actions/snapshots/snapshots.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import { findWorld } from '#store/world.ts'
import { control, controlGrant as grant, openSyntheticBank, passed } from '#test/support/world-copies.ts'

test('each snapshot says which one it continues from, as do the world and its forks', async () => {
  const bank = await openSyntheticBank()
  const take = async (name: string, after: number) => {
    passed(bank, after)
    return (await control(bank, 'POST', '/snapshots', { body: { name } })).body.id as string
  }
  const first = await take('first', 1_000)
  const second = await take('second', 2_000)
  await control(bank, 'POST', '/restore', { body: { snapshot: first } })
  const third = await take('third', 3_000)
  const fork = (await control(bank, 'POST', '/fork', { body: { snapshot: second } })).body
  const current = (await control(bank, 'POST', '/fork', { body: {} })).body
  const world = await bank.world()
  const history = await listHistory(world, grant)
  expect(history.map(({ id, parent }) => [id, parent])).toEqual([
    [third, first],
    [second, first],
    [first, undefined],
  ])
  expect(world.record.basedOn).toBe(third)
  const forks = await Promise.all([fork, current].map(({ id }) => findWorld(bank.sandbox.sandbox, id)))
  expect(forks.map((one) => one?.record.forkedFrom)).toEqual([
    { world: world.id, snapshot: second, name: 'second' },
    { world: world.id, snapshot: third, name: 'third' },
  ])
  expect((await resetWorld(world, grant, '')).record.basedOn).toBeUndefined()
})
