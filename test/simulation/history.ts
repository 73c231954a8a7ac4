import type { PaymentKind } from '#bank/consents/consent.ts'
import { type Chance, chance, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { begin, isAbroad, payees, payers, pounds } from './bank.ts'

/** The behaviours of a partner after the customer has authorised a payment. */
const manners = {
  once: 'orders it',
  twice: 'orders it twice at once, with one key',
  again: 'orders it, and once more later with the same key',
  race: 'orders it twice at once, with two keys',
  second: 'orders it, and once more with another key',
  changed: 'orders it, and then with the same key another amount',
  altered: 'orders more than was consented to, and nothing else',
  early: 'orders it before the customer has said anything, and then again',
  refused: 'orders it although the customer refused',
} as const
type Manner = keyof typeof manners

/** A payment order of any kind. */
export type Pay = {
  readonly does: 'pay'
  readonly kind: PaymentKind
  readonly from: string
  readonly to: string
  readonly pence: number
  readonly manner: Manner
  /** The first payment date, in days from the beginning. */
  readonly inDays?: number
  /** The number of payments of a standing order or a file. */
  readonly times?: number
  readonly every?: string
}

/** A mandate and the payments under it. Amounts are in pence. */
export type Recur = {
  readonly does: 'recur'
  readonly from: string
  readonly to: string
  readonly most: number
  readonly mostADay: number
  readonly amounts: readonly number[]
  /** One payment after the other, all at once, or each one twice at once with the same key. */
  readonly how: 'in turn' | 'at once' | 'each twice'
  readonly isRevoked: boolean
}

type Other =
  | { readonly does: 'advance'; readonly hours: number }
  | { readonly does: 'rate'; readonly rate: number }
  | { readonly does: 'read'; readonly account: string }
  | { readonly does: 'prove' }
  | { readonly does: 'visit' }

/**
 * One step of a history, `at` virtual milliseconds. `n` identifies the step, also when other steps
 * are left out.
 */
export type Step<Does = Pay | Recur | Other> = { readonly n: number; readonly at: number } & Does

const streams = { history: stream('history'), step: stream('step') }

/** Draws the history of a seed. Each step has its own chance. */
export function historyOf(seed: number): Step[] {
  const next = chance(seed, 0, 0, streams.history)
  const [steps, span] = [drawInteger(next, 3, 14), pick(next, [0, 100, 1_000, 10_000])]
  return Array.from({ length: steps }, (_, n) => {
    const own = chance(seed, n, 0, streams.step)
    return { n, at: drawInteger(own, 0, span), ...stepOf(own) }
  })
}

/**
 * Hours by which the clock advances: within a day or a month, to half an hour before November ends,
 * and over the ends of one or more months.
 */
const moves = [1, 24, 158, 24 * 8, 24 * 31, 24 * 95]

function stepOf(next: Chance): Pay | Recur | Other {
  const draw = next()
  if (draw < 0.1) return { does: 'advance', hours: pick(next, moves) }
  if (draw < 0.12) return { does: 'rate', rate: pick(next, [0, 1, 3_600]) }
  if (draw < 0.22) return { does: 'read', account: pick(next, payers) }
  if (draw < 0.25) return { does: 'prove' }
  if (draw < 0.28) return { does: 'visit' }
  if (draw < 0.4) return recurring(next)
  return payment(next)
}

function payment(next: Chance): Pay {
  const from = pick(next, payers)
  const to = other(next, from, payees)
  const manner = next() < 0.5 ? pick(next, ['once', 'twice', 'again'] as const) : pick(next, mannersListed)
  // Amounts are large enough that some payments lack funds and others use the last penny.
  const pence = next() < 0.1 ? 20_000 : drawInteger(next, 1, 15_000)
  const base = { does: 'pay', from, to, pence, manner } as const
  const draw = next()
  if (isAbroad(to)) return { ...base, kind: 'international-payment' }
  if (draw < 0.5) return { ...base, kind: 'domestic-payment' }
  if (draw < 0.6) return { ...base, kind: 'file-payment', times: drawInteger(next, 1, 5) }
  const inDays = drawInteger(next, 1, 9)
  if (draw < 0.75) return { ...base, kind: 'domestic-scheduled-payment', inDays }
  const every = pick(next, ['DAIL', 'WEEK', 'MNTH'])
  return { ...base, kind: 'domestic-standing-order', inDays, every, times: drawInteger(next, 1, 6) }
}
const mannersListed = Object.keys(manners) as Manner[]

function recurring(next: Chance): Recur {
  const mostADay = drawInteger(next, 5_000, 20_000)
  const from = pick(next, payers)
  return {
    does: 'recur',
    from,
    to: other(next, from, ['elsewhere', 'gone', 'held', ...payers]),
    most: drawInteger(next, 2_000, 8_000),
    mostADay,
    amounts: Array.from({ length: drawInteger(next, 1, 6) }, () => drawInteger(next, 1, 6_000)),
    how: pick(next, ['in turn', 'at once', 'each twice']),
    isRevoked: next() < 0.2,
  }
}

/** Draws another customer than the payer, nearly always. */
const other = (next: Chance, from: string, names: readonly string[]): string =>
  pick(next, next() < 0.05 ? names : names.filter((name) => name !== from))

/** Returns the instant `days` after the beginning, in epoch milliseconds of the world's clock. */
export const dayOf = (inDays: number): number => begin + inDays * 86_400_000

/** Returns a step as a line of text. */
export const lineOf = (step: Step): string =>
  `${String(step.n).padStart(3)}  at ${String(step.at).padStart(5)} ms  ${wordsOf(step)}`

function wordsOf(step: Step): string {
  switch (step.does) {
    case 'advance':
      return `the clock is moved by ${step.hours} hours`
    case 'rate':
      return `the clock goes on at rate ${step.rate}`
    case 'read':
      return `a partner reads ${step.account}`
    case 'prove':
      return 'a partner requests the proof'
    case 'visit':
      return 'a request reads the world'
    case 'recur': {
      const { from, to, most, mostADay, amounts, how, isRevoked } = step
      const limits = `at most ${pounds(most)}, ${pounds(mostADay)} a day`
      return `${from} pays ${to} ${how} ${amounts.map(pounds)} by a mandate of ${limits}${isRevoked ? ', and takes it back' : ''}`
    }
    case 'pay': {
      const { kind, from, to, pence, manner, inDays, every, times } = step
      const day = inDays === undefined ? '' : ` from day ${inDays}`
      const often = times === undefined ? '' : `, ${times} times${every ? ` ${every}` : ''}`
      return `${from} pays ${pounds(pence)} to ${to} (${kind}${often}${day}); the partner ${manners[manner]}`
    }
  }
}
