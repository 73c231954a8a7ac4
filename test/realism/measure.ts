import type { Life } from './lives.ts'

/** The result of a measure: a figure to print, and whether it meets the threshold. */
export type Result = { readonly measured: string; readonly passes: boolean }

/**
 * One way in which a synthetic bank can be unrealistic: what is measured, the threshold, and how to
 * measure it.
 */
export type Measure = {
  readonly name: string
  readonly threshold: string
  /** Measured over equal numbers of customers of each persona, instead of a sample of the bank. */
  readonly overEqualNumbers?: true
  /** Pure: the same lives give the same figure. */
  readonly of: (lives: readonly Life[]) => Result
}

export const percent = (part: number, digits = 1): string => `${(part * 100).toFixed(digits)} %`
