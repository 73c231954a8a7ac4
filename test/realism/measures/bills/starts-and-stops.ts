import { monthAt, monthOfYear, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import type { Measure } from '#test/realism/measure.ts'
import { shareOf, tallyRate } from '#test/realism/tallies.ts'
import { mandatesOf } from './mandates.ts'

const source =
  'own estimate: Ofcom finds 10 % (broadband) to 15 % (mobile) a year who change provider; insurers and subscriptions more'

/** New direct debits and standing orders, for each that is alive and each year. */
export const starts: Measure = {
  id: 'mandates-started',
  name: 'mandates started, of those alive, a year',
  unit: 'percent',
  range: [0.07, 0.35],
  source,
  byPersona: [0.03, 0.5],
  start: tallyRate((life, count) => {
    for (const { isStarted, years } of mandatesOf(life)) count(isStarted ? 1 : 0, years)
  }),
}

/** Direct debits and standing orders that end while the account goes on. */
export const stops: Measure = {
  id: 'mandates-stopped',
  name: 'mandates stopped, of those alive, a year',
  unit: 'percent',
  range: [0.07, 0.35],
  source,
  byPersona: [0.03, 0.5],
  start: tallyRate((life, count) => {
    for (const { isStopped, years } of mandatesOf(life)) count(isStopped ? 1 : 0, years)
  }),
}

/** The same after the world's now: a life does not freeze there. */
export const startsAfterNow: Measure = {
  id: 'mandates-started-after-now',
  name: "mandates started after the world's now, a year",
  unit: 'percent',
  range: [0.07, 0.35],
  source,
  byPersona: [0.02, 0.5],
  start: tallyRate((life, count) => {
    const now = startOf(life.now) / secondsPerDay
    for (const { isStarted, firstDay, lastDay, years } of mandatesOf(life)) {
      if (lastDay < now) continue
      count(isStarted && firstDay >= now ? 1 : 0, Math.min(years, (lastDay - now) / 365.25))
    }
  }),
}

/** Mandates that start or stop in the commonest month of the year: lives change in all of them. */
export const changesInOneMonth: Measure = {
  id: 'mandate-changes-in-one-month',
  name: 'mandates started or stopped in the commonest month',
  unit: 'percent',
  range: [0.083, 0.3],
  source: 'own estimate: a twelfth, and more when homes and students move',
  byPersona: [0.083, 0.5],
  start() {
    const counts = new Array<number>(12).fill(0)
    const note = (day: number) => {
      const month = monthOfYear(monthAt(day * secondsPerDay))
      counts[month] = (counts[month] as number) + 1
    }
    return {
      add(life) {
        for (const { isStarted, isStopped, firstDay, lastDay } of mandatesOf(life)) {
          if (isStarted) note(firstDay)
          if (isStopped) note(lastDay)
        }
      },
      figure: () =>
        shareOf(
          Math.max(...counts),
          counts.reduce((sum, one) => sum + one, 0),
        ),
    }
  },
}
