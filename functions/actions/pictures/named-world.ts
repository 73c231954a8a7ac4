import { boundedCache } from '#bank/base/bounded-cache.ts'
import { generator, type WorldRecord } from '#bank/worlds/world.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'
import type { Sandbox, World } from '#store/world.ts'

/**
 * Builds a world of the named customers alone, as it would begin at `start`: this real month if
 * absent. It is not stored: pages show it to readers who have opened no world. Named customers do
 * not depend on the seed. Instants are epoch milliseconds.
 */
export function buildNamedWorld(
  sandbox: Sandbox,
  { now = sandbox.real(), start = now }: { readonly now?: number; readonly start?: number } = {},
): World {
  const begin = startOf(monthAt(start / 1000)) * 1000
  const record = records(String(begin), () => buildRecord(begin))
  return { id: record.id, record, version: 0, now, edits: undefined, sandbox }
}

/** The same record for the same month, because the bank is cached by it. */
const records = boundedCache<WorldRecord>(4)

const buildRecord = (start: number): WorldRecord => ({
  id: 'wld_named',
  epoch: 0,
  seed: 0,
  size: personas.length,
  start,
  clock: { real: start, world: start, rate: 1 },
  generator,
  controlDigest: '',
})
