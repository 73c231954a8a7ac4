import type { Life } from './lives.ts'

/** What one measure found: a figure for people to read, and whether it keeps its threshold. */
export type Seen = { readonly seen: string; readonly holds: boolean }

/**
 * One way in which a synthetic bank can betray itself: what is measured, what is allowed, and how
 * to measure it over lives.
 */
export type Measure = {
  readonly name: string
  readonly threshold: string
  /** Measured over as many customers of each persona, instead of a sample of the bank as it is. */
  readonly overEqualNumbers?: true
  /** Pure: the same lives give the same figure. */
  readonly of: (lives: readonly Life[]) => Seen
}

export const percent = (part: number, digits = 1): string => `${(part * 100).toFixed(digits)} %`
