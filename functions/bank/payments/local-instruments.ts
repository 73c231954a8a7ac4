import { Problem } from '#bank/base/problem.ts'
import { rails } from '#bank/rails/rails.ts'

const instrumentsOf = (order: 'domestic' | 'international'): string[] =>
  rails.filter(({ orders }) => orders.includes(order)).flatMap(({ instruments }) => instruments)

/** OBInternalLocalInstrument1Code as far as it is taken, by where the money goes. */
export const domesticInstruments: readonly string[] = instrumentsOf('domestic')
export const internationalInstruments: readonly string[] = instrumentsOf('international')
/** A recurring payment is made at once, so it cannot take days. */
export const recurringInstruments = ['UK.OBIE.FPS'] as const

/**
 * Refuses a payment scheme that the payment cannot go by. Nothing asked for is fine: the bank
 * chooses.
 */
export function checkLocalInstrument(asked: string | undefined, taken: readonly string[], path: string): void {
  if (asked !== undefined && !taken.includes(asked))
    throw new Problem('local-instrument-unsupported', `this goes by ${taken.join(', ')} (got ${asked.slice(0, 60)})`, {
      path,
    })
}
