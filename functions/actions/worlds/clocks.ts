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
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import {
  buildRecordUpdate,
  enterWorld,
  isWorldRecordConflict,
  loadWorldAsStored,
  rejectOtherEpoch,
  type World,
} from '#store/world.ts'

/** Changes the rate of the world's clock from this instant on. Rate 0 pauses it. */
export function setClockRate(world: World, grant: Grant<'world'>, rate: number): Promise<World> {
  return setClock(world, grant, (clock, real) => changeRate(clock, real, rate))
}

/**
 * How to move a clock: to an instant, or by a span of time. `from` optionally fixes the start of
 * the span.
 */
export type ClockMove = Span & { to?: string | undefined; from?: string | undefined }

/**
 * Moves the clock forward, either to an instant or by a span of time. A span with `from` is safe to
 * retry: it always ends at the same instant, and a clock that is already there stays.
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
      'to: must be an instant, or absent if a span of months, days, hours, minutes and seconds is sent; send one of them',
      { path: 'to' },
    )
  }
  if (to !== undefined && from !== undefined)
    throw new Problem('field-invalid', 'from: must be absent together with to, because it is the start of a span', {
      path: 'from',
    })
  if (to !== undefined) return setClock(world, grant, moveTo(parseInstant(to, 'to')))
  if (from === undefined) return setClock(world, grant, moveTo(addSpan(world.now, span)))
  const target = addSpan(parseSpanStart(world, from), span)
  return target <= world.now ? world : setClock(world, grant, moveToAtLeast(target), retryIsSafe)
}

const moveTo = (target: number) => (clock: Clock, real: number) => moveClock(clock, real, target)
/** A fast clock may have passed the target by itself. */
const moveToAtLeast = (target: number) => (clock: Clock, real: number) =>
  moveClock(clock, real, Math.max(target, readClock(clock, real)))

/** Parses the start of a span, which must not be later than the world's now. */
function parseSpanStart({ now }: World, from: string): number {
  const at = parseInstant(from, 'from')
  if (at <= now) return at
  const message = `from: must not be later than the world's clock, ${iso(now)} (got ${iso(at)})`
  throw new Problem('date-invalid', message, { path: 'from' })
}

/**
 * Sets a world's clock, unless another request set it since it was read. Returns the world once all
 * due items are executed, or throws `world-behind` if that takes longer. Each attempt uses its own
 * real time, so no time is lost while it waits.
 */
async function setClock(
  world: World,
  _grant: Grant<'world'>,
  clockAt: (clock: Clock, real: number) => Clock,
  problemOf = doNotMoveAgain,
): Promise<World> {
  const { sandbox, id } = world
  const after = await retryOnConflict(async (attempt) => {
    const current = attempt === 1 ? world : await loadWorldAsStored(sandbox, id)
    if (current) rejectOtherEpoch(world, current)
    if (!current || !isSameClock(current.record.clock, world.record.clock))
      throw new Problem('conflict', 'the clock was moved by another request at the same time; read it and retry')
    const clock = clockAt(current.record.clock, readSteadyTime(sandbox))
    const changed = buildRecordUpdate(current, { ...current.record, clock })
    await sandbox.store.commit(changed.writes)
    return changed.world
  }, isWorldRecordConflict)
  try {
    return await enterWorld(sandbox, { key: worlds.key(id), version: after.version, value: after.record })
  } catch (error) {
    throw error instanceof Problem && error.code === 'world-behind' ? problemOf(error) : error
  }
}

const stillCatchingUp = 'the clock is set, and the world is still executing due items:'

/** The clock was moved. A caller who only retries must not move it again. */
const doNotMoveAgain = ({ code, headers }: Problem): Problem =>
  new Problem(code, `${stillCatchingUp} read the world until it answers, and do not move the clock again`, { headers })

/** The request is safe to retry: it does not move the clock again. */
const retryIsSafe = ({ code, headers }: Problem): Problem =>
  new Problem(code, `${stillCatchingUp} repeat this request, which does not move the clock again`, { headers })

const isSameClock = (one: Clock, other: Clock): boolean =>
  one.real === other.real && one.world === other.world && one.rate === other.rate
