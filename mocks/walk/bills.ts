import { perObject } from '#bank/base/per-object.ts'
import {
  firstDay,
  type Month,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import { chance, draw, drawInteger, drawNumber, pick, stream } from '#mocks/base/chance.ts'
import { type Instance, lastEntryOf, type Stretch, stateIn } from '#mocks/lives/life.ts'
import type { Bill } from '#mocks/people/persona.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import type { Contract } from './agreed.ts'
import type { Course } from './course.ts'

/** One collection of a bill. */
type Collection = { readonly at: number; readonly amount: number; readonly facts: Facts }

const agreeing = stream('walk bill')
const collecting = stream('walk collection')
const rising = stream('walk price rise')

/** Returns the bills of a month that are collected. */
export function billsIn(course: Course, month: Month): Collection[] {
  const { seed, index } = course.customer
  const collections: Collection[] = []
  for (const [n, bill] of course.customer.persona.bills.entries()) {
    const contract = contractIn(course, n, month)
    if (!contract || !isCollectedIn(bill, month)) continue
    const { day, facts } = contract
    const varied = bill.varies
      ? winterOf(bill, month) * drawNumber(chance(seed, index, month * 64 + n, collecting), [0.95, 1.05])
      : 1
    const isOrder = bill.by === 'standing-order'
    const due = usualCollection(contract, month) * varied
    const second = (isOrder ? 6 : 5) * 3600 + day * 37 + n
    collections.push({
      at: workingDayOnOrAfter(firstDay(month) + day - 1) * secondsPerDay + second,
      amount: isOrder ? Math.max(500, Math.round(due / 500) * 500) : Math.round(due),
      facts,
    })
  }
  return collections
}

/**
 * Returns the mean bills of a month of a year, in pence, as its fourth month shows them; with those
 * due after a day of the month apart.
 */
export function usualBills(course: Course, month: Month, after: number): { total: number; late: number } {
  let total = 0
  let late = 0
  for (const [n, bill] of course.customer.persona.bills.entries()) {
    const contract = contractIn(course, n, month)
    if (!contract) continue
    const usual = (usualCollection(contract, month) * (bill.inMonths?.length ?? 12)) / 12
    total += usual
    if (contract.day > after) late += usual
  }
  return { total, late }
}

const isCollectedIn = ({ inMonths }: Bill, month: Month): boolean => inMonths?.includes(monthOfYear(month)) ?? true

/** Energy costs more in winter. */
const winterOf = ({ varies = 0 }: Bill, month: Month): number =>
  1 + varies * Math.cos(((monthOfYear(month) - 0.5) * Math.PI) / 6)

/**
 * Returns the pence of one collection. Each payee raises its price in its own month by its own
 * rate.
 */
function usualCollection({ bill, pence, payee, rises, since }: Contract, month: Month): number {
  const year = bill.fixedTerm && since !== undefined ? yearOf(since) : yearOf(month - rises)
  const own = 1 + (draw(1, payee, year, rising) - 0.5) * 0.05
  return pence * priceLevel(year) * own * (12 / (bill.inMonths?.length ?? 12))
}

/** Returns the contracts that a customer has in a month. */
export const contractsIn = (course: Course, month: Month): Contract[] =>
  course.customer.persona.bills.flatMap((_, n) => contractIn(course, n, month) ?? [])

/** Returns the instance of a machine that a bill follows: a subscription has its own. */
const instanceOf = perObject(({ name, held, follows }: Bill): { readonly instance?: Instance } =>
  held === undefined || !follows ? {} : { instance: { key: `${follows.machine} ${name}`, share: held } },
)

/** Returns the contract of a bill in a month, or undefined if there is none. */
function contractIn(course: Course, n: number, month: Month): Contract | undefined {
  const { customer, life } = course
  const bill = customer.persona.bills[n] as Bill
  const { follows } = bill
  if (!follows) {
    const contract = agreedContract(course, bill, n, undefined)
    return contract.isHeld ? contract : undefined
  }
  const stretch = stateIn(life, follows.machine, month, instanceOf(bill).instance)
  if (!follows.in.includes(stretch.state)) return undefined
  const agreed = follows.renews ? lastEntryOf(life, follows.machine, month, follows.renews) : stretch
  return agreedContract(course, bill, n, agreed)
}

function agreedContract(course: Course, bill: Bill, n: number, stretch: Stretch | undefined): Contract {
  const { customer, habits, contracts } = course
  const key = (stretch?.n ?? 0) * 64 + n
  const known = contracts.get(key)
  if (known) return known
  const next = chance(customer.seed, customer.index, key, agreeing)
  const { costs } = bill
  const isHeld = next() < (stretch ? 1 : (bill.held ?? 1))
  const pence =
    'pounds' in costs ? drawNumber(next, costs.pounds) * 100 : drawNumber(next, costs.ofIncome) * habits.income
  const to = pick(next, bill.to)
  const day = drawInteger(next, ...bill.day)
  const payee = stream(to)
  const contract = {
    key: stretch && stretch.n > 0 ? `${n}n${stretch.n}` : String(n),
    bill,
    isHeld,
    facts: factsOf(bill.by, to, referenceOf(course, bill, day, key)),
    day,
    pence,
    payee,
    // A landlord raises the rent a year after the move.
    rises: stretch && stretch.n > 0 ? monthOfYear(stretch.from) : Math.floor(draw(1, payee, 0, rising) * 12),
    since: stretch?.from,
  }
  contracts.set(key, contract)
  return contract
}

/** Returns the payee's reference for the customer: the same on every payment of a contract. */
function referenceOf({ customer }: Course, { name }: Bill, day: number, key: number): string {
  const letters = name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 4)
    .toUpperCase()
  return `${letters}${100_000 + ((customer.index * 7919 + day * 104_729 + key * 613) % 900_000)}`
}
