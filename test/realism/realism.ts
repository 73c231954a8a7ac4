import { parseArgs } from 'node:util'
import { largestSeed, largestSize } from '#bank/worlds/world.ts'
import { monthOf } from '#mocks/base/calendar.ts'
import { runBattery } from './battery.ts'

/*
 * npm run realism [-- --seed 7 --size 1000 --months 12 --sample 2000 --json]: measures how
 * realistic the synthetic bank is. Each measure is printed with its threshold. The exit code is 1
 * if one measure misses its threshold.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    size: { type: 'string', default: '1000' },
    months: { type: 'string', default: '12' },
    sample: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
})

const start = monthOf(2026, 11)
const seed = whole('seed', 0, largestSeed)
const size = whole('size', 100, largestSize)
const months = whole('months', 12, 36)
const most = whole('sample', 100, 10_000)

const figures = runBattery({ seed, size, start }, months, most)
if (values.json) console.log(JSON.stringify({ seed, size, months, figures }, undefined, 2))
else {
  console.log(`seed ${seed}, ${Math.min(size, most)} of ${size} customers, ${months} months`)
  console.table(Object.fromEntries(figures.map(({ name, ...rest }) => [name, rest])))
}
if (figures.some(({ passes }) => !passes)) process.exitCode = 1

function whole(name: 'seed' | 'size' | 'months' | 'sample', least: number, greatest: number): number {
  const value = Number(values[name])
  if (Number.isInteger(value) && value >= least && value <= greatest) return value
  throw new RangeError(`--${name} must be a whole number from ${least} to ${greatest} (got ${values[name]})`)
}
