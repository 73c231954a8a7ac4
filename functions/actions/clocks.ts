import { advancedTo, after, atRate, type Clock, type Span } from '#bank/clock.ts'
import type { Grant } from '#bank/grant.ts'
import { Problem } from '#bank/problem.ts'
import { instantOf, type WorldRecord } from '#bank/world.ts'
import { worlds } from '#store/kinds.ts'
import { Conflict } from '#store/store.ts'
import { openWorld, type World } from '#store/world.ts'

/** Lets the world's time pass at another rate from this instant on; 0 pauses it. */
export function setRate(world: World, grant: Grant<'world'>, rate: number): Promise<World> {
  return setClock(world, grant, atRate(world.record.clock, world.sandbox.real(), rate))
}

/** Moves the clock forward: to an instant, or by a span of time. Exactly one of both. */
export function advance(
  world: World,
  grant: Grant<'world'>,
  { to, ...span }: Span & { to?: string | undefined },
): Promise<World> {
  const hasSpan = Object.values(span).some((part) => part !== undefined)
  if ((to === undefined) === !hasSpan) {
    throw new Problem(
      'field-invalid',
      'say either to, an instant, or a span of months, days, hours, minutes, seconds',
      { path: 'to' },
    )
  }
  const { clock } = world.record
  const target = to === undefined ? after(world.now, span) : instantOf(to, 'to')
  return setClock(world, grant, advancedTo(clock, world.sandbox.real(), target))
}

/** Writes a world's clock, on the condition that nobody else moved it since it was read. */
async function setClock(world: World, _grant: Grant<'world'>, clock: Clock): Promise<World> {
  const record: WorldRecord = { ...world.record, clock }
  const key = worlds.key(world.id)
  try {
    await world.sandbox.store.commit([{ put: key, expect: { version: world.version }, value: record }])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    throw new Problem('conflict', 'the clock was moved at the same moment; read it and try again')
  }
  return openWorld(world.sandbox, { key, version: world.version + 1, value: record }, world.edits)
}
