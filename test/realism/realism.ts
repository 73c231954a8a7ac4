import { monthOf } from '#mocks/base/calendar.ts'
import { type Figures, runBattery, runPersona } from './battery.ts'
import { measures } from './measures.ts'
import { help, type Options, parseOptions } from './options.ts'
import { listMended, reportBank, reportPersona } from './report.ts'
import { judge } from './verdict.ts'

/** Months to read from the beginning of the world on: a life goes on after it. */
const after = 12
const start = monthOf(2026, 11)

/** `npm run realism`: measures the synthetic bank. The exit code is 1 if a measure fails. */
function main(options: Options): void {
  const { seed, size, most, ofEach, persona, months } = options
  const span = { before: months, after }
  if (persona) {
    const figures = runPersona({ seed, size, start }, span, persona, ofEach)
    const mended = listMended(persona, figures)
    const hint = mended.length > 0 ? `\n\nPasses although test/realism/awaits.ts names it: ${mended.join(', ')}` : ''
    print(options, `${ofEach} of ${persona}`, { [persona]: figures }, reportPersona(persona, figures) + hint)
  } else {
    const battery = runBattery({ seed, size, start }, span, most, ofEach)
    const of = `${Math.min(size, most)} of ${size} customers, then ${ofEach} of each persona`
    print(options, of, { bank: battery.bank, ...battery.personas }, reportBank(battery))
  }
}

/** Prints the figures of the bank (`bank`) and of personas. */
function print(options: Options, of: string, figures: Readonly<Record<string, Figures>>, report: string): void {
  const { seed, size, months, ofEach, json } = options
  const failures = Object.entries(figures).flatMap(([name, some]) => failuresOf(name, some))
  if (failures.length > 0) process.exitCode = 1
  if (json) {
    const { bank, ...personas } = Object.fromEntries(
      Object.entries(figures).map(([name, some]) => [name, valuesOf(some)]),
    )
    const values = { ...(bank && { bank }), personas }
    console.log(JSON.stringify({ seed, size, months, ofEach, figures: values, failures }, undefined, 2))
    return
  }
  console.log(`seed ${seed}, ${of}, ${months} months before and ${after} after\n\n${report}\n`)
  console.log(failures.length > 0 ? `FAILS: ${failures.join(', ')}` : 'Nothing fails that is not announced.')
}

/** Returns `bank: measure` or `persona: measure` for each measure that fails. */
const failuresOf = (of: string, figures: Figures): string[] =>
  measures
    .filter((measure) => (of === 'bank' || measure.byPersona) && judge(measure, of, figures[measure.id]) === 'FAILS')
    .map(({ id }) => `${of}: ${id}`)

const valuesOf = (figures: Figures): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([id, figure]) => (figure ? [[id, Number(figure.value.toPrecision(4))]] : [])),
  )

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) console.log(help)
  else main(options)
} catch (error) {
  if (!(error instanceof Error)) throw error
  const isOption = error instanceof RangeError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  if (!isOption) throw error
  console.error(`${error.message}\n--help lists the options`)
  process.exitCode = 1
}
