import type { Entry } from '#mocks/history/entry.ts'
import type { Life } from '#test/realism/lives.ts'
import { type Measure, percent } from '#test/realism/measure.ts'

/**
 * Every balance is the previous balance plus the amount, in whole minor units, and every month
 * opens with the last closing balance.
 */
export const balances: Measure = {
  name: 'balances that are not exact',
  threshold: 'none',
  of(lives) {
    let [wrong, total] = [0, 0]
    for (const { months } of lives.flatMap(({ ledgers }) => ledgers)) {
      for (const [n, { opening, entries, closing }] of months.entries()) {
        let balance = n === 0 ? opening : (months[n - 1]?.closing as number)
        if (balance !== opening) wrong++
        for (const entry of entries) {
          balance += entry.amount
          total++
          if (entry.balance !== balance || !Number.isSafeInteger(balance)) wrong++
        }
        if (closing !== balance) wrong++
      }
    }
    return { measured: `${wrong} of ${total}`, passes: wrong === 0 && total > 0 }
  },
}

const mostBeyond = 0.01

/**
 * Counts accounts that were ever beyond their overdraft or credit limit, unless the persona allows
 * it (`exceedsLimit`).
 */
export const limits: Measure = {
  name: 'accounts ever beyond their limit',
  threshold: `< ${percent(mostBeyond, 0)}`,
  of(lives) {
    const ledgers = lives
      .filter(({ customer }) => !customer.persona.exceedsLimit)
      .flatMap(({ ledgers }) => ledgers)
      .filter(({ months }) => months.length > 0)
    const beyond = ledgers.filter(({ account, months }) =>
      months.some(({ opening, entries }) =>
        [{ balance: opening }, ...entries].some(({ balance }) => balance < -account.creditLine),
      ),
    )
    const share = beyond.length / ledgers.length
    return { measured: `${percent(share, 2)} (${beyond.length} of ${ledgers.length})`, passes: share < mostBeyond }
  },
}

/**
 * Transfers between two accounts of a customer: each debit has exactly one credit with the same
 * second, reference and amount.
 */
export const transfers: Measure = {
  name: 'internal transfers without their other side',
  threshold: 'none',
  of(lives) {
    let [alone, total] = [0, 0]
    for (const life of lives) {
      const sides = new Map<string, number>()
      for (const [key, entry] of internalOf(life)) {
        total++
        sides.set(key, (sides.get(key) ?? 0) + Math.sign(entry.amount))
      }
      for (const left of sides.values()) alone += Math.abs(left)
    }
    return { measured: `${alone} of ${total}`, passes: alone === 0 && total > 0 }
  },
}

/**
 * Yields each internal entry under a key that both of its sides share: the two products, the
 * second, the reference and the amount in pounds.
 */
function* internalOf({ ledgers }: Life): Generator<[string, Entry]> {
  for (const { account, months } of ledgers) {
    for (const { entries } of months) {
      for (const entry of entries) {
        if (!entry.own) continue
        const pair = [account.product, entry.own].sort().join(' ')
        // Euros bought with pounds: the credit must equal the debit at the rate of the entry.
        const amount = pair.includes('euro') ? 'at the rate' : Math.abs(entry.amount)
        yield [`${pair} ${entry.at} ${entry.reference} ${amount}`, entry]
      }
    }
  }
}
