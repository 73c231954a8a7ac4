import { Agent, request } from 'node:http'

/** What a paced client sends: `perSecond` reads of a URL, evenly spread over some seconds. */
export type Load = {
  readonly url: string
  readonly token: string
  readonly perSecond: number
  readonly seconds: number
}

/** The response times in milliseconds, and how many answers had each status. */
export type Answers = { readonly latencies: number[]; readonly statuses: Record<number, number> }

/**
 * Sends a load over at most ten connections. Unlike autocannon it spreads the requests over each
 * second, does not wait for an answer before the next request is due, and keeps fractions of a
 * millisecond.
 */
export async function sendLoad({ url, token, perSecond, seconds }: Load): Promise<Answers> {
  const agent = new Agent({ keepAlive: true, maxSockets: 10 })
  const headers = { authorization: `Bearer ${token}` }
  const answers: Answers = { latencies: [], statuses: {} }
  const read = () =>
    new Promise<void>((resolve, reject) => {
      const sentAt = performance.now()
      const sent = request(url, { agent, headers }, (response) => {
        response.resume().once('end', () => {
          const { statusCode = 0 } = response
          answers.latencies.push(performance.now() - sentAt)
          answers.statuses[statusCode] = (answers.statuses[statusCode] ?? 0) + 1
          resolve()
        })
      })
      sent.once('error', reject).end()
    })
  const reads: Promise<void>[] = []
  const startedAt = performance.now()
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = Math.min(seconds, (performance.now() - startedAt) / 1000)
      while (reads.length < elapsed * perSecond) reads.push(read())
      if (elapsed < seconds) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  await Promise.all(reads)
  agent.destroy()
  return answers
}

// As a process of its own it sends each load that its parent asks for, and answers the statuses.
if (process.send)
  process.on('message', (load: Load) => void sendLoad(load).then(({ statuses }) => process.send?.(statuses)))
