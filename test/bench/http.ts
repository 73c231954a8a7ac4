import { join } from 'node:path'
import autocannon from 'autocannon'
import { median, residentMegabytes, start } from './process.ts'

/** One figure of the bench: its target and its measured value. */
export type Figure = {
  readonly what: string
  readonly target: string
  readonly measured: string
  readonly passes: boolean
}

const authorization = 'Bearer dev_default_hackathon'

async function rate(url: string, seconds: number): Promise<number> {
  const result = await autocannon({ url, duration: seconds, connections: 24, headers: { authorization } })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors under load`)
  return result.requests.average
}

/**
 * Measures rates over HTTP as ratios to the control in the same round; medians of three rounds. The
 * bank runs on its durable store.
 */
export async function rates(folder: string, seconds: number): Promise<Figure[]> {
  const control = await start('test/bench/control.ts', [], folder)
  const bank = await start('functions/local.ts', ['--port', '0', '--size', '1000'], folder)
  try {
    const aisp = bank.url.replace(/\/accounts$/, '')
    const targets = [
      { what: 'account read', url: `${aisp}/accounts/acc_0_current`, least: 0.35, stretch: 0.45 },
      {
        what: 'page of 50 transactions',
        url: `${aisp}/accounts/acc_0_current/transactions`,
        least: 0.12,
        stretch: 0.3,
      },
      { what: 'page of 50 over all accounts', url: `${aisp}/transactions`, least: 0.12, stretch: 0.3 },
    ]
    await Promise.all([control.url, ...targets.map(({ url }) => url)].map((url) => rate(url, 1)))
    const measured: number[][] = targets.map(() => [])
    const controls: number[] = []
    for (let round = 0; round < 3; round++) {
      const base = await rate(control.url, seconds)
      controls.push(base)
      for (const [n, { url }] of targets.entries()) measured[n]?.push((await rate(url, seconds)) / base)
    }
    const figures = targets.map(({ what, least, stretch }, n): Figure => {
      const ratio = median(measured[n] as number[])
      return {
        what,
        target: `>= ${least} of the control (stretch ${stretch})`,
        measured: `${ratio.toFixed(2)} of ${Math.round(median(controls))}/s`,
        passes: ratio >= least,
      }
    })
    return figures
  } finally {
    await Promise.all([control.stop(), bank.stop()])
  }
}

/**
 * Measures account reads with the request log against reads without it, side by side: the median of
 * the ratios of seven rounds.
 */
export async function logCost(folder: string, seconds: number): Promise<Figure> {
  const options = ['--port', '0', '--memory']
  const off = await start('functions/local.ts', [...options, '--no-log'], folder)
  const on = await start('functions/local.ts', options, folder)
  const read = ({ url }: typeof on) => rate(`${url}/acc_0_current`, seconds)
  try {
    await Promise.all([read(off), read(on)])
    const ratios: number[] = []
    for (let round = 0; round < 7; round++) {
      const without = await read(off)
      ratios.push((await read(on)) / without)
    }
    const ratio = median(ratios)
    const measured = `${ratio.toFixed(2)} of a read without the log`
    return { what: 'account read with the request log', target: '>= 0.9 of off', measured, passes: ratio >= 0.9 }
  } finally {
    await Promise.all([on.stop(), off.stop()])
  }
}

/**
 * Measures the resident memory of a fresh process under load: of any start, and of the first start.
 * The first start also keeps Node's type stripper in memory, about 30 MB. Later starts use the
 * compile cache instead.
 */
export async function memory(folder: string): Promise<Figure> {
  const env = { NODE_COMPILE_CACHE: join(folder, 'compiled') }
  const first = await residentAfter(folder, 10_000, env)
  const any = await residentAfter(folder, 10_000, env)
  const told = (megabytes: number | undefined) => `${megabytes?.toFixed(0) ?? '?'} MB`
  const measured = any === undefined ? 'not measured on this system' : `${told(any)}, ${told(first)} in the first run`
  return {
    what: 'resident memory after 10,000 requests',
    target: '<= 152 MB, 32 of them the request log',
    measured,
    passes: (any ?? 0) <= 152,
  }
}

/** Returns the resident memory after requests for accounts, balances and pages. */
async function residentAfter(
  folder: string,
  amount: number,
  env: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const bank = await start('functions/local.ts', ['--port', '0'], folder, env)
  try {
    const aisp = bank.url.replace(/\/accounts$/, '')
    const requests = ['accounts', 'balances', 'transactions', 'accounts/acc_0_current/transactions'].map((path) => ({
      path: new URL(`${aisp}/${path}`).pathname,
    }))
    const { non2xx } = await autocannon({
      url: bank.url,
      amount,
      connections: 24,
      requests,
      headers: { authorization },
    })
    if (non2xx > 0) throw new Error(`${non2xx} refusals under load`)
    return residentMegabytes(bank.process.pid as number)
  } finally {
    await bank.stop()
  }
}

/**
 * Measures the time from starting the process to the first 200, on the default store in an empty
 * folder. Returns the median of several starts.
 */
export async function firstAnswer(folder: string, starts: number): Promise<Figure> {
  const times: number[] = []
  for (let n = 0; n <= starts; n++) {
    const before = performance.now()
    const bank = await start('functions/local.ts', ['--port', '0', '--memory'], folder)
    const { status } = await fetch(bank.url, { headers: { authorization } })
    if (status !== 200) throw new Error(`the first answer was ${status}`)
    // The first start fills the compile cache and is not counted.
    if (n > 0) times.push(performance.now() - before)
    await bank.stop()
  }
  return {
    what: 'process start to first 200',
    target: '<= 300 ms',
    measured: `${median(times).toFixed(0)} ms`,
    passes: median(times) <= 300,
  }
}

/** Measures how long it takes to create worlds of a million customers. */
export async function worldCreation(folder: string): Promise<Figure> {
  const bank = await start('functions/local.ts', ['--port', '0'], folder)
  try {
    // The first answer of a server also loads code, so one request precedes the measurement.
    await (await fetch(new URL('/control/personas', bank.url))).text()
    const times: number[] = []
    for (let seed = 0; seed < 20; seed++) {
      const before = performance.now()
      const response = await fetch(new URL('/control/worlds', bank.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seed, size: 1_000_000 }),
      })
      if (response.status !== 201) throw new Error(`a world was refused with ${response.status}`)
      await response.text()
      times.push(performance.now() - before)
    }
    return {
      what: 'world of 1,000,000 customers',
      target: '< 50 ms',
      measured: `median ${median(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`,
      passes: Math.max(...times) < 50,
    }
  } finally {
    await bank.stop()
  }
}
