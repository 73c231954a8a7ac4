import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import type { Figure } from './http.ts'
import { type Load, sendLoad } from './paced-client.ts'
import { cpuSeconds, type Running, start } from './process.ts'

/**
 * How many requests a second each team may send, how many the quiet team sends, and how many the
 * one that floods.
 */
const [limit, quietRate, floodRate] = [200, 170, 2_000]

/** What the quiet team reads, and what is flooded at the same time: the sandbox, or a control. */
type Side = { readonly reads: 'bank' | 'bare'; readonly floods?: 'bank' | 'bare' }
const alone: Side = { reads: 'bank' }
const beside: Side = { reads: 'bank', floods: 'bank' }
const besideOther: Side = { reads: 'bank', floods: 'bare' }
const bareAlone: Side = { reads: 'bare' }
const bareBeside: Side = { reads: 'bare', floods: 'bare' }
const sides = [alone, beside, besideOther, bareAlone, bareBeside]

/**
 * Measures what a team notices when another one floods the same sandbox at ten times its rate
 * limit: the 99th percentile of its response times, as a ratio to its own without the flood. The
 * flood comes from a process of its own. Each round measures all sides in another order, and the
 * percentile is of the response times of all rounds: those of one round are too few. Many short
 * rounds, because what else the machine does changes within seconds.
 *
 * Two controls show what the machine costs: the same flood of another process, and of a bare server
 * that answers 429 at once and serves the quiet team too. They excuse nothing: the target stays
 * 1.2, that of the promise. On two cores with a load of 8 to 16, in four runs of 2026-11-30, the
 * ratio was 0.3 to 2.1 and that of the bare server 0.8 to 7.6. So only a quiet machine tells.
 */
export async function flood(
  folder: string,
  { rounds, seconds, warming }: { rounds: number; seconds: number; warming: number },
): Promise<Figure> {
  const bank = await start('functions/local.ts', ['--port', '0', '--memory'], folder)
  const bare = await start('test/bench/control.ts', ['429'], folder)
  const flooder = fork(fileURLToPath(new URL('paced-client.ts', import.meta.url)))
  try {
    const urls = { bank: accountUrlOf(bank), bare: bare.url }
    const rateLimits = { world: { perSecond: limit } }
    const [quiet, loud] = [await newTeam(bank, rateLimits), await newTeam(bank, rateLimits)]
    // The compiler works on the thread of the server, and stops it until the code is warm.
    for (const token of [await newTeam(bank, {}), loud]) await saturate(urls.bank, token, warming)
    await saturate(urls.bare, loud, warming)
    const latencies = new Map(sides.map((side) => [side, [] as number[]]))
    let rejected = 0
    for (let round = 0; round < rounds; round++) {
      for (const side of orderOf(round)) {
        const { reads, floods } = side
        const load = { token: loud, perSecond: floodRate, seconds }
        const flooding = floods && sendElsewhere(flooder, { url: urls[floods], ...load })
        const answers = await sendLoad({ url: urls[reads], token: quiet, perSecond: quietRate, seconds })
        if (reads === 'bank' && answers.statuses[200] !== answers.latencies.length)
          throw new Error(`the quiet team got other answers than 200: ${JSON.stringify(answers.statuses)}`)
        latencies.get(side)?.push(...answers.latencies)
        const { 429: refused = 0 } = (await flooding) ?? {}
        if (side === beside) rejected += refused
      }
    }
    const p99 = (side: Side) => percentile(latencies.get(side) ?? [], 0.99)
    const ratio = p99(beside) / p99(alone)
    const ofBare = p99(bareBeside) / p99(bareAlone)
    const told = [
      `${ratio.toFixed(2)} (${p99(beside).toFixed(2)} ms of ${p99(alone).toFixed(2)} ms)`,
      `bare server ${ofBare.toFixed(2)} (${p99(bareBeside).toFixed(2)} ms of ${p99(bareAlone).toFixed(2)} ms)`,
      `beside a flood of the bare server ${(p99(besideOther) / p99(alone)).toFixed(2)}`,
      `${rejected.toLocaleString('en')} requests rejected`,
    ]
    return {
      what: "another team's p99 while one floods at ten times its limit",
      target: '<= 1.2 of its quiet one',
      measured: told.join('; '),
      passes: ratio <= 1.2 && rejected > 0,
    }
  } finally {
    flooder.kill()
    await Promise.all([bank.stop(), bare.stop()])
  }
}

/**
 * Measures the processor time of a request that is rejected over its limit, beside that of a served
 * account read. Rounds alternate. Both are admitted first, because only the token tells the world.
 * A read then comes from caches, while the text of a problem is made for each answer: so the target
 * is above 1. It was 1.1 to 1.2 on 2026-11-30, and 1.35 to 1.6 with a stack trace in the problem.
 */
export async function rejection(folder: string, amount: number): Promise<Figure> {
  const bank = await start('functions/local.ts', ['--port', '0', '--memory'], folder)
  try {
    const url = accountUrlOf(bank)
    const [served, limited] = [await newTeam(bank, {}), await newTeam(bank, { world: { perSecond: 0.01, burst: 1 } })]
    const costOf = async (token: string) => {
      const before = cpuSeconds(bank.process.pid as number)
      await saturate(url, token, amount)
      return (cpuSeconds(bank.process.pid as number) - before) / amount
    }
    let [ofServed, ofRejected] = [0, 0]
    const rounds = 6
    for (let round = 0; round <= rounds; round++) {
      const costs = [await costOf(served), await costOf(limited)] as const
      // The first round warms both.
      if (round === 0) continue
      ofServed += costs[0] / rounds
      ofRejected += costs[1] / rounds
    }
    const us = (seconds: number) => `${(seconds * 1e6).toFixed(0)} us`
    const ratio = ofRejected / ofServed
    return {
      what: 'processor time of a request over its limit',
      target: '<= 1.3 of a served account read',
      measured: `${ratio.toFixed(2)} (${us(ofRejected)} of ${us(ofServed)})`,
      passes: ratio <= 1.3,
    }
  } finally {
    await bank.stop()
  }
}

/** Returns the sides of a round: ten rounds have each side twice at each place. */
function orderOf(round: number): Side[] {
  const at = round % sides.length
  const order = [...sides.slice(at), ...sides.slice(0, at)]
  return round % 2 === 0 ? order : order.reverse()
}

/** Sends as many account reads of a team as a server answers, over 24 connections. */
// Autocannon ends only at a sample, by default once a second.
const saturate = (url: string, token: string, amount: number) =>
  autocannon({ url, amount, connections: 24, sampleInt: 20, headers: { authorization: `Bearer ${token}` } })

const accountUrlOf = ({ url }: Running) => `${url}/acc_0_current`

/** Sends a load from another process. Returns how many answers had each status. */
async function sendElsewhere(client: ChildProcess, load: Load): Promise<Record<number, number>> {
  client.send(load)
  const [statuses] = await once(client, 'message')
  return statuses
}

/** Creates a world with rate limits, and returns its developer token. */
async function newTeam(bank: Running, rateLimits: object): Promise<string> {
  const response = await fetch(new URL('/control/worlds', bank.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: 30, rateLimits }),
  })
  if (response.status !== 201) throw new Error(`a world was refused: ${await response.text()}`)
  return ((await response.json()) as { developerToken: string }).developerToken
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] as number
