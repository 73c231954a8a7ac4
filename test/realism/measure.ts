import type { Life } from './life.ts'

/**
 * What a measure finds: the value, and the bounds of what the sample allows to say (95 %). An exact
 * count has no bounds. `detail` is printed behind the value.
 */
export type Figure = {
  readonly value: number
  readonly low?: number
  readonly high?: number
  readonly detail?: string
}

/** Counts over customers, one at a time, so that memory does not grow with their number. */
export type Tally = {
  add(life: Life): void
  /** Returns undefined if no customer had what is measured. */
  figure(): Figure | undefined
}

/** The lowest and the highest value that pass, both inclusive. */
export type Range = readonly [low: number, high: number]

/** One way in which a synthetic bank can be unrealistic. */
export type Measure = {
  /** The key in the recorded figures and in the list of what awaits conversion. */
  readonly id: string
  readonly name: string
  /** How values are written: shares as percentages, others with this many digits. */
  readonly unit: 'percent' | 0 | 1 | 2 | 3 | 4
  readonly range: Range
  /** Where the range comes from; an own estimate is called one. */
  readonly source: string
  /**
   * Whether each persona is measured too: against the same range, against a wider one, or only to
   * show the value. Absent if a persona alone says nothing.
   */
  readonly byPersona?: 'same' | 'shown' | Range
  /** Measured over equal numbers of customers of each persona, instead of a sample of the bank. */
  readonly overEqualNumbers?: true
  start(): Tally
}

/** Returns whether a figure may be in a range, as far as the sample allows to say. */
export const mayBeWithin = ({ value, low = value, high = value }: Figure, [lowest, highest]: Range): boolean =>
  high >= lowest && low <= highest

/** Returns how far a value is from a range; 0 inside. */
export const distanceFrom = (value: number, [lowest, highest]: Range): number =>
  Math.max(0, lowest - value, value - highest)

export function formatValue(value: number, unit: Measure['unit']): string {
  if (unit !== 'percent') return value.toFixed(unit)
  const percent = value * 100
  const digits = percent !== 0 && Math.abs(percent) < 0.1 ? 3 : 1
  return `${percent.toFixed(digits)} %`
}

/** Formats a range: `must be 0`, `at most 8.0 %`, `at least 1.20`, `3.0 % to 10.0 %`. */
export function formatRange([low, high]: Range, unit: Measure['unit']): string {
  const [from, to] = [low, high].map((bound) => formatValue(bound, unit))
  if (low === high) return `must be ${low}`
  if (high === Number.POSITIVE_INFINITY) return `at least ${from}`
  return low === 0 ? `at most ${to}` : `${from} to ${to}`
}
