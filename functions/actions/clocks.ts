import { advancedTo, after, atRate, type Clock, type Span } from '#bank/clock.ts'
import type { Grant } from '#bank/grant.ts'
import { Problem } from '#bank/problem.ts'
import { instantOf } from '#bank/world.ts'
import { worlds } from '#store/kinds.ts'
import { enterWorld, isOfWorldOnly, rawWorld, type World, withRecord } from '#store/world.ts'

/** Lets the world's time pass at another rate from this instant on; 0 pauses it. */
export function setRate(world: World, grant: Grant<'world'>, rate: number): Promise<World> {
  return setClock(world, grant, (clock, real) => atRate(clock, real, rate))
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
  const target = to === undefined ? after(world.now, span) : instantOf(to, 'to')
  return setClock(world, grant, (clock, real) => advancedTo(clock, real, target))
}

/** How often a clock is set anew when the world was changed in between, though not its clock. */
const attempts = 20

/**
 * Sets a world's clock, on the condition that nobody else set it since it was read, and gives the world once everything is done that
 * has become due, or says that this takes longer. It is set by the real time of each attempt, so that no time is lost while it waits.
 */
async function setClock(
  world: World,
  _grant: Grant<'world'>,
  clockAt: (clock: Clock, real: number) => Clock,
): Promise<World> {
  const { sandbox, id } = world
  for (let place: World | undefined = world, attempt = 1; place && attempt <= attempts; attempt++) {
    const clock = clockAt(place.record.clock, sandbox.real())
    const changed = withRecord(place, { ...place.record, clock })
    try {
      await sandbox.store.commit(changed.writes)
      return await enterWorld(sandbox, {
        key: worlds.key(id),
        version: changed.world.version,
        value: changed.world.record,
      })
    } catch (error) {
      if (error instanceof Problem && error.code === 'world-behind') throw setAndBehind(error)
      if (!isOfWorldOnly(error)) throw error
      place = await rawWorld(sandbox, id)
      if (place && !sameClock(place.record.clock, world.record.clock)) break
    }
  }
  throw new Problem('conflict', 'the clock was moved at the same moment; read it and try again')
}

/** A clock that was set must not be moved again by who only wants to know. */
const setAndBehind = ({ code, headers }: Problem): Problem =>
  new Problem(
    code,
    'the clock is set, and the world is still catching up with it: read the world until it answers, and do not move the clock again',
    { headers },
  )

const sameClock = (one: Clock, other: Clock): boolean =>
  one.real === other.real && one.world === other.world && one.rate === other.rate
