import type { Fee } from '#bank/money/charge.ts'
import type { CurrencyCode } from '#bank/money/currency.ts'
import { type Calendar, londonDay, londonInstant, nextWorkingDay, type TimeOfDay } from '#bank/time/calendar.ts'
import type { OrderStatus } from './order-status.ts'
import type { PayeeLocation } from './reachability.ts'

/**
 * How long after its acceptance something happens to a payment; no working days are the day of
 * acceptance itself.
 */
type Delay = { readonly seconds: number } | { readonly workingDays: number; readonly at: TimeOfDay }

type Step = { readonly status: OrderStatus; readonly after: Delay }

/**
 * What can become known of the payee's account later, and the standard's StatusReasonCode
 * (OBExternalStatusReason1Code) for it.
 */
export const failures = {
  'account-unknown': { statusReason: 'AC03', title: 'The payee has no such account' },
  'account-closed': { statusReason: 'AC07', title: "The payee's account is closed" },
  'account-blocked': { statusReason: 'AC06', title: "The payee's account is blocked" },
} as const
export type Failure = keyof typeof failures

/** A way for payments to travel. Each declares what is true of it; nobody asks which one it is. */
export type Rail = {
  readonly name: string
  readonly title: string
  /** The kinds of payment order that it carries. */
  readonly orders: readonly ('domestic' | 'international')[]
  /** Where the payees are that it leads to. */
  readonly reaches: PayeeLocation
  readonly currencies: readonly CurrencyCode[]
  /** Codes of OBInternalLocalInstrument1Code that ask for it. */
  readonly instruments: readonly string[]
  /** Whether a payment that asks for no instrument goes by it. */
  readonly byDefault: 'always' | 'when urgent' | 'never'
  /** The most that one payment may be, in minor units; no limit when absent. */
  readonly limit?: bigint
  /**
   * When payments are taken up: always, or on working days from the opening to the cut-off, both
   * included.
   */
  readonly hours: 'always' | { readonly opens: TimeOfDay; readonly cutsOff: TimeOfDay }
  /**
   * What becomes of a payment after RCVD when all goes well. Nothing happens before a second has
   * passed: orders are born RCVD.
   */
  readonly steps: readonly Step[]
  /**
   * What becomes of it instead, for each failure. At the RJCT that ends it the amount is back with
   * the payer; charges are not.
   */
  readonly failureSteps: readonly { readonly when: readonly Failure[]; readonly ages: readonly Step[] }[]
  readonly fees: readonly Fee[]
}

/*
 * When things happen to a payment. An instant is epoch milliseconds of the world's clock, in UTC;
 * opening hours and cut-offs are by London's clocks. Nothing here is stored: the rail, the instant
 * it was asked for and the calendar say it all.
 */

/**
 * When a payment that is handed in is taken up: at once, or at the next opening. At the cut-off
 * itself it is still in time.
 */
export function acceptanceAt({ hours }: Rail, asked: number, calendar: Calendar): number {
  if (hours === 'always') return asked
  const day = londonDay(asked, calendar)
  if (calendar.isWorkingDay(day) && asked <= londonInstant(day, hours.cutsOff, calendar))
    return Math.max(asked, londonInstant(day, hours.opens, calendar))
  return londonInstant(nextWorkingDay(day, calendar), hours.opens, calendar)
}

/**
 * The last instant for a payment to go with the others of its day, at or after `at`; undefined for
 * what never closes.
 */
export function nextCutOff({ hours }: Rail, at: number, calendar: Calendar): number | undefined {
  if (hours === 'always') return undefined
  const day = londonDay(at, calendar)
  const today = londonInstant(day, hours.cutsOff, calendar)
  if (calendar.isWorkingDay(day) && at <= today) return today
  return londonInstant(nextWorkingDay(day, calendar), hours.cutsOff, calendar)
}

/** A status and when it begins. `statusReason` says why a payment was rejected. */
type Moment = { readonly status: OrderStatus; readonly at: number; readonly statusReason?: string }

/** At least RCVD. Ascending; where two begin at one instant, the later one counts. */
type Timeline = readonly [Moment, ...Moment[]]

/**
 * How a payment ages: RCVD when it was handed in (`asked`, or else as it is taken up), then the
 * rail's own steps at their distances from acceptance; with a failure, the steps of that failure.
 */
export function buildTimeline(
  rail: Rail,
  accepted: number,
  calendar: Calendar,
  { asked = accepted, failure }: { asked?: number | undefined; failure?: Failure | undefined } = {},
): Timeline {
  const steps = failure === undefined ? rail.steps : rail.failureSteps.find(({ when }) => when.includes(failure))?.ages
  if (!steps) throw new Error(`${rail.name} does not say what becomes of ${failure}`)
  return [
    { status: 'RCVD', at: asked },
    ...steps.map(({ status, after }) => ({
      status,
      at: addDelay(accepted, after, calendar),
      ...(failure !== undefined && status === 'RJCT' && { statusReason: failures[failure].statusReason }),
    })),
  ]
}

function addDelay(accepted: number, distance: Delay, calendar: Calendar): number {
  if ('seconds' in distance) return accepted + distance.seconds * 1000
  let day = londonDay(accepted, calendar)
  for (let left = distance.workingDays; left > 0; left--) day = nextWorkingDay(day, calendar)
  return londonInstant(day, distance.at, calendar)
}

/**
 * Where a payment stands, since when and why. Before its first moment it stands at that one: clocks
 * go forward only.
 */
export function statusAt(
  timeline: Timeline,
  now: number,
): { status: OrderStatus; since: number; statusReason?: string } {
  const { status, at, statusReason } = timeline.findLast((moment) => moment.at <= now) ?? timeline[0]
  return { status, since: at, ...(statusReason !== undefined && { statusReason }) }
}

/**
 * ExpectedExecutionDateTime and ExpectedSettlementDateTime: when it is taken up, and when the payee
 * has it.
 */
export function expectedInstants(
  rail: Rail,
  asked: number,
  calendar: Calendar,
): { executionAt: number; settlementAt: number } {
  const executionAt = acceptanceAt(rail, asked, calendar)
  const settlementAt = buildTimeline(rail, executionAt, calendar).at(-1)?.at ?? executionAt
  return { executionAt, settlementAt }
}
