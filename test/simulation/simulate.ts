import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Sent } from './answers.ts'
import { historyOf, lineOf } from './history.ts'
import { simulate } from './simulation.ts'
import type { Done, Shift } from './worker.ts'

const usage = `The bank under an unreliable store, in virtual time: npm run simulate -- [options]
  --seeds N       how many seeds, 1000 when absent
  --from S        the first of them, 1 when absent
  --seed S        one seed alone: what happens in it, and what is broken
  --keep 1,4,7    of that seed, these steps alone, as a failure prints them
  --transfers N   simulates N bare transfers instead, 5000 a seed, and measures their speed
  --workers N     over how many threads seeds are dealt out, one for each processor when absent`

type Name = 'seeds' | 'from' | 'seed' | 'transfers' | 'workers'

function options() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      keep: { type: 'string' },
      transfers: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
      help: { type: 'boolean' },
    },
  })
  const number = (name: Name, least: number): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text)
    throw new Error(`--${name} must be a whole number from ${least} (got ${text})`)
  }
  if (values.keep !== undefined && !/^\d+(,\d+)*$/.test(values.keep))
    throw new Error(`--keep must be numbers of steps, such as 1,4,7 (got ${values.keep})`)
  return {
    help: values.help === true,
    keep: values.keep?.split(',').map(Number),
    seed: number('seed', 0),
    from: number('from', 0) as number,
    seeds: number('seeds', 0) as number,
    transfers: number('transfers', 1),
    workers: number('workers', 1) as number,
  }
}

const shown = (number: number) => Math.round(number).toLocaleString('en')

/** Replays one seed and prints each step. `keep` names the steps to replay. */
async function replay(seed: number, keep: readonly number[] | undefined): Promise<boolean> {
  const steps = historyOf(seed).filter(({ n }) => keep?.includes(n) ?? true)
  const { broken, bank, told } = await simulate(seed, steps)
  console.log(`seed ${seed}: ${JSON.stringify(bank.faults)}\n${steps.map(lineOf).join('\n')}\n`)
  for (const { step, sent } of told)
    for (const one of sent) console.log(`step ${step.n}, key ${one.key}, from ${one.at} ms: ${heard(one)}`)
  console.log(broken.length === 0 ? '\nnothing is broken' : `\nBROKEN\n${broken.join('\n')}`)
  return broken.length === 0
}

function heard({ outcome }: Sent): string {
  if ('refused' in outcome) return `refused, ${outcome.refused.code}: ${outcome.refused.message}`
  if (!('answer' in outcome)) return 'no answer'
  const { order, isReplay } = outcome.answer
  return `${order.id}${isReplay ? ' again' : ''}${order.stopped ? `, ${order.stopped.code}` : ''}`
}

/** Runs the share of one worker. */
async function shift(workerData: Shift): Promise<Done> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData,
    // Simulations create many short-lived objects.
    resourceLimits: { maxYoungGenerationSizeMb: 96 },
  })
  const [done] = (await once(worker, 'message')) as [Done]
  return done
}

async function many(from: number, seeds: number, workers: number): Promise<boolean> {
  const before = performance.now()
  const shares = Array.from({ length: workers }, (_, n) => Math.ceil((seeds - n) / workers))
  const done = await Promise.all(shares.map((share, n) => shift({ from: from + n, step: workers, seeds: share })))
  const [orders, failures] = [sum(done, 'count'), sum(done, 'failures')]
  const seconds = shown((performance.now() - before) / 1000)
  console.log(
    `seeds ${from} to ${from + seeds - 1}: ${shown(orders)} orders sent, ${failures} seeds with something broken, ${seconds} s`,
  )
  return failures === 0
}

/** Runs bare transfers, and prints how many all workers together book and check per second. */
async function bare(from: number, wanted: number, workers: number): Promise<boolean> {
  const each = Math.ceil(wanted / workers)
  const shifts = Array.from({ length: workers }, (_, n) => shift({ from: from + n, step: workers, transfers: each }))
  const done = await Promise.all(shifts)
  const rate = done.reduce((rate, { count, milliseconds }) => rate + (count / milliseconds) * 1000, 0)
  const failures = sum(done, 'failures')
  console.log(
    `${shown(sum(done, 'count'))} transfers, ${shown(rate)} a second by ${workers} workers, ${failures} seeds with something broken`,
  )
  return failures === 0
}

const sum = (all: readonly Done[], name: keyof Done): number => all.reduce((sum, one) => sum + one[name], 0)

async function run({ keep, seed, from, seeds, transfers, workers }: ReturnType<typeof options>): Promise<void> {
  const isFine =
    seed !== undefined
      ? await replay(seed, keep)
      : transfers !== undefined
        ? await bare(from, transfers, workers)
        : await many(from, seeds, workers)
  if (!isFine) process.exitCode = 1
}

let asked: ReturnType<typeof options> | undefined
try {
  asked = options()
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`)
  process.exitCode = 1
}
if (asked?.help) console.log(usage)
else if (asked) await run(asked)
