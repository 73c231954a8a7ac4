import { type Day, type Month, monthOfYear, priceLevel, secondsPerDay, yearOf } from '#mocks/base/calendar.ts'
import { chance, drawInteger, drawNumber, pick, stream } from '#mocks/base/chance.ts'
import { stateIn } from '#mocks/lives/life.ts'
import type { Income } from '#mocks/people/persona.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import type { Job } from './agreed.ts'
import type { Course } from './course.ts'

/** One payment of an income. */
type Payment = { readonly at: number; readonly amount: number; readonly facts: Facts }

const working = stream('walk job')
const earning = stream('walk income')
const april = 3

/**
 * Pence of 2024 a month. Standard allowance of Universal Credit for one person, and help with rent.
 */
const creditAllowance = 39_300
const creditRent = 0.22
const credit = factsOf('direct-credit', 'Universal Credit', 'UC')

/** Returns the payments of income in a month. */
export function incomesIn(course: Course, month: Month): Payment[] {
  const { seed, index, persona } = course.customer
  const next = chance(seed, index, month, earning)
  const payments: Payment[] = []
  for (const [n, income] of persona.incomes.entries()) {
    const job = jobIn(course, n, month)
    for (const day of income.when.days(month, job.lot, next)) {
      const isEarly = income.kind === 'salary' || income.kind === 'direct-credit'
      const second = isEarly ? 2 * 3600 + drawNumber(next, [0, 3600]) : drawNumber(next, [9, 17]) * 3600
      const at = day * secondsPerDay + Math.floor(second)
      const varied =
        income.varies === 0 ? 1 : Math.max(0.25, 1 + (next() + next() + next() - 1.5) * income.varies * 1.6)
      if (isPaid(course, income, month)) {
        payments.push({ at, amount: Math.round(usualPayment(job, month) * varied), facts: job.facts })
      } else if (income.kind === 'salary') {
        const amount = Math.round(creditIn(course, month) / (income.when.perYear / 12))
        payments.push({ at, amount, facts: credit })
      }
    }
  }
  return payments
}

/** Returns the expected income of a month, in pence: it needs no draw. */
export function expectedPay(course: Course, month: Month): number {
  let pence = 0
  for (const [n, income] of course.customer.persona.incomes.entries()) {
    if (isPaid(course, income, month))
      pence += (usualPayment(jobIn(course, n, month), month) * income.when.perYear) / 12
    else if (income.kind === 'salary') pence += creditIn(course, month)
  }
  return pence
}

/** Returns what one payment of the main income is expected to bring, in pence. */
export function expectedPayment(course: Course, month: Month): number {
  const [income] = course.customer.persona.incomes as [Income]
  return expectedPay(course, month) * income.share * Math.min(1, 12 / income.when.perYear)
}

/**
 * Returns the first day on which the main income is paid, from a day of a month on; the last one if
 * none is.
 */
export function payDayFrom(course: Course, month: Month, day: Day): Day {
  const [income] = course.customer.persona.incomes as [Income]
  const days = income.when.days(month, jobIn(course, 0, month).lot, () => 0.5)
  return days.find((one) => one >= day) ?? (days.at(-1) as Day)
}

/** Returns the day on which most of a month's income has arrived. */
export function payDay(course: Course, month: Month): number {
  const [income] = course.customer.persona.incomes as [Income]
  const days = income.when.days(month, jobIn(course, 0, month).lot, () => 0.5)
  return days.at(-1) as number
}

/** Returns whether the customer looks for work in a month. */
export const isSearching = ({ life }: Course, month: Month): boolean =>
  stateIn(life, 'job', month).state === 'searching'

const isPaid = ({ life }: Course, { follows }: Income, month: Month): boolean =>
  !follows || follows.in.includes(stateIn(life, follows.machine, month).state)

/** An income is raised once a year, in the month of its payer. */
const usualPayment = ({ pence, raise }: Job, month: Month): number => pence * priceLevel(yearOf(month - raise))

const creditIn = ({ habits }: Course, month: Month): number =>
  (creditAllowance + habits.income * creditRent) * priceLevel(yearOf(month - april))

/** Returns one of a customer's incomes in a month: a new job has another payer, pay and pay day. */
function jobIn(course: Course, n: number, month: Month): Job {
  const { customer, habits, life, jobs } = course
  const income = customer.persona.incomes[n] as Income
  const stretch = income.follows ? stateIn(life, income.follows.machine, month) : undefined
  const key = (stretch?.n ?? 0) * 16 + n
  const known = jobs.get(key)
  if (known) return known
  const next = chance(customer.seed, customer.index, key, working)
  const from = pick(next, income.from)
  const usual = (habits.income * 12 * income.share) / income.when.perYear
  const job = {
    facts: factsOf(income.kind, from, income.reference),
    pence: usual * (stretch ? drawNumber(next, [0.9, 1.12]) : 1),
    lot: next(),
    // A new job's pay is raised a year after it began; other income each April.
    raise: stretch ? (stretch.n === 0 ? drawInteger(next, 0, 11) : monthOfYear(stretch.from)) : april,
  }
  jobs.set(key, job)
  return job
}
