import { Problem } from '#bank/base/problem.ts'
import { rails } from '#bank/rails/rails.ts'

const instrumentsOf = (order: 'domestic' | 'international'): string[] =>
  rails.filter(({ orders }) => orders.includes(order)).flatMap(({ instruments }) => instruments)

/**
 * The supported codes of OBInternalLocalInstrument1Code, for domestic and international payments.
 */
export const domesticInstruments: readonly string[] = instrumentsOf('domestic')
export const internationalInstruments: readonly string[] = instrumentsOf('international')
/** A variable recurring payment is immediate, so only Faster Payments fits. */
export const recurringInstruments = ['UK.OBIE.FPS'] as const

/**
 * Rejects a payment scheme that the payment cannot use. If the request names none, the bank
 * chooses.
 */
export function checkLocalInstrument(instrument: string | undefined, supported: readonly string[], path: string): void {
  if (instrument !== undefined && !supported.includes(instrument))
    throw new Problem(
      'local-instrument-unsupported',
      `${path}: must be one of ${supported.join(', ')} (got ${instrument.slice(0, 60)})`,
      {
        path,
      },
    )
}
