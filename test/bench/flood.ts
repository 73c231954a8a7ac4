import autocannon from 'autocannon'
import type { Figure } from './http.ts'
import { median, start } from './process.ts'

/** How many requests a second each team may send, and how many the quiet one sends. */
const [limit, quietRate] = [200, 100]

type Team = { readonly token: string }

/**
 * Measures what a team notices when another one floods the same sandbox at ten times its rate
 * limit: the 99th percentile of its response times, beside its own without the flood. Medians of
 * the ratios of five rounds.
 */
export async function flood(folder: string, seconds: number): Promise<Figure> {
  const bank = await start('functions/local.ts', ['--port', '0', '--memory'], folder)
  try {
    const { origin } = new URL(bank.url)
    const [quiet, loud] = [await newTeam(origin), await newTeam(origin)]
    const load = (team: Team, rate: number) =>
      autocannon({
        url: `${origin}/open-banking/v4.0/aisp/accounts/acc_0_current`,
        duration: seconds,
        connections: 10,
        overallRate: rate,
        headers: { authorization: `Bearer ${team.token}` },
      })
    await Promise.all([load(quiet, quietRate), load(loud, limit * 10)])
    const ratios: number[] = []
    let rejected = 0
    for (let round = 0; round < 5; round++) {
      const alone = await load(quiet, quietRate)
      const [beside, flooding] = await Promise.all([load(quiet, quietRate), load(loud, limit * 10)])
      ratios.push(Math.max(1, beside.latency.p99) / Math.max(1, alone.latency.p99))
      rejected += flooding['4xx']
    }
    const ratio = median(ratios)
    return {
      what: "another team's p99 while one floods at ten times its limit",
      target: '<= 1.2 of its quiet one',
      measured: `${ratio.toFixed(2)}; ${rejected.toLocaleString('en')} requests of the flood rejected`,
      passes: ratio <= 1.2 && rejected > 0,
    }
  } finally {
    await bank.stop()
  }
}

/** Creates a world with a rate limit. */
async function newTeam(origin: string): Promise<Team> {
  const response = await fetch(`${origin}/control/worlds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ size: 30, rateLimits: { world: { perSecond: limit } } }),
  })
  const world = (await response.json()) as { developerToken: string }
  return { token: world.developerToken }
}
