import { type Calendar, londonDay, londonInstant, nextWorkingDay } from '#bank/time/calendar.ts'
import type { OrderStatus } from './order-status.ts'
import { type Delay, type Failure, failures, type Rail } from './rail.ts'

/*
 * When a payment changes its status. An instant is in epoch milliseconds of the world's clock, UTC;
 * opening hours and cut-offs are London time. Nothing is stored here: the rail, the instant of the
 * request and the calendar determine everything.
 */

/**
 * Returns when the rail accepts a payment: at once, or at the next opening. A payment at the
 * cut-off itself is in time.
 */
export function acceptanceAt({ hours }: Rail, requestedAt: number, calendar: Calendar): number {
  if (hours === 'always') return requestedAt
  const day = londonDay(requestedAt, calendar)
  if (calendar.isWorkingDay(day) && requestedAt <= londonInstant(day, hours.cutsOff, calendar))
    return Math.max(requestedAt, londonInstant(day, hours.opens, calendar))
  return londonInstant(nextWorkingDay(day, calendar), hours.opens, calendar)
}

/**
 * Returns the next cut-off at or after `at`: the last instant to go with that day's payments.
 * Undefined for a rail that never closes.
 */
export function nextCutOff({ hours }: Rail, at: number, calendar: Calendar): number | undefined {
  if (hours === 'always') return undefined
  const day = londonDay(at, calendar)
  const today = londonInstant(day, hours.cutsOff, calendar)
  if (calendar.isWorkingDay(day) && at <= today) return today
  return londonInstant(nextWorkingDay(day, calendar), hours.cutsOff, calendar)
}

/** A status and the instant at which it begins. `statusReason` is the code of a rejection. */
type Moment = { readonly status: OrderStatus; readonly at: number; readonly statusReason?: string }

/**
 * At least RCVD, in ascending order. If two statuses begin at one instant, the later one counts.
 */
type Timeline = readonly [Moment, ...Moment[]]

/** What an order says about its timeline: when it was requested, and how and when it ends. */
type TimelineOptions = {
  readonly requestedAt?: number | undefined
  readonly failure?: Failure | undefined
  readonly endsAt?: number | undefined
}

/**
 * Builds the timeline of a payment. It starts with RCVD at the request (`requestedAt`; if absent,
 * at acceptance). The steps of the rail or of the failure follow, counted from acceptance; none is
 * later than `endsAt`.
 */
export function buildTimeline(
  rail: Rail,
  accepted: number,
  calendar: Calendar,
  { requestedAt = accepted, failure, endsAt = Number.POSITIVE_INFINITY }: TimelineOptions = {},
): Timeline {
  const steps = failure === undefined ? rail.steps : rail.failureSteps.find(({ when }) => when.includes(failure))?.ages
  if (!steps) throw new Error(`the rail ${rail.name} declares no steps for the failure ${failure}`)
  return [
    { status: 'RCVD', at: requestedAt },
    ...steps.map(({ status, after }) => ({
      status,
      at: Math.min(addDelay(accepted, after, calendar), endsAt),
      ...(failure !== undefined && status === 'RJCT' && { statusReason: failures[failure].statusReason }),
    })),
  ]
}

/**
 * Returns the failures with which the payee's bank can still return a payment that has a status.
 */
export const failuresAfter = ({ failureSteps }: Rail, status: OrderStatus): Failure[] =>
  failureSteps
    .filter(({ ages }) => status === 'RCVD' || ages.some((step) => step.status === status && status !== 'RJCT'))
    .flatMap(({ when }) => when)

function addDelay(accepted: number, delay: Delay, calendar: Calendar): number {
  if ('seconds' in delay) return accepted + delay.seconds * 1000
  let day = londonDay(accepted, calendar)
  for (let left = delay.workingDays; left > 0; left--) day = nextWorkingDay(day, calendar)
  return londonInstant(day, delay.at, calendar)
}

/**
 * Returns the status of a payment at an instant, since when, and the reason of a rejection. Before
 * its first moment it has the first status, because clocks only go forward.
 */
export function statusAt(
  timeline: Timeline,
  now: number,
): { status: OrderStatus; since: number; statusReason?: string } {
  const { status, at, statusReason } = timeline.findLast((moment) => moment.at <= now) ?? timeline[0]
  return { status, since: at, ...(statusReason !== undefined && { statusReason }) }
}

/**
 * Returns ExpectedExecutionDateTime and ExpectedSettlementDateTime: when the rail accepts the
 * payment, and when the payee receives it.
 */
export function expectedInstants(
  rail: Rail,
  requestedAt: number,
  calendar: Calendar,
): { executionAt: number; settlementAt: number } {
  const executionAt = acceptanceAt(rail, requestedAt, calendar)
  const settlementAt = buildTimeline(rail, executionAt, calendar).at(-1)?.at ?? executionAt
  return { executionAt, settlementAt }
}
