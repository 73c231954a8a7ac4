import type { Entry } from '#mocks/history/entry.ts'
import type { Life } from '#test/realism/lives.ts'
import { type Measure, percent } from '#test/realism/measure.ts'

/**
 * Every balance is the one before it plus the amount, in whole minor units, and every month opens
 * with what the last closed on.
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
    return { seen: `${wrong} of ${total}`, holds: wrong === 0 && total > 0 }
  },
}

const mostBeyond = 0.01

/**
 * Accounts that were ever beyond their overdraft or credit limit, unless the persona says that they
 * may be (`exceedsLimit`).
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
    return { seen: `${percent(share, 2)} (${beyond.length} of ${ledgers.length})`, holds: share < mostBeyond }
  },
}

/**
 * Money between two accounts of a customer: each debit has exactly one credit, of the same second,
 * reference and amount.
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
    return { seen: `${alone} of ${total}`, holds: alone === 0 && total > 0 }
  },
}

/**
 * Each internal entry under a key that both of its sides share: the two products, the second, the
 * reference, the pounds that left.
 */
function* internalOf({ ledgers }: Life): Generator<[string, Entry]> {
  for (const { account, months } of ledgers) {
    for (const { entries } of months) {
      for (const entry of entries) {
        if (!entry.own) continue
        const pair = [account.product, entry.own].sort().join(' ')
        // Euros arrive for pounds: what left is what arrived at the rate that the entry states.
        const amount = pair.includes('euro') ? 'at the rate' : Math.abs(entry.amount)
        yield [`${pair} ${entry.at} ${entry.reference} ${amount}`, entry]
      }
    }
  }
}
