import { createHash } from 'node:crypto'
import { accountOf } from '#mocks/accounts/account.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { newestFirst } from '#mocks/history/history.ts'
import { lines } from '#test/support/export-lines.ts'

const listed = Object.keys(products) as Product[]

import type { Figure } from './http.ts'
import { median } from './process.ts'

const start = 2026 * 12 + 10
const bank: Bank = { seed: 7, size: 1_000_000, start }

/**
 * Measures transactions a second as JSON lines with running balances, on one thread. Returns the
 * median of three runs, each over new customers.
 */
export function generation(customers: number): Figure {
  const rates = [1, 2, 3].map((run) => {
    const from = run * customers
    const before = performance.now()
    let count = 0
    for (const text of lines(bank, { customers: [from, from + customers], months: [start - 36, start] })) {
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) count++
    }
    return (count / (performance.now() - before)) * 1000
  })
  const rate = median(rates)
  return {
    what: 'generator, JSON lines',
    target: '>= 200,000 tx/s',
    measured: `${Math.round(rate).toLocaleString('en')} tx/s`,
    passes: rate >= 200_000,
  }
}

/**
 * Measures a cold page of any account: 50 entries somewhere in three years of an account that was
 * not read before. The code is warm.
 */
export function coldPages(pages: number): Figure {
  const times: number[] = []
  const warmUp = 300
  const now = Date.UTC(2026, 10, 24) / 1000
  for (let n = 0; times.length < pages + warmUp; n++) {
    const before = performance.now()
    const account = accountOf(bank, `acc_${500_000 + n}_${listed[n % listed.length]}`)
    if (!account) continue
    let count = 0
    for (const _ of newestFirst(bank, account, { from: 0, to: now - (n % 30) * 30 * 86_400, now }))
      if (++count === 50) break
    times.push(performance.now() - before)
  }
  times.splice(0, warmUp)
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.floor((times.length - 1) * part)] as number
  return {
    what: 'any page of any account, cold',
    target: '<= 1 ms',
    measured: `median ${at(0.5).toFixed(2)} ms, 99 % ${at(0.99).toFixed(2)} ms`,
    passes: at(0.99) <= 1,
  }
}

/** Returns the SHA-256 of a fixed export. It is the same in both orders and on every machine. */
export function digest(order: 'forwards' | 'backwards' = 'forwards'): string {
  const small: Bank = { seed: 7, size: 400, start }
  const parts: string[] = []
  for (let n = 0; n < 60; n++) {
    const index = order === 'forwards' ? n : 59 - n
    const text = [...lines(small, { customers: [index, index + 1], months: [start - 36, start] })].join('')
    if (order === 'forwards') parts.push(text)
    else parts.unshift(text)
  }
  return createHash('sha256').update(parts.join('')).digest('hex')
}
