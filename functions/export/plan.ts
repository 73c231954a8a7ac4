import { Problem } from '#bank/base/problem.ts'
import { earliestNow, latestNow, parseInstant } from '#bank/time/clock.ts'
import { largestSeed, largestSize } from '#bank/worlds/world.ts'
import { type FormatName, formatOf, formats } from '#formats/formats.ts'
import { customersBetween, type Part } from '#formats/part.ts'
import { parseSpan } from '#formats/span.ts'
import { type Bank, firstMonth } from '#mocks/base/bank.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'

/**
 * All that decides the bytes of an export. Plain data: workers get a copy, and the manifest keeps
 * one.
 */
export type Plan = {
  readonly seed: number
  readonly customers: number
  /**
   * When the world began, epoch seconds: what `npm start -- --now` and `POST /control/worlds` take
   * as `now`.
   */
  readonly now: number
  readonly from: number
  readonly to: number
  readonly format: FormatName
  /** Ids; all when empty. */
  readonly personas: readonly string[]
  readonly customersPerFile: number
}

/** What the command line may say, as texts. */
type ExportOptions = {
  readonly [name in
    | 'seed'
    | 'customers'
    | 'now'
    | 'from'
    | 'to'
    | 'format'
    | 'customers-per-file'
    | 'from-customer'
    | 'to-customer']?: string | undefined
} & { readonly persona?: readonly string[] | undefined }

/** One file to be: which table, of which customers (indices, both included). */
export type FilePlan = { readonly name: string; readonly table: string; readonly customers: readonly [number, number] }

/** Limits, each with a name. A file system stands no more files in one folder gladly. */
const mostCustomersPerFile = 10_000
const mostFiles = 100_000
/** How far beyond the world's beginning its history may be asked for, in months. */
const mostMonthsAhead = 120

/**
 * Without `--now` a world began here: a fixed instant, so that one command gives the same bytes in
 * every year.
 */
const defaultNow = '2026-11-01T00:00:00Z'

/** Parses what was asked, or refuses it whole: nothing is written before all of it holds. */
export function parsePlan(asked: ExportOptions): { plan: Plan; range: readonly [number, number] } {
  const seed = parseWholeNumber('--seed', asked.seed, 0, largestSeed) ?? 1
  const customers = parseWholeNumber('--customers', asked.customers, 1, largestSize) ?? 1000
  const format = parseChoice('--format', asked.format ?? 'jsonl', Object.keys(formats) as FormatName[])
  for (const id of asked.persona ?? [])
    parseChoice(
      '--persona',
      id,
      personas.map((one) => one.id),
    )
  const began = parseInstant(asked.now ?? defaultNow, '--now', { from: earliestNow, to: latestNow })
  const now = Math.floor(began / 1000)
  const bank: Bank = { seed, size: customers, start: monthAt(now) }
  const span = parseSpan(asked, {
    first: startOf(firstMonth(bank)),
    last: startOf(bank.start + mostMonthsAhead) - 1,
    end: now,
    labelOf: (name) => `--${name}`,
  })
  const usual = formatOf(format).customersPerFile
  const customersPerFile =
    parseWholeNumber('--customers-per-file', asked['customers-per-file'], 1, mostCustomersPerFile) ?? usual
  const plan = { seed, customers, now, ...span, format, personas: [...(asked.persona ?? [])].sort(), customersPerFile }
  return { plan, range: parseCustomerRange(asked, plan) }
}

/** The bank of a plan. */
export const bankOf = ({ seed, customers, now }: Plan): Bank => ({ seed, size: customers, start: monthAt(now) })

/** Some customers of a plan, as formats take them. */
export function partOf(plan: Plan, customers: readonly [number, number]): Part {
  const bank = bankOf(plan)
  return { bank, customers: customersBetween(bank, customers, plan.personas), from: plan.from, to: plan.to }
}

/**
 * The files of a range of customers. They lie on one grid, whatever the range: two ranges never
 * hold one customer twice.
 */
export function planFiles(plan: Plan, [from, to]: readonly [number, number]): FilePlan[] {
  const { customersPerFile, customers, format } = plan
  const { files, ending } = formatOf(format)
  const tables = Object.keys(files)
  const count = Math.ceil((to - from + 1) / customersPerFile) * tables.length
  if (count > mostFiles)
    throw new Problem(
      'field-invalid',
      `this would be ${count} files, and ${mostFiles} are the most: raise --customers-per-file, or export a range by --from-customer and --to-customer`,
      { path: '--customers-per-file' },
    )
  const planned: FilePlan[] = []
  for (let first = from; first <= to; first += customersPerFile) {
    const last = Math.min(first + customersPerFile, customers) - 1
    const range = `${padded(first)}-${padded(last)}`
    for (const table of tables) planned.push({ name: `${table}-${range}.${ending}`, table, customers: [first, last] })
  }
  return planned
}

const padded = (index: number): string => String(index).padStart(6, '0')

/** Ranges begin and end where files do. */
function parseCustomerRange(
  asked: ExportOptions,
  { customers, customersPerFile: each }: Plan,
): readonly [number, number] {
  const last = customers - 1
  const from = parseWholeNumber('--from-customer', asked['from-customer'], 0, last) ?? 0
  const to = parseWholeNumber('--to-customer', asked['to-customer'], 0, last) ?? last
  const refused = (path: string, why: string) => new Problem('field-invalid', `${path}: ${why}`, { path })
  if (from > to) throw refused('--from-customer', `${from} is later than --to-customer ${to}`)
  if (from % each !== 0)
    throw refused('--from-customer', `a file holds ${each} customers and begins at a multiple of that; given: ${from}`)
  if (to !== last && (to + 1) % each !== 0) {
    const next = Math.min(to - (to % each) + each - 1, last)
    throw refused('--to-customer', `a file holds ${each} customers, the one with ${to} ends at ${next}; given: ${to}`)
  }
  return [from, to]
}

/** A whole number within bounds. Undefined where none was given. */
export function parseWholeNumber(
  path: string,
  text: string | undefined,
  low: number,
  high: number,
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= low && value <= high) return value
  throw new Problem('field-invalid', `${path} must be a whole number from ${low} to ${high}; given: ${text}`, { path })
}

function parseChoice<T extends string>(path: string, text: string, of: readonly T[]): T {
  const found = of.find((one) => one === text)
  if (found !== undefined) return found
  throw new Problem('field-invalid', `${path} must be one of ${of.join(', ')}; given: ${text}`, { path })
}
