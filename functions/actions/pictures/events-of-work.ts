import type { Entry } from '#mocks/history/entry.ts'
import type { LifeEvent, LifeRecord } from './life-event.ts'

/** A wage that stays away for longer than this has ended, in seconds: 62 days. */
const longestGapS = 62 * 86_400

/** Groups the salaries of a main account by employer, oldest first. */
const salariesByEmployer = (main: readonly Entry[]): Map<string, Entry[]> =>
  Map.groupBy(
    main.filter(({ kind }) => kind === 'salary'),
    ({ party }) => party,
  )

/**
 * Finds a new employer: one that begins to pay after another one has paid for the last time. People
 * with several employers at once, such as gig workers, have none.
 */
export function findNewJobs({ main, say }: LifeRecord): LifeEvent[] {
  const jobs = [...salariesByEmployer(main)].map(([party, paid]) => ({ party, paid, first: paid[0] as Entry }))
  return jobs.flatMap(({ party, paid, first }, n): LifeEvent[] => {
    const before = jobs[n - 1]
    if (!before || paid.length < 2 || (before.paid.at(-1) as Entry).at >= first.at) return []
    const gap = first.at - (before.paid.at(-1) as Entry).at > longestGapS ? ' after months without one' : ''
    return [{ at: first.at, kind: 'new-job', title: 'New job', text: `${party} pays ${say(first.amount)}${gap}` }]
  })
}

/** Finds the end of a job that no wage followed for two months. */
export function findLostJobs({ main, say }: LifeRecord): LifeEvent[] {
  const salaries = main.filter(({ kind }) => kind === 'salary')
  const until = main.at(-1)?.at ?? 0
  return salaries.flatMap((last, n): LifeEvent[] => {
    const next = salaries[n + 1]?.at ?? until
    if (next - last.at <= longestGapS || n < 2) return []
    const text = `${last.party} paid ${say(last.amount)} for the last time`
    return [{ at: last.at, kind: 'out-of-work', title: 'Out of work', text }]
  })
}

/** The smallest rise that counts, and the smallest bonus: parts of the salary before. */
const [leastRise, leastBonus] = [0.005, 0.15]

/**
 * Finds rises and bonuses of steady salaries. A rise is kept by the next salary, a bonus is not.
 * Salaries that vary, such as hourly wages, have neither.
 */
export function findRisesAndBonuses({ main, say }: LifeRecord): LifeEvent[] {
  return [...salariesByEmployer(main).values()].flatMap((paid) =>
    paid.flatMap((one, n): LifeEvent[] => {
      const [earlier, before, after] = [paid[n - 2], paid[n - 1], paid[n + 1]]
      if (!earlier || !before || !after || earlier.amount !== before.amount) return []
      const more = one.amount / before.amount - 1
      if (more >= leastRise && after.amount === one.amount)
        return [
          {
            ...{ at: one.at, kind: 'rise', title: 'Pay rise' },
            text: `${percent(more)} more from ${one.party}: ${say(one.amount)}`,
          },
        ]
      if (more < leastBonus || after.amount >= one.amount) return []
      const text = `${say(one.amount - before.amount)} on top of the pay from ${one.party}`
      return [{ at: one.at, kind: 'bonus', title: 'Bonus', text }]
    }),
  )
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`
