import { parseArgs } from 'node:util'
import { historyOf, lineOf } from './history.ts'
import { shortest, simulate } from './simulation.ts'
import { transfers } from './transfers.ts'

const usage = `The bank under an unreliable store, in virtual time: npm run simulate -- [options]
  --seeds N       how many seeds, 1000 when absent
  --from S        the first of them, 1 when absent
  --seed S        one seed alone: what happens in it, and what is broken
  --keep 1,4,7    of that seed, these steps alone, as a failure prints them
  --transfers N   so many bare transfers instead, 5000 a seed, to see how fast they go`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    keep: { type: 'string' },
    transfers: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const count = (name: 'seeds' | 'from' | 'seed' | 'transfers'): number => {
  const text = values[name] ?? ''
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number; given: ${text}\n\n${usage}`)
  return Number(text)
}
const shown = (number: number) => Math.round(number).toLocaleString('en')

/** One seed, told step by step; `keep` are the steps that are left of it. */
async function replay(seed: number, keep: readonly number[] | undefined): Promise<boolean> {
  const steps = historyOf(seed).filter(({ n }) => keep?.includes(n) ?? true)
  const { broken, bank, told } = await simulate(seed, steps)
  console.log(`seed ${seed}: ${JSON.stringify(bank.faults)}\n${steps.map(lineOf).join('\n')}\n`)
  for (const { step, sent } of told)
    for (const { key, at, outcome } of sent) console.log(`step ${step.n}, key ${key}, from ${at} ms: ${heard(outcome)}`)
  console.log(broken.length === 0 ? '\nnothing is broken' : `\nBROKEN\n${broken.join('\n')}`)
  return broken.length === 0
}

function heard(outcome: Awaited<ReturnType<typeof simulate>>['told'][number]['sent'][number]['outcome']): string {
  if ('refused' in outcome) return `refused, ${outcome.refused.code}: ${outcome.refused.message}`
  if (!('answer' in outcome)) return 'nobody answered'
  const { order, isReplay } = outcome.answer
  return `${order.id}${isReplay ? ' again' : ''}${order.stopped ? `, ${order.stopped.code}` : ''}`
}

/** Many seeds; of each that breaks something the shortest history, and how to see it again. */
async function many(from: number, seeds: number): Promise<boolean> {
  let [orders, failures] = [0, 0]
  const before = performance.now()
  for (let seed = from; seed < from + seeds; seed++) {
    const { broken, told } = await simulate(seed)
    orders += told.reduce((sum, { sent }) => sum + sent.length, 0)
    if (broken.length === 0) continue
    failures++
    const kept = await shortest(seed, historyOf(seed))
    console.error(`seed ${seed} breaks:\n${(await simulate(seed, kept)).broken.join('\n')}`)
    console.error(
      `${kept.map(lineOf).join('\n')}\nnpm run simulate -- --seed ${seed} --keep ${kept.map(({ n }) => n)}\n`,
    )
  }
  const seconds = (performance.now() - before) / 1000
  console.log(
    `seeds ${from} to ${from + seeds - 1}: ${shown(orders)} orders sent, ${failures} seeds with something broken, ${shown(seconds)} s`,
  )
  return failures === 0
}

/** Bare transfers by the seed, and how many a second; the first seeds warm the code up. */
async function bare(from: number, wanted: number): Promise<boolean> {
  const perSeed = 5_000
  let [booked, failures, milliseconds] = [0, 0, 0]
  for (let seed = from, warm = 10; booked < wanted; seed++, warm--) {
    const before = performance.now()
    const one = await transfers(seed, perSeed)
    if (one.broken.length > 0) {
      failures++
      console.error(`transfers of seed ${seed} break:\n${one.broken.slice(0, 10).join('\n')}`)
    }
    if (warm > 0) continue
    milliseconds += performance.now() - before
    booked += one.booked
  }
  console.log(
    `${shown(booked)} transfers, ${shown((booked / milliseconds) * 1000)} a second, ${failures} seeds with something broken`,
  )
  return failures === 0
}

if (values.help) console.log(usage)
else {
  const keep = values.keep?.split(',').map(Number)
  const isFine =
    values.seed !== undefined
      ? await replay(count('seed'), keep)
      : values.transfers !== undefined
        ? await bare(count('from'), count('transfers'))
        : await many(count('from'), count('seeds'))
  if (!isFine) process.exitCode = 1
}
