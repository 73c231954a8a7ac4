import { awaitsConversion } from './awaits.ts'
import { distanceFrom, type Figure, type Measure, mayBeWithin, type Range } from './measure.ts'

/**
 * - `passes`: in the range.
 * - `unsure`: outside, but a sample of this size allows no more to be said.
 * - `FAILS`: outside.
 * - `awaits`: outside, until a conversion mends it (awaits.ts).
 * - `shown`: has no range for a persona.
 * - `none`: no customer of a persona has what is measured.
 */
export type Verdict = 'passes' | 'unsure' | 'FAILS' | 'awaits' | 'shown' | 'none'

/** Returns the range of a persona, or undefined if its figure is only shown. */
export const personaRange = ({ byPersona, range }: Measure): Range | undefined =>
  byPersona === 'same' ? range : byPersona === 'shown' ? undefined : byPersona

/** Judges a figure of the whole bank (`bank`) or of a persona. */
export function judge(measure: Measure, of: string, figure: Figure | undefined): Verdict {
  const range = of === 'bank' ? measure.range : personaRange(measure)
  if (!range) return figure ? 'shown' : 'none'
  if (!figure && of !== 'bank') return 'none'
  if (figure && distanceFrom(figure.value, range) === 0) return 'passes'
  if (figure && mayBeWithin(figure, range)) return 'unsure'
  return awaitsConversion(of, measure.id) ? 'awaits' : 'FAILS'
}
