import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faker } from '@faker-js/faker/locale/en_GB'
import { writeFile } from '#export/file.ts'
import { parsePlan, planFiles } from '#export/plan.ts'
import type { Figure } from './http.ts'
import { median } from './process.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const count = (rate: number) => Math.round(rate).toLocaleString('en')

/**
 * Returns every figure of the export. `folder` holds the written files and is empty again
 * afterwards.
 */
export function exporting(folder: string, quick: boolean): Figure[] {
  return [
    ...oneThread(folder, quick ? 100 : 400),
    twoWorkers(folder, quick ? 400 : 1600, quick ? 1 : 3),
    memory(folder, quick),
  ]
}

/**
 * Writes JSON lines to a file, hashed, on one thread, then generates the same number of rows with
 * plain faker, within the same minute.
 */
function oneThread(folder: string, customers: number): Figure[] {
  const rates: number[] = []
  const fakers: number[] = []
  for (let run = 1; run <= 3; run++) {
    const range = { 'from-customer': String(run * 1000), 'to-customer': String(run * 1000 + customers - 1) }
    const { plan, range: planned } = parsePlan({ seed: '7', customers: '10000', ...range })
    const files = planFiles(plan, planned).filter(({ table }) => table === 'transactions')
    const before = performance.now()
    const rows = files.reduce((sum, file) => sum + writeFile(plan, folder, file).rows, 0)
    rates.push((rows / (performance.now() - before)) * 1000)
    for (const { name } of files) rmSync(join(folder, name))
    const some = Math.min(rows, 100_000)
    fakers.push(some / seconds(() => fakerRows(some)))
  }
  const [rate, other] = [median(rates), median(fakers)]
  return [
    {
      what: 'export, JSON lines to disk, one thread',
      target: '>= 200,000 tx/s',
      measured: `${count(rate)} tx/s`,
      passes: rate >= 200_000,
    },
    {
      what: 'the same number of rows from plain faker',
      target: 'slower',
      measured: `${count(other)} rows/s, 1/${(rate / other).toFixed(0)} of the export, without balances that add up`,
      passes: rate > other,
    },
  ]
}

/** Generates rows as tutorials do: each field from faker, unrelated to the others. */
function fakerRows(rows: number): number {
  faker.seed(7)
  let characters = 0
  for (let n = 0; n < rows; n++) {
    const row = {
      transaction_id: faker.string.uuid(),
      account_id: faker.finance.accountNumber(),
      booked_at: faker.date.past().toISOString(),
      amount: faker.finance.amount(),
      currency: 'GBP',
      balance: faker.finance.amount(),
      kind: faker.finance.transactionType(),
      counterparty: faker.company.name(),
      mcc: faker.string.numeric(4),
      reference: faker.finance.transactionDescription(),
    }
    characters += JSON.stringify(row).length
  }
  return characters
}

/**
 * Runs the command with one worker and with two in turn. Both leave the same manifest, which has
 * the SHA-256 of every file. V8 collects garbage on helper threads, so one worker alone keeps 1.2
 * processors busy. The figure therefore compares workers held to one thread; the speed without that
 * flag is printed too. Two loops in the same minute show what a second processor can give while
 * others use it. Few customers give no useful figure: starting a second worker takes as long as
 * writing forty customers.
 */
function twoWorkers(folder: string, customers: number, rounds: number): Figure {
  const manifests = new Set<string>()
  const args = ['--seed', '7', '--customers', String(customers), '--customers-per-file', String(customers / 20)]
  const exported = (workers: number, flags: readonly string[]) => {
    const out = join(folder, `by-${workers}`)
    const took = seconds(() => command([...args, '--workers', String(workers), '--out', out], flags))
    manifests.add(readFileSync(join(out, 'manifest.json'), 'utf8'))
    rmSync(out, { recursive: true })
    return took
  }
  const gains = Array.from({ length: rounds }, () => ({
    looped: looped(1) / looped(2),
    held: exported(1, ['--single-threaded-gc']) / exported(2, ['--single-threaded-gc']),
    free: exported(1, []) / exported(2, []),
  }))
  const of = (name: 'looped' | 'held' | 'free') => median(gains.map((gain) => gain[name]))
  const share = median(gains.map(({ held, looped }) => held / looped))
  return {
    what: 'export by two workers, one thread each',
    target: '>= 0.85 of the gain of two plain loops (2x on an idle machine), the same bytes',
    measured: `${share.toFixed(2)}: ${of('held').toFixed(2)}x of ${of('looped').toFixed(2)}x (${of('free').toFixed(2)}x with V8's helper threads), ${manifests.size === 1 ? 'the same bytes' : 'OTHER BYTES'}`,
    passes: share >= 0.85 && manifests.size === 1,
  }
}

/** Returns how long `threads` threads that share nothing take to hash 3 GB in memory. */
function looped(threads: number): number {
  const loop = `const block = Buffer.alloc(1e6)
    for (let n = 0; n < ${3000 / threads}; n++) require('node:crypto').hash('sha256', block)`
  const script = `for (let n = 0; n < ${threads}; n++) new (require('node:worker_threads').Worker)(${JSON.stringify(loop)}, { eval: true })`
  return seconds(() => execFileSync(process.execPath, ['-e', script]))
}

/**
 * Measures the peak memory of the command, for few customers and for a hundred times as many. Each
 * run exports one week, to keep it short.
 */
function memory(folder: string, quick: boolean): Figure {
  const [few, many] = quick ? [100, 1000] : [1000, 100_000]
  const peak = (customers: number) => {
    const out = join(folder, 'memory')
    mkdirSync(out)
    const week = ['--from', '2026-10-01', '--to', '2026-10-07', '--workers', '1', '--customers', String(customers)]
    const told = command([...week, '--out', out], ['--import', `data:text/javascript,${encodeURIComponent(tellPeak)}`])
    rmSync(out, { recursive: true })
    return Number(/peak (\d+)/.exec(told)?.[1]) / 1024
  }
  const [small, large] = [peak(few), peak(many)]
  return {
    what: `export's peak memory, ${few.toLocaleString('en')} to ${many.toLocaleString('en')} customers`,
    target: 'flat, <= 1.25x',
    measured: `${Math.round(small)} MB to ${Math.round(large)} MB`,
    passes: large <= small * 1.25,
  }
}

const tellPeak = `import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('exit', () => console.log('peak', process.resourceUsage().maxRSS))`

/** Runs the export as `npm run export` does. */
const command = (args: readonly string[], flags: readonly string[] = []): string =>
  execFileSync(
    process.execPath,
    [...flags, '--import', './functions/node-version.mjs', 'functions/export.ts', ...args],
    { cwd: root, encoding: 'utf8' },
  )

function seconds(work: () => unknown): number {
  const before = performance.now()
  work()
  return (performance.now() - before) / 1000
}
