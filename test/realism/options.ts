import { parseArgs } from 'node:util'
import { largestSeed, largestSize } from '#bank/worlds/world.ts'
import { personas } from '#mocks/people/personas.ts'
import { measures } from './measures.ts'

export const help = `Measures how realistic the synthetic bank is: npm run realism -- [options]
  --seed N        seed of the bank; default 7
  --size N        customers of the bank, 100 to ${largestSize}; default 1000
  --sample N      most customers to measure, spread over the bank, 100 to 10000; default 2000
  --each N        customers of each persona in the figures by persona, 3 to 1000; default 30
  --persona NAME  only this persona, --each of its customers; default 300 of them
  --months N      months to read before the world began, 12 to 36; default 36. Another 12 follow its beginning
  --json          figures as JSON
  --help          show this text

How to read it
  Each line is a measure: verdict, value, threshold, the value of generator version 1, and how much was counted.
  passes  the value is in its threshold
  unsure  it is not, but it may be chance in a sample of this size (95 %): measure more customers
  FAILS   it is not, and nothing announced it: the exit code is 1
  awaits  it is not, and test/realism/awaits.ts says that converting the persona will mend it
  shown   the value is only shown: no threshold fits every persona
  none    no customer of the persona has what is measured
  A measure reads only what a stranger could: entries, accounts and people as npm run export writes them.
  Measures need years: with --months 12 those of change have little to count.

Examples
  npm run realism                                        the whole report
  npm run realism -- --seed 42 --size 300                what CI runs
  npm run realism -- --persona student                   one persona, while you change it
  npm run realism -- --persona student --each 1000       the same with narrower bounds
  npm run realism -- --json > figures.json               figures for another program

${measures.length} measures: ${measures.map(({ id }) => id).join(', ')}`

export type Options = {
  readonly seed: number
  readonly size: number
  readonly most: number
  readonly ofEach: number
  readonly persona: string | undefined
  readonly months: number
  readonly json: boolean
  readonly help: boolean
}

/** Reads the command line; throws a RangeError that names the option. */
export function parseOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: text,
      size: text,
      sample: text,
      each: text,
      persona: text,
      months: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const whole = (name: 'seed' | 'size' | 'sample' | 'each' | 'months', usual: number, least: number, most: number) => {
    const given = values[name]
    const value = given === undefined ? usual : Number(given)
    if (given !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    throw new RangeError(`--${name}: must be a whole number from ${least} to ${most} (got ${given})`)
  }
  const { persona, json, help } = values
  const ids = personas.map(({ id }) => id)
  if (persona !== undefined && !ids.includes(persona))
    throw new RangeError(`--persona: must be one of ${ids.join(', ')} (got ${persona})`)
  return {
    seed: whole('seed', 7, 0, largestSeed),
    size: whole('size', 1000, 100, largestSize),
    most: whole('sample', 2000, 100, 10_000),
    ofEach: whole('each', persona === undefined ? 30 : 300, 3, 1000),
    persona,
    months: whole('months', 36, 12, 36),
    json,
    help,
  }
}
