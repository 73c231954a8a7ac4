import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#bank/base/problem.ts'
import { formatOf } from '#formats/formats.ts'
import { customersBetween } from '#formats/part.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'
import { unfinishedNameOf, type WrittenFile } from './file.ts'
import { bankOf, type Plan } from './plan.ts'

const manifestName = 'manifest.json'
/** The progress of a running export: its plan in the first line, then a line per finished file. */
const progressName = 'manifest.journal'

type OpenManifest = {
  /** Files that an earlier run finished, by name. */
  readonly known: ReadonlyMap<string, WrittenFile>
  add(written: WrittenFile): void
  /**
   * Writes the manifest, the same bytes for any number of workers, and removes the progress file.
   */
  finish(): Manifest
}

export type Manifest = {
  readonly export: Heading
  /** The number of rows by table; for statements, the number of `entries`. */
  readonly rows: Record<string, number>
  readonly files: WrittenFile[]
}

/**
 * The plan and a fingerprint of the generator. A newer Sandbank must not continue an export: the
 * files would mix two versions.
 */
type Heading = Plan & { readonly generator: string }

/** Opens a folder for an export: a new or empty one, or one where the same export began. */
export function openManifest(folder: string, plan: Plan): OpenManifest {
  mkdirSync(folder, { recursive: true })
  const [journal, manifest] = [join(folder, progressName), join(folder, manifestName)]
  const heading: Heading = { ...plan, generator: fingerprint(plan) }
  const begun = readEarlierRun(folder, journal, manifest)
  if (begun && JSON.stringify(begun.heading) !== JSON.stringify(heading))
    throw new Problem(
      'conflict',
      `--out: ${folder} holds another export (${describeDifference(begun.heading, heading)}); choose another folder`,
      {
        path: '--out',
      },
    )
  const files = new Map(begun?.files.map((one) => [one.file, one]))
  const lines = [heading, ...files.values()].map((line) => `${JSON.stringify(line)}\n`).join('')
  writeFileSync(unfinishedNameOf(journal), lines)
  renameSync(unfinishedNameOf(journal), journal)
  return {
    known: new Map(files),
    add(written) {
      files.set(written.file, written)
      appendFileSync(journal, `${JSON.stringify(written)}\n`)
    },
    finish() {
      const sorted = [...files.values()].sort((a, b) => a.customers[0] - b.customers[0] || (a.file < b.file ? -1 : 1))
      const rows: Record<string, number> = {}
      for (const { file, rows: some } of sorted) {
        const table = file.slice(0, file.indexOf('-'))
        const counted = table === 'statements' ? 'entries' : table
        rows[counted] = (rows[counted] ?? 0) + some
      }
      const whole: Manifest = { export: heading, rows, files: sorted }
      writeFileSync(unfinishedNameOf(manifest), `${JSON.stringify(whole, null, 2)}\n`)
      renameSync(unfinishedNameOf(manifest), manifest)
      rmSync(journal)
      return whole
    },
  }
}

/** Reads what an earlier run left. Rejects a folder that holds other files. */
function readEarlierRun(
  folder: string,
  journal: string,
  manifest: string,
): { heading: object; files: WrittenFile[] } | undefined {
  if (existsSync(journal)) {
    const [first, ...rest] = readFileSync(journal, 'utf8').split('\n')
    // After the last line break comes nothing, or a line that a crash cut off. Its file is written
    // again.
    return { heading: JSON.parse(first as string), files: rest.slice(0, -1).map((line) => JSON.parse(line)) }
  }
  if (existsSync(manifest)) {
    const { export: heading, files } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
    return { heading, files }
  }
  const strangers = readdirSync(folder).filter((name) => !name.endsWith('.part'))
  if (strangers.length === 0) return undefined
  throw new Problem('conflict', `--out: ${folder} is not empty and holds no export; choose a new folder`, {
    path: '--out',
  })
}

/** The fields of a plan in epoch seconds; messages show them as instants. */
const instants: ReadonlySet<string> = new Set(['now', 'from', 'to'] satisfies (keyof Plan)[])
const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

function describeDifference(begun: object, requested: object): string {
  const before = begun as Record<string, unknown>
  const differing = Object.entries(requested).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  )
  if (differing.every(([name]) => name === 'generator')) return 'by another version of Sandbank'
  return differing
    .filter(([name]) => name !== 'generator')
    .map(([name]) => `${name} ${instants.has(name) ? iso(before[name] as number) : JSON.stringify(before[name])}`)
    .join(', ')
}

/** Returns the SHA-256 over a month of one customer of each persona, in the format of the plan. */
function fingerprint(plan: Plan): string {
  const bank = bankOf(plan)
  const customers = customersBetween(bank, [0, personas.length - 1])
  const part = { bank, customers, from: plan.now - 31 * secondsPerDay, to: plan.now }
  const hash = createHash('sha256')
  for (const write of Object.values(formatOf(plan.format).files)) for (const chunk of write(part)) hash.update(chunk)
  return hash.digest('hex')
}
