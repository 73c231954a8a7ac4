import { Problem, type ProblemCode } from '#bank/base/problem.ts'
import { formatAmount, isCurrency } from '#bank/money/currency.ts'
import { bacs } from './bacs.ts'
import { book } from './book.ts'
import { chaps } from './chaps.ts'
import { fasterPayments } from './faster-payments.ts'
import type { Rail } from './rail.ts'
import { type Payee, reachesOf } from './reachability.ts'
import { sepa } from './sepa.ts'
import { sepaInstant } from './sepa-instant.ts'
import { swift } from './swift.ts'

const allRails = [book, fasterPayments, chaps, bacs, sepaInstant, sepa, swift] as const
export type RailName = (typeof allRails)[number]['name']

/** Every rail. A payment that selects no instrument goes by the first one that fits. */
export const rails: readonly Rail[] = allRails

const byName = new Map<string, Rail>(rails.map((rail) => [rail.name, rail]))
export const getRail = (name: RailName): Rail => byName.get(name) as Rail

/**
 * The LocalInstrument codes that this bank supports. It is not a member of Euro1, Target2 or Link.
 */
export const localInstruments: readonly string[] = rails.flatMap(({ instruments }) => instruments)

/**
 * The properties of a payment that decide its rail. `amount` is in minor units of `currency`, the
 * currency that the payee receives.
 */
export type RoutingRequest = {
  readonly order: 'domestic' | 'international'
  readonly amount: bigint
  readonly currency: string
  readonly payee: Payee
  /** LocalInstrument, if the request has one. */
  readonly instrument?: string | undefined
  /** Whether InstructionPriority is Urgent. */
  readonly urgent?: boolean | undefined
}

/**
 * A rule that a rail must meet to carry a payment. If no rail meets it, `code` and `path` name the
 * fault in the payment.
 */
type RailRule = {
  readonly fits: (rail: Rail, request: RoutingRequest) => boolean
  readonly why: (request: RoutingRequest, rail: Rail) => string
  readonly code: ProblemCode
  readonly path: (request: RoutingRequest) => string
  /** Whether the fault is LocalInstrument instead, if the request has one. */
  readonly blamesInstrument: boolean
}

/** In order of precedence. */
const rules: readonly RailRule[] = [
  {
    fits: ({ orders }, { order }) => orders.includes(order),
    why: ({ order }) => `the payment is ${order}`,
    code: 'field-invalid',
    path: () => 'LocalInstrument',
    blamesInstrument: true,
  },
  {
    fits: ({ reaches }, { payee }) => reachesOf(payee).has(reaches),
    why: ({ payee }) => `the payee's ${payee.SchemeName} is out of reach`,
    code: 'field-invalid',
    path: () => 'CreditorAccount',
    blamesInstrument: true,
  },
  {
    fits: ({ currencies }, { currency }) => isCurrency(currency) && currencies.includes(currency),
    why: ({ currency }) => `the payment is in ${currency}`,
    code: 'currency-unsupported',
    path: ({ order }) => (order === 'domestic' ? 'InstructedAmount.Currency' : 'CurrencyOfTransfer'),
    blamesInstrument: true,
  },
  {
    fits: ({ limit }, { amount }) => limit === undefined || amount <= limit,
    why: ({ currency }, { limit = 0n }) =>
      `the limit is ${isCurrency(currency) ? formatAmount(limit, currency) : limit} ${currency}`,
    code: 'field-invalid',
    path: () => 'InstructedAmount.Amount',
    blamesInstrument: false,
  },
]

/**
 * Returns the rail of a payment: the one that its LocalInstrument selects, or else the first that
 * fits. Rejects an instrument that is unknown or does not fit, and a payment that no rail carries.
 * `at` is the path of the payment in the request.
 */
export function chooseRail(request: RoutingRequest, at = 'Data.Initiation'): Rail {
  const { instrument, urgent } = request
  const reject = (code: ProblemCode, path: string, why: string): never => {
    throw new Problem(code, `${at}.${path}: ${why}`, { path: `${at}.${path}` })
  }
  let candidates =
    instrument === undefined
      ? rails.filter(({ byDefault: unasked }) => unasked === 'always' || (unasked === 'when urgent' && urgent === true))
      : rails.filter(({ instruments }) => instruments.includes(instrument))
  if (candidates.length === 0)
    reject(
      'local-instrument-unsupported',
      'LocalInstrument',
      `must be one of ${localInstruments.join(', ')} (got ${instrument})`,
    )
  for (const { fits, why, code, path, blamesInstrument } of rules) {
    const fitting = candidates.filter((rail) => fits(rail, request))
    if (fitting.length === 0) {
      const carrier = instrument === undefined ? 'no payment scheme can' : `${instrument} cannot`
      const message = `${carrier} carry the payment: ${why(request, candidates.at(-1) as Rail)}`
      if (instrument !== undefined && blamesInstrument)
        reject('local-instrument-unsupported', 'LocalInstrument', message)
      reject(code, path(request), message)
    }
    candidates = fitting
  }
  return candidates[0] as Rail
}
