import { monthOf } from '#mocks/base/calendar.ts'
import { type Figures, runBattery, runPersona } from './battery.ts'
import { measures } from './measures.ts'
import { help, type Options, parseOptions } from './options.ts'
import { reportBank, reportPersona } from './report.ts'
import { judge } from './verdict.ts'

/** Months to read from the beginning of the world on: a life goes on after it. */
const after = 12
const start = monthOf(2026, 11)

/** `npm run realism`: measures the synthetic bank. The exit code is 1 if a measure fails. */
function main(options: Options): void {
  const { seed, size, most, ofEach, persona, months, json } = options
  const span = { before: months, after }
  const bank = { seed, size, start }
  const battery = persona
    ? { bank: undefined, personas: { [persona]: runPersona(bank, span, persona, ofEach) } }
    : runBattery(bank, span, most, ofEach)
  const judged = { ...(battery.bank && { bank: battery.bank }), ...battery.personas }
  const failures = Object.entries(judged).flatMap(([of, figures]) => failuresOf(of, figures))

  if (json) {
    const figures = {
      ...(battery.bank && { bank: valuesOf(battery.bank) }),
      personas: Object.fromEntries(Object.entries(battery.personas).map(([id, one]) => [id, valuesOf(one)])),
    }
    console.log(JSON.stringify({ seed, size, months, ofEach, figures, failures }, undefined, 2))
  } else {
    const of = battery.bank ? `${Math.min(size, most)} of ${size} customers, then ` : ''
    console.log(
      `seed ${seed}, ${of}${ofEach} of ${persona ?? 'each persona'}, ${months} months before and ${after} after\n`,
    )
    console.log(
      battery.bank
        ? reportBank(battery)
        : reportPersona(persona as string, Object.values(battery.personas)[0] as Figures),
    )
    console.log(failures.length > 0 ? `\nFAILS: ${failures.join(', ')}` : '\nNothing fails that is not announced.')
  }
  if (failures.length > 0) process.exitCode = 1
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
