import { parentPort, workerData } from 'node:worker_threads'
import { historyOf, lineOf } from './history.ts'
import { shortest, simulate } from './simulation.ts'
import { transfers } from './transfers.ts'

/**
 * The share of one worker: every `step`-th seed from `from` on, as a number of seeds or of bare
 * transfers.
 */
export type Shift = { readonly from: number; readonly step: number } & (
  | { readonly seeds: number }
  | { readonly transfers: number }
)

/**
 * The result of a worker: the number of orders or transfers, the failures, and the milliseconds
 * taken.
 */
export type Done = { readonly count: number; readonly failures: number; readonly milliseconds: number }

/**
 * Runs seeds one after the other. For each violation it reports the shortest history and the
 * command to replay it.
 */
async function many({ from, step, seeds }: { from: number; step: number; seeds: number }): Promise<Done> {
  let [count, failures] = [0, 0]
  const before = performance.now()
  for (let n = 0; n < seeds; n++) {
    const seed = from + n * step
    const { broken, told } = await simulate(seed)
    count += told.reduce((sum, { sent }) => sum + sent.length, 0)
    if (broken.length === 0) continue
    failures++
    const kept = await shortest(seed, historyOf(seed))
    console.error(
      `seed ${seed} breaks:\n${(await simulate(seed, kept)).broken.join('\n')}\n${kept.map(lineOf).join('\n')}`,
    )
    console.error(`npm run simulate -- --seed ${seed} --keep ${kept.map(({ n }) => n)}\n`)
  }
  return { count, failures, milliseconds: performance.now() - before }
}

const transfersPerSeed = 5_000
/** The first seeds warm the code up: they are checked but not counted. */
const warming = 10

async function bare({ from, step, transfers: wanted }: { from: number; step: number; transfers: number }) {
  let [count, failures, milliseconds] = [0, 0, 0]
  for (let n = 0; count < wanted; n++) {
    const seed = from + n * step
    const before = performance.now()
    const { booked, broken } = await transfers(seed, transfersPerSeed)
    if (broken.length > 0) {
      failures++
      console.error(`transfers of seed ${seed} break:\n${broken.slice(0, 10).join('\n')}`)
    }
    if (n < warming) continue
    milliseconds += performance.now() - before
    count += booked
  }
  return { count, failures, milliseconds }
}

const shift = workerData as Shift
parentPort?.postMessage(await ('seeds' in shift ? many(shift) : bare(shift)))
