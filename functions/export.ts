import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { Problem } from '#bank/base/problem.ts'
import { joinChunks } from '#export/chunks.ts'
import { explainFailure, Interrupted } from '#export/failure.ts'
import { openManifest } from '#export/manifest.ts'
import { type Plan, parsePlan, parseWholeNumber, partOf, planFiles } from '#export/plan.ts'
import { showProgress } from '#export/progress.ts'
import { writeFiles } from '#export/worker-pool.ts'
import { formatOf, formats } from '#formats/formats.ts'

const usage = `Writes the synthetic bank to files: npm run export -- --out FOLDER [options]
  --out FOLDER            a new folder, or the folder of an interrupted export, to continue it; - writes transactions to stdout
  --format F              ${Object.keys(formats).join(', ')}; default jsonl
  --seed N                seed of the bank; default 1
  --customers N           number of customers of the bank; default 1000
  --from D, --to D        first and last booking day, such as 2026-01-31; default the whole history until --now
  --now T                 start of the world; default 2026-11-01T00:00:00Z. With the seed, size and start of a world,
                          ids and amounts are those of its API
  --persona P             only customers of this persona; may be repeated
  --from-customer N, --to-customer N   only this range of customers
  --customers-per-file N  default 100 in tables, 1 in statements
  --workers N             number of threads; default one per processor. The bytes do not depend on it
  --help                  show this text`

const mostWorkers = 64

function options() {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      out: text,
      format: text,
      seed: text,
      customers: text,
      from: text,
      to: text,
      now: text,
      persona: { type: 'string', multiple: true },
      'from-customer': text,
      'to-customer': text,
      'customers-per-file': text,
      workers: text,
      help: { type: 'boolean' },
    },
  })
  return values
}

async function main(): Promise<void> {
  const asked = options()
  if (asked.help) return console.log(usage)
  const { out } = asked
  if (!out)
    throw new Problem('field-missing', '--out: is required; give the folder to write to, or - for stdout', {
      path: '--out',
    })
  const { plan, range } = parsePlan(asked)
  const workers =
    parseWholeNumber('--workers', asked.workers, 1, mostWorkers) ?? Math.min(availableParallelism(), mostWorkers)
  if (out === '-') await toPipe(plan, range)
  else await toFolder(plan, range, out, workers)
}

async function toFolder(plan: Plan, range: readonly [number, number], out: string, workers: number): Promise<void> {
  const files = planFiles(plan, range)
  const journal = openManifest(out, plan)
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort(new Interrupted()))
  const bar = showProgress(
    files.reduce((sum, { customers: [first, last] }) => sum + last - first + 1, 0),
    process.stderr,
  )
  let kept = 0
  try {
    await writeFiles({
      plan,
      folder: out,
      files,
      known: journal.known,
      workers,
      signal: stopping.signal,
      onDone(written, isNew) {
        if (isNew) journal.add(written)
        else kept++
        bar.add(written.customers[1] - written.customers[0] + 1, written.rows)
      },
    })
  } finally {
    bar.stop()
  }
  const { rows } = journal.finish()
  const counted = Object.entries(rows).map(([table, count]) => `${count.toLocaleString('en')} ${table}`)
  console.log(
    `${out}: ${counted.join(', ')} in ${files.length} files${kept > 0 ? `, ${kept} of them from an earlier run` : ''}`,
  )
}

async function toPipe(plan: Plan, range: readonly [number, number]): Promise<void> {
  const { piped } = formatOf(plan.format)
  if (!piped) {
    const able = Object.keys(formats).filter((name) => formatOf(name as Plan['format']).piped)
    throw new Problem('field-invalid', `--out: - needs --format ${able.join(' or ')} (got ${plan.format})`, {
      path: '--out',
    })
  }
  const pieces = joinChunks(piped(partOf(plan, range)))
  // A chunk is valid only until the next one is requested, and the pipe may be read later: copy it.
  const copies = pieces.map((piece) => Buffer.from(piece))
  await pipeline(Readable.from(copies, { objectMode: false }), process.stdout)
}

main().catch((error: NodeJS.ErrnoException) => {
  const line = explainFailure(error)
  if (error instanceof Problem || error.code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`${error.message}\n--help lists the options`)
  else console.error(line ?? error)
  process.exit(error instanceof Interrupted ? 130 : 1)
})
