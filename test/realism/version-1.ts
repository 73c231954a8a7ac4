import recorded from './version-1.json' with { type: 'json' }

/** The figures of generator version 1, recorded once with `npm run realism -- --json`. */
type Recorded = {
  readonly bank: Readonly<Record<string, number | undefined>>
  readonly personas: Readonly<Record<string, Readonly<Record<string, number | undefined>> | undefined>>
}
export const version1: Recorded = recorded.figures

/** Returns what version 1 had, for the whole bank (`bank`) or a persona. */
export const formerValue = (of: string, id: string): number | undefined =>
  (of === 'bank' ? version1.bank : version1.personas[of])?.[id]
