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

const declared = [book, fasterPayments, chaps, bacs, sepaInstant, sepa, swift] as const
export type RailName = (typeof declared)[number]['name']

/** Every rail. A payment that asks for no instrument goes by the first that fits. */
export const rails: readonly Rail[] = declared

const byName = new Map<string, Rail>(rails.map((rail) => [rail.name, rail]))
export const getRail = (name: RailName): Rail => byName.get(name) as Rail

/**
 * The LocalInstrument codes that this bank understands. It is no member of Euro1, Target2 or Link.
 */
export const localInstruments: readonly string[] = rails.flatMap(({ instruments }) => instruments)

/**
 * What decides the way of a payment. `amount` is in minor units of `currency`, the one that the
 * payee receives.
 */
export type RoutingRequest = {
  readonly order: 'domestic' | 'international'
  readonly amount: bigint
  readonly currency: string
  readonly payee: Payee
  /** LocalInstrument, if any was asked for. */
  readonly instrument?: string | undefined
  /** InstructionPriority is Urgent. */
  readonly urgent?: boolean | undefined
}

/**
 * A reason why a rail cannot carry a payment. Where none can, `code` and `path` name what is wrong
 * with the payment.
 */
type RailRule = {
  readonly fits: (rail: Rail, journey: RoutingRequest) => boolean
  readonly why: (journey: RoutingRequest, rail: Rail) => string
  readonly code: ProblemCode
  readonly path: (journey: RoutingRequest) => string
  /** Whether an instrument that was asked for is to blame instead. */
  readonly blamesInstrument: boolean
}

/** In order of precedence. */
const refusals: readonly RailRule[] = [
  {
    fits: ({ orders }, { order }) => orders.includes(order),
    why: ({ order }) => `it is ${order}`,
    code: 'field-invalid',
    path: () => 'LocalInstrument',
    blamesInstrument: true,
  },
  {
    fits: ({ reaches }, { payee }) => reachesOf(payee).has(reaches),
    why: ({ payee }) => `that does not reach this ${payee.SchemeName}`,
    code: 'field-invalid',
    path: () => 'CreditorAccount',
    blamesInstrument: true,
  },
  {
    fits: ({ currencies }, { currency }) => isCurrency(currency) && currencies.includes(currency),
    why: ({ currency }) => `it is in ${currency}`,
    code: 'currency-unsupported',
    path: ({ order }) => (order === 'domestic' ? 'InstructedAmount.Currency' : 'CurrencyOfTransfer'),
    blamesInstrument: true,
  },
  {
    fits: ({ limit }, { amount }) => limit === undefined || amount <= limit,
    why: ({ currency }, { limit = 0n }) =>
      `the most is ${isCurrency(currency) ? formatAmount(limit, currency) : limit} ${currency}`,
    code: 'field-invalid',
    path: () => 'InstructedAmount.Amount',
    blamesInstrument: false,
  },
]

/**
 * The rail of a payment: the one that its LocalInstrument asks for, or else the first that fits.
 * Refuses an instrument that is unknown or does not fit, and a payment that no rail carries. `at`
 * is where the payment stands in the request.
 */
export function chooseRail(journey: RoutingRequest, at = 'Data.Initiation'): Rail {
  const { instrument, urgent } = journey
  const refuse = (code: ProblemCode, path: string, why: string): never => {
    throw new Problem(code, `${at}.${path}: ${why}`, { path: `${at}.${path}` })
  }
  let left =
    instrument === undefined
      ? rails.filter(({ byDefault: unasked }) => unasked === 'always' || (unasked === 'when urgent' && urgent === true))
      : rails.filter(({ instruments }) => instruments.includes(instrument))
  if (left.length === 0)
    refuse(
      'local-instrument-unsupported',
      'LocalInstrument',
      `${instrument} is not offered; these are: ${localInstruments.join(', ')}`,
    )
  for (const { fits, why, code, path, blamesInstrument } of refusals) {
    const fitting = left.filter((rail) => fits(rail, journey))
    if (fitting.length === 0) {
      const said = `the payment cannot go by ${instrument ?? 'any rail'}: ${why(journey, left.at(-1) as Rail)}`
      if (instrument !== undefined && blamesInstrument) refuse('local-instrument-unsupported', 'LocalInstrument', said)
      refuse(code, path(journey), said)
    }
    left = fitting
  }
  return left[0] as Rail
}
