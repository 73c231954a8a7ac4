import type { Bank } from '#mocks/base/bank.ts'
import { personas } from '#mocks/people/personas.ts'
import type { Life } from './life.ts'
import { livesOf, type Span } from './lives.ts'
import type { Figure, Measure, Tally } from './measure.ts'
import { measures } from './measures.ts'

/** What every measure found, by its id; absent if no customer had what is measured. */
export type Figures = Readonly<Record<string, Figure | undefined>>

/** The figures of a whole bank and of each persona. */
export type Battery = { readonly bank: Figures; readonly personas: Readonly<Record<string, Figures>> }

/**
 * Runs every measure. The figures of the bank are those of its customers; a large bank is sampled.
 * Personas and what compares them are measured over equal numbers of customers, `ofEach`. One
 * customer is in memory at a time.
 */
export function runBattery(bank: Bank, span: Span, most: number, ofEach: number): Battery {
  const whole = tallyUp(livesOf(bank, span, sampleOf(bank.size, most)), ofBank)
  const all = personas.map(({ id }) => id)
  const equals = bankOf(bank, all, ofEach)
  const equal = startTallies(compared)
  const byPersona = all.map((id) => {
    const lives = livesOf(equals, span, places(personas.length + all.indexOf(id) * ofEach, ofEach))
    return [id, tallyUp(lives, measured, equal)] as const
  })
  return { bank: { ...whole, ...figuresOf(equal) }, personas: Object.fromEntries(byPersona) }
}

/** Runs the measures of a persona over `count` of its customers. */
export function runPersona(bank: Bank, span: Span, persona: string, count: number): Figures {
  const lives = livesOf(bankOf(bank, [persona], count), span, places(personas.length, count))
  return tallyUp(lives, measured)
}

const ofBank = measures.filter(({ overEqualNumbers }) => !overEqualNumbers)
const compared = measures.filter(({ overEqualNumbers }) => overEqualNumbers)
/** The measures that each persona is measured by. */
const measured = measures.filter(({ byPersona }) => byPersona)

/** Returns a bank with equal numbers of some personas, which follow the named customers. */
function bankOf(bank: Bank, ids: readonly string[], ofEach: number): Bank {
  return { ...bank, size: personas.length + ids.length * ofEach, mix: ids.map((id) => [id, ofEach] as const) }
}

/** Returns at most `most` indexes of a bank, spread evenly. */
function sampleOf(size: number, most: number): number[] {
  const count = Math.min(size, most)
  return Array.from({ length: count }, (_, n) => Math.floor((n * size) / count))
}

const places = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n)

type Tallies = ReadonlyMap<string, Tally>

const startTallies = (chosen: readonly Measure[]): Tallies => new Map(chosen.map((one) => [one.id, one.start()]))

const figuresOf = (tallies: Tallies): Figures =>
  Object.fromEntries([...tallies].map(([id, tally]) => [id, tally.figure()]))

/** Adds each life to its tallies and to others that go on. */
function tallyUp(lives: Iterable<Life>, chosen: readonly Measure[], others?: Tallies): Figures {
  const tallies = startTallies(chosen)
  for (const life of lives) {
    for (const tally of tallies.values()) tally.add(life)
    for (const tally of others?.values() ?? []) tally.add(life)
  }
  return figuresOf(tallies)
}
