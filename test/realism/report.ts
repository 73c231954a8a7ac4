import { awaitsConversion } from './awaits.ts'
import type { Battery, Figures } from './battery.ts'
import { type Figure, formatRange, formatValue, type Measure } from './measure.ts'
import { groups, measures } from './measures.ts'
import { judge, personaRange, type Verdict } from './verdict.ts'
import { formerValue } from './version-1.ts'

/** Returns the report of a bank: a line for each measure, its source, and its personas. */
export function reportBank({ bank, personas }: Battery): string {
  const blocks = Object.entries(groups).map(([group, members]) => {
    const texts = members.flatMap((measure) => [
      lineOf(measure, 'bank', bank[measure.id]),
      `      source: ${measure.source}`,
      ...personaLines(measure, personas),
    ])
    return [group, ...texts].join('\n')
  })
  return blocks.join('\n\n')
}

/** Returns the report of one persona: a line for each measure that personas have. */
export function reportPersona(persona: string, figures: Figures): string {
  const blocks = Object.entries(groups).flatMap(([group, members]) => {
    const lines = members.filter(({ byPersona }) => byPersona).map((one) => lineOf(one, persona, figures[one.id]))
    return lines.length > 0 ? [[group, ...lines].join('\n')] : []
  })
  return blocks.join('\n\n')
}

/** Returns what a persona passes although the list of what awaits conversion names it. */
export const listMended = (persona: string, figures: Figures): string[] =>
  measures
    .filter((one) => awaitsConversion(persona, one.id) && judge(one, persona, figures[one.id]) === 'passes')
    .map(({ id }) => id)

const marks: Readonly<Record<Verdict, string>> = {
  passes: 'passes',
  unsure: 'unsure',
  FAILS: 'FAILS ',
  awaits: 'awaits',
  shown: 'shown ',
  none: 'none  ',
}

function lineOf(measure: Measure, of: string, figure: Figure | undefined): string {
  const { id, name, unit, range } = measure
  const wanted = of === 'bank' ? range : personaRange(measure)
  const former = formerValue(of, id)
  const parts = [
    `  ${marks[judge(measure, of, figure)]}`,
    name.padEnd(66),
    (figure ? formatValue(figure.value, unit) : 'nothing to measure').padStart(9),
    `threshold ${wanted ? formatRange(wanted, unit) : 'not set'}`.padEnd(28),
    former === undefined ? '' : `version 1: ${formatValue(former, unit)}`,
    figure?.detail ? `(${figure.detail})` : '',
  ]
  return parts.join('  ').trimEnd()
}

/**
 * Returns which personas fail, await conversion or pass, with the values of those that do not pass.
 */
function personaLines(measure: Measure, personas: Battery['personas']): string[] {
  if (!measure.byPersona) return []
  const judged = Object.entries(personas).map(([id, figures]) => {
    const figure = figures[measure.id]
    return { id, figure, verdict: judge(measure, id, figure) }
  })
  const range = personaRange(measure)
  const withValues = (verdict: Verdict) =>
    judged.flatMap((one) =>
      one.verdict === verdict && one.figure ? [`${one.id} ${formatValue(one.figure.value, measure.unit)}`] : [],
    )
  const measured = judged.filter(({ verdict }) => verdict !== 'none').length
  const count = judged.filter(({ verdict }) => verdict === 'passes').length
  const head = range
    ? `      by persona (${formatRange(range, measure.unit)}): ${count} of ${measured} pass`
    : '      by persona:'
  const tails = (['FAILS', 'awaits', 'unsure', 'shown'] as const).flatMap((verdict) => {
    const values = withValues(verdict)
    return values.length > 0 ? [`        ${verdict}: ${values.join(', ')}`] : []
  })
  return [head, ...tails]
}
