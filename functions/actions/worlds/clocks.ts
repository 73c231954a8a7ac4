import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import {
  addSpan,
  type Clock,
  changeRate,
  iso,
  moveClock,
  parseInstant,
  readClock,
  type Span,
} from '#bank/time/clock.ts'
import { worlds } from '#store/records.ts'
import { buildRecordUpdate, enterWorld, isWorldRecordConflict, loadWorldAsStored, type World } from '#store/world.ts'

/** Lets the world's time pass at another rate from this instant on; 0 pauses it. */
export function setClockRate(world: World, grant: Grant<'world'>, rate: number): Promise<World> {
  return setClock(world, grant, (clock, real) => changeRate(clock, real, rate))
}

/** How a clock is moved: to an instant, or by a span of time, which may say where it begins. */
export type ClockMove = Span & { to?: string | undefined; from?: string | undefined }

/**
 * Moves the clock forward: to an instant, or by a span of time. Exactly one of both. A span that
 * says where it begins ends at the same instant however often it is asked for: where the clock is
 * there already, it stays.
 */
export async function advanceClock(
  world: World,
  grant: Grant<'world'>,
  { to, from, ...span }: ClockMove,
): Promise<World> {
  const hasSpan = Object.values(span).some((part) => part !== undefined)
  if ((to === undefined) === !hasSpan) {
    throw new Problem(
      'field-invalid',
      'say either to, an instant, or a span of months, days, hours, minutes, seconds',
      { path: 'to' },
    )
  }
  if (to !== undefined && from !== undefined)
    throw new Problem('field-invalid', 'from says where a span begins; with to there is none', { path: 'from' })
  if (to !== undefined) return setClock(world, grant, forwardTo(parseInstant(to, 'to')))
  if (from === undefined) return setClock(world, grant, forwardTo(addSpan(world.now, span)))
  const target = addSpan(beginning(world, from), span)
  return target <= world.now ? world : setClock(world, grant, forwardToAtLeast(target), behindAgain)
}

const forwardTo = (target: number) => (clock: Clock, real: number) => moveClock(clock, real, target)
/** A fast clock may have come there by itself meanwhile. */
const forwardToAtLeast = (target: number) => (clock: Clock, real: number) =>
  moveClock(clock, real, Math.max(target, readClock(clock, real)))

/** Where a span begins: at an instant that the clock has come to. */
function beginning({ now }: World, from: string): number {
  const at = parseInstant(from, 'from')
  if (at <= now) return at
  const said = `the world's clock says ${iso(now)} and has not come to ${iso(at)}`
  throw new Problem('date-invalid', said, { path: 'from' })
}

/** How often a clock is set anew when the world was changed in between, though not its clock. */
const attempts = 20

/**
 * Sets a world's clock, on the condition that nobody else set it since it was read, and gives the
 * world once everything is done that has become due, or says that this takes longer. It is set by
 * the real time of each attempt, so that no time is lost while it waits.
 */
async function setClock(
  world: World,
  _grant: Grant<'world'>,
  clockAt: (clock: Clock, real: number) => Clock,
  told = setAndBehind,
): Promise<World> {
  const { sandbox, id } = world
  for (let place: World | undefined = world, attempt = 1; place && attempt <= attempts; attempt++) {
    const clock = clockAt(place.record.clock, sandbox.real())
    const changed = buildRecordUpdate(place, { ...place.record, clock })
    try {
      await sandbox.store.commit(changed.writes)
      return await enterWorld(sandbox, {
        key: worlds.key(id),
        version: changed.world.version,
        value: changed.world.record,
      })
    } catch (error) {
      if (error instanceof Problem && error.code === 'world-behind') throw told(error)
      if (!isWorldRecordConflict(error)) throw error
      place = await loadWorldAsStored(sandbox, id)
      if (place && !sameClock(place.record.clock, world.record.clock)) break
    }
  }
  throw new Problem('conflict', 'the clock was moved at the same moment; read it and try again')
}

const catchingUp = 'the clock is set, and the world is still catching up with it:'

/** A clock that was set must not be moved again by who only wants to know. */
const setAndBehind = ({ code, headers }: Problem): Problem =>
  new Problem(code, `${catchingUp} read the world until it answers, and do not move the clock again`, { headers })

/** Unless asking again does not move it. */
const behindAgain = ({ code, headers }: Problem): Problem =>
  new Problem(code, `${catchingUp} ask again, which moves it no further`, { headers })

const sameClock = (one: Clock, other: Clock): boolean =>
  one.real === other.real && one.world === other.world && one.rate === other.rate
