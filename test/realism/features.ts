import type { Entry } from '#mocks/history/entry.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { isCardSpending, type Life, yearBeforeNow } from './life.ts'
import { meanOf } from './tallies.ts'

const incomes: ReadonlySet<string> = new Set(['salary', 'direct-credit', 'payment-in', 'cash-deposit'])
const mccsOf = (...kinds: readonly (keyof typeof categories)[]) =>
  new Set<string>(kinds.map((id) => categories[id].mcc))
const trade = mccsOf('materials', 'stock', 'software', 'advertising', 'post')
const goingOut = mccsOf('coffee', 'lunch', 'eatingOut', 'pub', 'taxi', 'transport')

/**
 * Returns what a partner can compute about a customer from the year before the world began: ten
 * named numbers. It uses nothing that only the bank knows, such as age, persona or product name.
 */
export function featuresOf(life: Life): Record<string, number> {
  const { ledgers, from, to } = yearBeforeNow(life)
  const months = to - from
  const earned = new Array<number>(months).fill(0)
  const total = {
    in: 0,
    out: 0,
    salary: 0,
    benefit: 0,
    cash: 0,
    debits: 0,
    credits: 0,
    visits: 0,
    trade: 0,
    goingOut: 0,
  }
  const note = (entry: Entry, month: number) => {
    const { amount, kind, mcc, own, reference } = entry
    if (own) return
    if (amount > 0 && incomes.has(kind) && reference !== 'OPENING') {
      earned[month] = (earned[month] as number) + amount
      total.in += amount
      total.credits++
      if (kind === 'salary') total.salary += amount
      if (kind === 'direct-credit') total.benefit += amount
    }
    if (amount >= 0) return
    total.out -= amount
    if (kind === 'cash-withdrawal') total.cash -= amount
    if (kind === 'direct-debit') total.debits -= amount
    if (!isCardSpending(entry)) return
    total.visits++
    if (trade.has(mcc)) total.trade++
    if (goingOut.has(mcc)) total.goingOut++
  }
  for (const ledger of ledgers) {
    const first = months - ledger.months.length
    for (const [n, { entries }] of ledger.months.entries()) for (const entry of entries) note(entry, first + n)
  }
  const mean = Math.max(1, total.in / months)
  const closings = ledgers[0]?.months.map(({ closing }) => closing) ?? []
  return {
    'income a month, logarithm': Math.log(mean),
    'payments in a month, logarithm': Math.log(Math.max(1, total.credits) / months),
    'unevenness of income': Math.sqrt(meanOf(earned.map((one) => (one - mean) ** 2))) / mean,
    'salaries, part of income': total.salary / Math.max(1, total.in),
    'benefits and pensions, part of income': total.benefit / Math.max(1, total.in),
    'cash, part of what leaves': total.cash / Math.max(1, total.out),
    'direct debits, part of what leaves': total.debits / Math.max(1, total.out),
    'balance gained in the year, in incomes': (meanOf(closings.slice(-3)) - meanOf(closings.slice(0, 3))) / mean,
    'trade suppliers, part of card payments': total.trade / Math.max(1, total.visits),
    'going out, part of card payments': total.goingOut / Math.max(1, total.visits),
  }
}
