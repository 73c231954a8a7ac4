import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayFollow } from '#bank/rails/order-status.ts'
import { type Failure, failures } from '#bank/rails/rail.ts'
import { getRail, type RailName, rails } from '#bank/rails/rails.ts'
import { acceptanceAt, buildTimeline, expectedInstants, nextCutOff, statusAt } from '#bank/rails/timeline.ts'
import { nextWorkingDay } from '#bank/time/calendar.ts'
import { calendar, formatLondonTime, parseLondonTime } from '#test/support/london.ts'

describe('the start of processing', () => {
  test.each<[rail: RailName, handedIn: string, takenUp: string]>([
    ['chaps', 'Fri 2026-11-27 08:00', 'Fri 2026-11-27 08:00'],
    ['chaps', 'Fri 2026-11-27 17:40', 'Fri 2026-11-27 17:40'],
    ['chaps', 'Fri 2026-11-27 17:40:01', 'Mon 2026-11-30 08:00'],
    ['chaps', 'Fri 2026-11-27 17:41', 'Mon 2026-11-30 08:00'],
    ['chaps', 'Sat 2026-11-28 12:00', 'Mon 2026-11-30 08:00'],
    ['chaps', 'Mon 2026-11-30 00:01', 'Mon 2026-11-30 08:00'],
    ['chaps', 'Mon 2026-11-30 17:41', 'Tue 2026-12-01 08:00'],
    // Christmas Day is a Friday; the holiday for Boxing Day is Monday.
    ['chaps', 'Thu 2026-12-24 17:41', 'Tue 2026-12-29 08:00'],
    ['chaps', 'Fri 2026-12-25 09:00', 'Tue 2026-12-29 08:00'],
    ['chaps', 'Thu 2026-12-31 18:00', 'Mon 2027-01-04 08:00'],
    // Good Friday to Easter Monday, with summer time beginning in between.
    ['chaps', 'Thu 2027-03-25 17:41', 'Tue 2027-03-30 08:00'],
    ['chaps', 'Sun 2027-03-28 00:30', 'Tue 2027-03-30 08:00'],
    ['chaps', 'Fri 2026-10-23 18:00', 'Mon 2026-10-26 08:00'],
    ['chaps', 'Fri 2026-07-03 17:40', 'Fri 2026-07-03 17:40'],
    ['bacs', 'Fri 2026-11-27 16:01', 'Mon 2026-11-30 07:00'],
    ['sepa', 'Fri 2026-11-27 14:01', 'Mon 2026-11-30 07:00'],
    ['swift', 'Mon 2027-05-03 10:00', 'Tue 2027-05-04 08:00'],
    ['faster-payments', 'Fri 2026-12-25 03:00', 'Fri 2026-12-25 03:00'],
    ['sepa-instant', 'Sun 2026-11-29 23:59', 'Sun 2026-11-29 23:59'],
    ['book', 'Mon 2027-03-29 12:00', 'Mon 2027-03-29 12:00'],
  ])('handed in by %s on %s, taken up on %s', (name, handedIn, takenUp) => {
    expect(formatLondonTime(acceptanceAt(getRail(name), parseLondonTime(handedIn), calendar))).toBe(takenUp)
  })

  test.each([
    ['Fri 2027-03-26 12:00', '2027-03-30T07:00:00.000Z'],
    ['Sun 2026-10-25 12:00', '2026-10-26T08:00:00.000Z'],
  ])("the opening after %s is eight by London's clocks: %s", (handedIn, utc) => {
    expect(new Date(acceptanceAt(getRail('chaps'), parseLondonTime(handedIn), calendar)).toISOString()).toBe(utc)
  })
})

describe('the next cut-off', () => {
  test.each<[rail: RailName, at: string, cutOff: string | undefined]>([
    ['chaps', 'Fri 2026-11-27 09:00', 'Fri 2026-11-27 17:40'],
    ['chaps', 'Fri 2026-11-27 03:00', 'Fri 2026-11-27 17:40'],
    ['chaps', 'Fri 2026-11-27 17:40', 'Fri 2026-11-27 17:40'],
    ['chaps', 'Fri 2026-11-27 17:41', 'Mon 2026-11-30 17:40'],
    ['bacs', 'Thu 2026-12-24 16:01', 'Tue 2026-12-29 16:00'],
    ['sepa', 'Thu 2027-03-25 20:00', 'Tue 2027-03-30 14:00'],
    ['swift', 'Sat 2026-11-28 12:00', 'Mon 2026-11-30 16:00'],
    ['faster-payments', 'Sat 2026-11-28 12:00', undefined],
    ['sepa-instant', 'Sat 2026-11-28 12:00', undefined],
    ['book', 'Sat 2026-11-28 12:00', undefined],
  ])('of %s on %s: %s', (name, at, cutOff) => {
    const found = nextCutOff(getRail(name), parseLondonTime(at), calendar)
    expect(found && formatLondonTime(found)).toBe(cutOff)
  })
})

describe('the payee is credited', () => {
  test.each<[rail: RailName, handedIn: string, arrived: string]>([
    ['book', 'Sun 2026-11-29 10:00', 'Sun 2026-11-29 10:00:01'],
    ['faster-payments', 'Sun 2026-11-29 10:00', 'Sun 2026-11-29 10:00:05'],
    ['chaps', 'Fri 2026-11-27 17:40', 'Fri 2026-11-27 17:55'],
    ['chaps', 'Fri 2026-11-27 17:41', 'Mon 2026-11-30 08:15'],
    ['bacs', 'Mon 2026-11-30 10:00', 'Wed 2026-12-02 07:00'],
    ['bacs', 'Thu 2026-11-26 10:00', 'Mon 2026-11-30 07:00'],
    ['bacs', 'Fri 2026-11-27 10:00', 'Tue 2026-12-01 07:00'],
    ['bacs', 'Fri 2026-11-27 16:01', 'Wed 2026-12-02 07:00'],
    ['bacs', 'Wed 2026-12-23 10:00', 'Tue 2026-12-29 07:00'],
    ['bacs', 'Thu 2026-12-24 10:00', 'Wed 2026-12-30 07:00'],
    ['bacs', 'Thu 2027-03-25 10:00', 'Wed 2027-03-31 07:00'],
    ['bacs', 'Thu 2026-10-22 10:00', 'Mon 2026-10-26 07:00'],
    ['sepa', 'Fri 2026-11-27 10:00', 'Mon 2026-11-30 09:00'],
    ['sepa', 'Thu 2026-12-24 14:01', 'Wed 2026-12-30 09:00'],
    ['sepa-instant', 'Fri 2026-12-25 10:00', 'Fri 2026-12-25 10:00:08'],
    ['swift', 'Thu 2026-11-26 10:00', 'Mon 2026-11-30 12:00'],
    ['swift', 'Thu 2027-03-25 16:01', 'Thu 2027-04-01 12:00'],
  ])('handed in by %s on %s, there on %s', (name, handedIn, arrived) => {
    const { executionAt, settlementAt } = expectedInstants(getRail(name), parseLondonTime(handedIn), calendar)
    expect(formatLondonTime(settlementAt)).toBe(arrived)
    expect(executionAt).toBe(acceptanceAt(getRail(name), parseLondonTime(handedIn), calendar))
  })
})

describe('the status timeline of one payment', () => {
  const lifeOf = (name: RailName, handedIn: string, failure?: Failure) => {
    const rail = getRail(name)
    const requestedAt = parseLondonTime(handedIn)
    return buildTimeline(rail, acceptanceAt(rail, requestedAt, calendar), calendar, { requestedAt, failure })
  }

  test.each<[rail: RailName, failure: Failure | undefined, life: string[]]>([
    [
      'chaps',
      undefined,
      [
        'RCVD Thu 2026-12-24 17:41',
        'ACSP Tue 2026-12-29 08:00:01',
        'ACSC Tue 2026-12-29 08:02',
        'ACCC Tue 2026-12-29 08:15',
      ],
    ],
    [
      'bacs',
      'account-closed',
      [
        'RCVD Thu 2026-12-24 17:41',
        'ACSP Tue 2026-12-29 07:00:01',
        'ACSC Thu 2026-12-31 06:00',
        'ACWP Thu 2026-12-31 07:00',
        'RJCT Wed 2027-01-06 07:00 AC07',
      ],
    ],
    [
      'faster-payments',
      'account-unknown',
      ['RCVD Thu 2026-12-24 17:41', 'ACSP Thu 2026-12-24 17:41:01', 'RJCT Thu 2026-12-24 17:41:03 AC03'],
    ],
    [
      'faster-payments',
      'account-blocked',
      [
        'RCVD Thu 2026-12-24 17:41',
        'ACSP Thu 2026-12-24 17:41:01',
        'ACSC Thu 2026-12-24 17:41:03',
        'ACWP Thu 2026-12-24 17:41:05',
        'RJCT Tue 2026-12-29 12:00 AC06',
      ],
    ],
    [
      'book',
      'account-closed',
      ['RCVD Thu 2026-12-24 17:41', 'ACSP Thu 2026-12-24 17:41:01', 'RJCT Thu 2026-12-24 17:41:02 AC07'],
    ],
  ])('%s, %s', (name, failure, life) => {
    const timeline = lifeOf(name, 'Thu 2026-12-24 17:41', failure)
    const lines = timeline.map(({ status, at, statusReason = '' }) =>
      `${status} ${formatLondonTime(at)} ${statusReason}`.trimEnd(),
    )
    expect(lines).toEqual(life)
  })

  test.each([
    ['Thu 2026-12-24 17:40', 'RCVD', 'Thu 2026-12-24 17:41'],
    ['Thu 2026-12-24 17:41', 'RCVD', 'Thu 2026-12-24 17:41'],
    ['Tue 2026-12-29 08:00', 'RCVD', 'Thu 2026-12-24 17:41'],
    ['Tue 2026-12-29 08:00:01', 'ACSP', 'Tue 2026-12-29 08:00:01'],
    ['Tue 2026-12-29 08:01:59', 'ACSP', 'Tue 2026-12-29 08:00:01'],
    ['Tue 2026-12-29 08:02', 'ACSC', 'Tue 2026-12-29 08:02'],
    ['Wed 2027-12-29 08:02', 'ACCC', 'Tue 2026-12-29 08:15'],
  ])('seen on %s it is %s, since %s', (now, status, since) => {
    const seen = statusAt(lifeOf('chaps', 'Thu 2026-12-24 17:41'), parseLondonTime(now))
    expect([seen.status, formatLondonTime(seen.since)]).toEqual([status, since])
  })

  test('the later of two statuses at one instant counts', () => {
    const timeline = lifeOf('book', 'Sun 2026-11-29 10:00')
    expect(statusAt(timeline, parseLondonTime('Sun 2026-11-29 10:00')).status).toBe('RCVD')
    expect(statusAt(timeline, parseLondonTime('Sun 2026-11-29 10:00:01')).status).toBe('ACCC')
  })

  test('a rejected payment shows the reason', () => {
    const timeline = lifeOf('sepa-instant', 'Sun 2026-11-29 10:00', 'account-closed')
    expect(statusAt(timeline, parseLondonTime('Sun 2026-11-29 10:01')).statusReason).toBe('AC07')
    expect(statusAt(timeline, parseLondonTime('Sun 2026-11-29 10:00:01'))).not.toHaveProperty('statusReason')
  })
})

describe('for any payment', () => {
  const settings = { seed: 2026, numRuns: 1_000 }
  const instants = fc.integer({ min: Date.parse('2018-01-01'), max: Date.parse('2049-12-31') })
  const anyRail = fc.constantFrom(...rails)
  const closing = rails.filter(({ hours }) => hours !== 'always')
  const anyFailure = fc.constantFrom(undefined, ...(Object.keys(failures) as Failure[]))

  test('processing starts no sooner than the payment is placed, and is not deferred twice', () => {
    fc.assert(
      fc.property(anyRail, instants, (rail, requestedAt) => {
        const accepted = acceptanceAt(rail, requestedAt, calendar)
        expect(accepted).toBeGreaterThanOrEqual(requestedAt)
        expect(acceptanceAt(rail, accepted, calendar)).toBe(accepted)
      }),
      settings,
    )
  })

  test('a payment that is placed later is not processed sooner', () => {
    fc.assert(
      fc.property(anyRail, instants, fc.nat(864_000_000), (rail, requestedAt, later) => {
        expect(acceptanceAt(rail, requestedAt + later, calendar)).toBeGreaterThanOrEqual(
          acceptanceAt(rail, requestedAt, calendar),
        )
      }),
      settings,
    )
  })

  test('a payment at the cut-off is processed that day, a millisecond later it is not', () => {
    fc.assert(
      fc.property(fc.constantFrom(...closing), instants, (rail, requestedAt) => {
        const cutOff = nextCutOff(rail, requestedAt, calendar) as number
        expect(cutOff).toBeGreaterThanOrEqual(acceptanceAt(rail, requestedAt, calendar))
        expect(acceptanceAt(rail, cutOff, calendar)).toBe(cutOff)
        expect(acceptanceAt(rail, cutOff + 1, calendar)).toBeGreaterThan(cutOff + 1)
        expect(nextCutOff(rail, cutOff + 1, calendar)).toBeGreaterThan(cutOff + 1)
      }),
      settings,
    )
  })

  test('a timeline begins with RCVD, goes forward in time and has only legal transitions', () => {
    fc.assert(
      fc.property(anyRail, anyFailure, instants, (rail, failure, requestedAt) => {
        const accepted = acceptanceAt(rail, requestedAt, calendar)
        const timeline = buildTimeline(rail, accepted, calendar, { requestedAt, failure })
        expect(timeline[0]).toEqual({ status: 'RCVD', at: requestedAt })
        expect(timeline.at(-1)?.status).toBe(failure === undefined ? 'ACCC' : 'RJCT')
        for (const [n, { status, at }] of timeline.slice(1).entries()) {
          const before = timeline[n] as (typeof timeline)[0]
          expect(at).toBeGreaterThanOrEqual(before.at)
          expect(at).toBeGreaterThan(accepted)
          expect(mayFollow(before.status, status)).toBe(true)
        }
      }),
      settings,
    )
  })

  test('the status at an instant is the last that has begun, and never goes back', () => {
    fc.assert(
      fc.property(anyRail, anyFailure, instants, fc.nat(2_000_000_000), (rail, failure, requestedAt, passed) => {
        const timeline = buildTimeline(rail, acceptanceAt(rail, requestedAt, calendar), calendar, {
          requestedAt,
          failure,
        })
        const { status, since } = statusAt(timeline, requestedAt + passed)
        expect(since).toBeLessThanOrEqual(requestedAt + passed)
        const rest = timeline.slice(timeline.findIndex((moment) => moment.status === status) + 1)
        for (const { at } of rest) expect(at).toBeGreaterThan(requestedAt + passed)
      }),
      settings,
    )
  })
})

test.each(rails)('$title lists each failure exactly once', ({ failureSteps: returns }) => {
  expect(returns.flatMap(({ when }) => when).sort()).toEqual(Object.keys(failures).sort())
})

test('a calendar without working days throws an error instead of searching for ever', () => {
  expect(() => nextWorkingDay(20_000, { isWorkingDay: () => false, londonOffset: () => 0 })).toThrow('no working day')
})
