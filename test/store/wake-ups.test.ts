import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realInstantAt } from '#bank/time/clock.ts'
import { generator, WorldRecord } from '#bank/worlds/world.ts'
import { wakeUps, worlds } from '#store/records.ts'
import { buildRecordUpdate, openWorld, wakeInstantOf } from '#store/world.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const real = Date.parse('2026-11-24T09:30:00.000Z')
const hours = (n: number) => real + n * 3_600_000
const instant = fc.option(fc.integer({ min: -50, max: 50 }).map(hours), { nil: undefined })
/** What decides when the sweep must look at a world. */
const drawn = fc.record({ nextDue: instant, expiresAt: instant, rate: fc.constantFrom(0, 1, 60) })

type Drawn = { nextDue: number | undefined; expiresAt: number | undefined; rate: number }

function recordOf({ nextDue, expiresAt, rate }: Drawn, wakesAt?: number): WorldRecord {
  return WorldRecord.parse({
    id: 'wld_w',
    epoch: 0,
    seed: 1,
    size: 1,
    start: real,
    clock: { real, world: real, rate },
    generator,
    controlDigest: '',
    nextDue,
    expiresAt,
    wakesAt,
  })
}

test('the sweep looks at a world when an item is due or the world ends, whichever is first', () => {
  fc.assert(
    fc.property(drawn, (one) => {
      const record = recordOf(one)
      const due = one.nextDue === undefined ? undefined : realInstantAt(record.clock, one.nextDue)
      const instants = [due, one.expiresAt].filter((at) => at !== undefined)
      expect(wakeInstantOf(record)).toBe(instants.length === 0 ? undefined : Math.min(...instants))
    }),
  )
})

test('a change of a world leaves one wake-up, which is never too late', async () => {
  const { sandbox } = await testSandbox()
  const { partition } = wakeUps.key(0, '')
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 1, maxLength: 8 }), (changes) => {
      let record = recordOf({ nextDue: undefined, expiresAt: undefined, rate: 1 })
      const stored = new Set<string>()
      for (const change of changes) {
        const world = openWorld(sandbox, { key: worlds.key('wld_w'), version: 1, value: record }, undefined)
        const after = recordOf(change, record.wakesAt)
        const update = buildRecordUpdate(world, after)
        for (const write of update.writes) {
          if ('delete' in write && write.delete.partition === partition) stored.delete(write.delete.path)
          if ('put' in write && write.put.partition === partition) stored.add(write.put.path)
        }
        record = update.world.record
        const must = wakeInstantOf(after)
        expect([...stored]).toEqual(record.wakesAt === undefined ? [] : [wakeUps.key(record.wakesAt, 'wld_w').path])
        expect(record.wakesAt === undefined).toBe(must === undefined)
        if (must !== undefined) expect(record.wakesAt).toBeLessThanOrEqual(Math.max(must, real))
      }
    }),
  )
})
