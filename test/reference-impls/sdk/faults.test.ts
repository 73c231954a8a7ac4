import { beforeAll, expect, test } from 'vitest'
import { type Fetch, openBanking } from '#sdk/index.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let fetch: Fetch
beforeAll(async () => {
  fetch = await openSandbox()
})

const to = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
const amount = { minor: 1234n, currency: 'GBP' }
const page = () => new Response('<html>502</html>', { status: 502, headers: { 'content-type': 'text/html' } })

/** What happens to the first answers of the bank. The request has reached it, apart from `busy`. */
const faults: Record<string, (answer: () => Promise<Response>) => Promise<Response>> = {
  'a gateway that is busy': async () => Response.json({ Errors: [] }, { status: 503, headers: { 'retry-after': '2' } }),
  'a rate limit': async () => Response.json({ Errors: [] }, { status: 429, headers: { 'retry-after': '1' } }),
  'an answer that is cut after the commit': async (answer) => {
    await answer()
    throw new TypeError('terminated')
  },
  'a page of a gateway after the commit': async (answer) => {
    await answer()
    return page()
  },
  'half a JSON body after the commit': async (answer) =>
    new Response((await (await answer()).text()).slice(0, 40), { headers: { 'content-type': 'application/json' } }),
}

test.each(Object.entries(faults))('%s: every payment is made exactly once', async (_, fault) => {
  const { world } = await openBank(fetch)
  const waits: number[] = []
  const failing = new Set<string>()
  const bank = openBanking({
    baseUrl: world.openBanking,
    token: world.developerToken,
    retries: { sleep: async (milliseconds) => void waits.push(milliseconds), random: () => 0.5 },
    fetch: async (url, init) => {
      const key = new Headers(init.headers).get('x-idempotency-key')
      const answer = async () => fetch(url, init)
      if (key === null || failing.has(key)) return answer()
      failing.add(key)
      return fault(answer)
    },
  })
  const order = await bank.pay({ to, amount, reference: 'once' })
  expect(waits).toHaveLength(2)
  const paid = (await bank.transactions({ accountId: 'acc_0_current' }).toArray()).filter(
    ({ TransactionReference }) => TransactionReference === 'once',
  )
  expect(paid).toHaveLength(1)
  expect(order.id).toMatch(/^pay_/)
})

test('a call without an idempotency key is not repeated', async () => {
  const { world } = await openBank(fetch)
  let calls = 0
  const bank = openBanking({
    baseUrl: world.openBanking,
    token: world.developerToken,
    fetch: () => {
      calls++
      return Response.json({ Errors: [] }, { status: 503 })
    },
  })
  await expect(bank.funds.confirm('fcc_1', amount, 'till 4')).rejects.toMatchObject({ name: 'UnavailableError' })
  expect(calls).toBe(1)
})

test('a wait longer than the limit is left to the caller', async () => {
  const { bank, world } = await openBank(fetch)
  await world.faults.arm({ scenario: 'too-many-requests' })
  await expect(bank.accounts().toArray()).rejects.toMatchObject({ name: 'RateLimitedError', retryAfterSeconds: 30 })
})
