import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import { earliestNow, latestNow, parseInstant } from '#bank/time/clock.ts'
import { largestSeed, largestSize } from '#bank/worlds/world.ts'
import { type FormatName, formatOf, formats } from '#formats/formats.ts'
import { customersBetween, type Part } from '#formats/part.ts'
import { parseSpan } from '#formats/span.ts'
import { type Bank, firstMonth } from '#mocks/base/bank.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'

/** All that determines the bytes of an export, as plain data for the workers and the manifest. */
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

/** The options of the command line, as texts. */
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

/** One file to write: its table and its customers (indices, both included). */
export type FilePlan = { readonly name: string; readonly table: string; readonly customers: readonly [number, number] }

/** Limits. File systems get slow with more files in one folder. */
const mostCustomersPerFile = 10_000
const mostFiles = 100_000
/** How far beyond the start of the world an export may reach, in months. */
const mostMonthsAhead = 120

/**
 * The default start of the world. It is fixed, so that one command writes the same bytes always.
 */
const defaultNow = '2026-11-01T00:00:00Z'

/** Parses the options, and throws a Problem before anything is written if one is not valid. */
export function parsePlan(options: ExportOptions): { plan: Plan; range: readonly [number, number] } {
  const seed = parseWholeNumber('--seed', options.seed, 0, largestSeed) ?? 1
  const customers = parseWholeNumber('--customers', options.customers, 1, largestSize) ?? 1000
  const format = parseChoice('--format', options.format ?? 'jsonl', Object.keys(formats) as FormatName[])
  for (const id of options.persona ?? [])
    parseChoice(
      '--persona',
      id,
      personas.map((one) => one.id),
    )
  const began = parseInstant(options.now ?? defaultNow, '--now', { from: earliestNow, to: latestNow })
  const now = Math.floor(began / 1000)
  const bank: Bank = { seed, size: customers, start: monthAt(now) }
  const span = parseSpan(options, {
    first: startOf(firstMonth(bank)),
    last: startOf(bank.start + mostMonthsAhead) - 1,
    end: now,
    labelOf: (name) => `--${name}`,
  })
  const usual = formatOf(format).customersPerFile
  const customersPerFile =
    parseWholeNumber('--customers-per-file', options['customers-per-file'], 1, mostCustomersPerFile) ?? usual
  const plan = {
    seed,
    customers,
    now,
    ...span,
    format,
    personas: [...(options.persona ?? [])].sort(),
    customersPerFile,
  }
  return { plan, range: parseCustomerRange(options, plan) }
}

/** Returns the bank of a plan. */
export const bankOf = ({ seed, customers, now }: Plan): Bank => ({ seed, size: customers, start: monthAt(now) })

/** Returns a range of a plan's customers, in the form that formats take. */
export function partOf(plan: Plan, customers: readonly [number, number]): Part {
  const bank = bankOf(plan)
  return { bank, customers: customersBetween(bank, customers, plan.personas), from: plan.from, to: plan.to }
}

/**
 * Plans the files of a range of customers. Files begin at multiples of `customersPerFile`, so two
 * ranges never hold the same customer. A camt.053 message needs a statement, so a range without a
 * customer of the plan's personas has no such file.
 */
export function planFiles(plan: Plan, [from, to]: readonly [number, number]): FilePlan[] {
  const { customersPerFile, customers, format } = plan
  const { files, ending } = formatOf(format)
  const tables = Object.keys(files)
  const count = Math.ceil((to - from + 1) / customersPerFile) * tables.length
  if (count > mostFiles)
    throw new Problem(
      'field-invalid',
      `--customers-per-file: must give at most ${mostFiles} files (got ${count}); raise it, or export a range with --from-customer and --to-customer`,
      { path: '--customers-per-file' },
    )
  const planned: FilePlan[] = []
  for (let first = from; first <= to; first += customersPerFile) {
    const last = Math.min(first + customersPerFile, customers) - 1
    const range = `${padIndex(first)}-${padIndex(last)}`
    if (format === 'camt053' && !hasCustomer(plan, [first, last])) continue
    for (const table of tables) planned.push({ name: `${table}-${range}.${ending}`, table, customers: [first, last] })
  }
  return planned
}

/** Returns whether a range of customers holds one of the plan's personas. */
const hasCustomer = (plan: Plan, range: readonly [number, number]): boolean =>
  !partOf(plan, range).customers[Symbol.iterator]().next().done

const padIndex = (index: number): string => String(index).padStart(6, '0')

/** Parses the range of customers, which must begin and end where files do. */
function parseCustomerRange(
  options: ExportOptions,
  { customers, customersPerFile: each }: Plan,
): readonly [number, number] {
  const last = customers - 1
  const from = parseWholeNumber('--from-customer', options['from-customer'], 0, last) ?? 0
  const to = parseWholeNumber('--to-customer', options['to-customer'], 0, last) ?? last
  const reject = (path: string, why: string) => new Problem('field-invalid', `${path}: ${why}`, { path })
  if (from > to) throw reject('--from-customer', `must not be above --to-customer ${to} (got ${from})`)
  if (from % each !== 0)
    throw reject('--from-customer', `must be a multiple of ${each}, the customers of a file (got ${from})`)
  if (to !== last && (to + 1) % each !== 0) {
    const next = Math.min(to - (to % each) + each - 1, last)
    throw reject('--to-customer', `must be the last customer of a file, such as ${next} (got ${to})`)
  }
  return [from, to]
}

/** Parses a whole number within bounds; undefined if the option is absent. */
export function parseWholeNumber(
  path: string,
  text: string | undefined,
  low: number,
  high: number,
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= low && value <= high) return value
  throw new Problem('field-invalid', `${path}: must be a whole number from ${low} to ${high} (got ${text})`, { path })
}

function parseChoice<T extends string>(path: string, text: string, of: readonly T[]): T {
  const found = of.find((one) => one === text)
  if (found !== undefined) return found
  throw new Problem('field-invalid', `${path}: must be one of ${of.join(', ')} (got ${text})${suggestName(text, of)}`, {
    path,
  })
}
