import { monthAt } from '#mocks/base/calendar.ts'
import type { Life } from '#test/realism/life.ts'
import { type Mandate, mandatesOf } from './mandates.ts'

/** A price that rose: in which month, and to how much of the old one. */
type Rise = { readonly month: number; readonly ratio: number }

/** A mandate whose price stays the same from payment to payment, and its rises. */
type Priced = { readonly years: number; readonly rises: readonly Rise[] }

const isFixedFrom = 0.6
const fewestPayments = 6
const largestRatio = 1.3

/**
 * Returns the mandates of a customer that have a price. Energy by use and shared bills have none.
 */
export const pricesOf = (life: Life): Priced[] =>
  mandatesOf(life).flatMap((mandate) => {
    const { payments, years } = mandate
    if (payments.length < fewestPayments) return []
    const amounts = payments.map(({ amount }) => -amount)
    const same = amounts.slice(1).filter((amount, n) => amount === amounts[n]).length
    return same / (amounts.length - 1) >= isFixedFrom ? [{ years, rises: risesOf(mandate, amounts) }] : []
  })

/** A price is one that was paid twice, or that the last payment began. */
function risesOf({ payments }: Mandate, amounts: readonly number[]): Rise[] {
  return payments.flatMap(({ at }, n) => {
    const [before, amount] = [amounts[n - 1] ?? 0, amounts[n] as number]
    const isPrice = before === amounts[n - 2] && (n + 1 === amounts.length || amounts[n + 1] === amount)
    const ratio = amount / before
    return isPrice && ratio > 1 && ratio <= largestRatio ? [{ month: monthAt(at), ratio }] : []
  })
}
