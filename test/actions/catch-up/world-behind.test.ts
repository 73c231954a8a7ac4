import { describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { isDue, loadWorldAsStored } from '#store/world.ts'
import { externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { aisp, testNow } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'
import { sweepWorlds } from '#worker/wake.ts'

const orders = 30

/**
 * Thirty customers pay every day for half a year. Then each commit takes a second of real time, and
 * a request has three.
 */
async function openSlow({ rate = 0 } = {}) {
  let [now, commitsTakeMs] = [Date.parse(testNow), 0]
  const real = () => now
  const store = withCommits(sqliteStore({ now: real }), (commit) => {
    now += commitsTakeMs
    return commit()
  })
  const bank = await openPaymentBank({ ada: '100000.00' }, { real, store, catchUpBudgetMs: 3_000, world: { rate } })
  await placeAll(bank)
  commitsTakeMs = 1_000
  return {
    bank,
    real,
    pass: (ms: number) => {
      now += ms
    },
    advance: (by: object = { months: 6 }) =>
      bank.sandbox.send('POST', `/control/worlds/${bank.newWorld.id}/clock/advance`, by, bank.newWorld.controlKey),
    isBehind: async () => {
      const world = await loadWorldAsStored(bank.sandbox.sandbox, bank.newWorld.id)
      return world !== undefined && isDue(world.record, world.now)
    },
  }
}

async function placeAll(bank: PaymentBank): Promise<void> {
  for (let n = 0; n < orders; n++)
    await bank.place('ada', 'domestic-standing-order', {
      MandateRelatedInformation: { Frequency: { Type: 'DAIL' }, FirstPaymentDateTime: '2026-11-25T07:00:00Z' },
      FirstPaymentAmount: pounds('1.00'),
      CreditorAccount: externalPayee,
    })
}

/** The same without a time limit. */
async function atOnce() {
  const bank = await openPaymentBank({ ada: '100000.00' })
  await placeAll(bank)
  await bank.advance({ months: 6 })
  return bank.proof()
}

describe('a world with more due items than one request has time for', () => {
  test('reports that it is behind, keeps what is done, and continues with each further request', async () => {
    const { bank, real, advance, isBehind } = await openSlow()
    const moved = await advance()
    expect([moved.status, moved.headers.get('retry-after')]).toEqual([503, '5'])
    expect(moved.body).toMatchObject({
      type: 'http://sandbank.test/problems/world-behind',
      title: 'The world is still catching up with its clock',
      detail:
        'the clock is set, and the world is still executing due items: read the world until it answers, and do not move the clock again',
    })
    let asked = 0
    for (; await isBehind(); asked++) {
      const before = real()
      await bank.sandbox.send('GET', `/control/worlds/${bank.newWorld.id}`, undefined, bank.newWorld.controlKey)
      // The time limit, and then the rest of the running commit.
      expect(real() - before).toBeLessThanOrEqual(3_000)
    }
    expect(asked).toBeGreaterThan(20)
    const read = await bank.sandbox.send(
      'GET',
      `/control/worlds/${bank.newWorld.id}`,
      undefined,
      bank.newWorld.controlKey,
    )
    expect([read.status, read.body.now]).toEqual([200, '2027-05-24T09:30:00.000Z'])
    expect(await bank.proof()).toEqual(await atOnce())
  })

  test('advances once, although the same advance is requested until it succeeds', async () => {
    const { advance } = await openSlow()
    const from = { from: testNow, months: 6 }
    const moved = await advance(from)
    expect([moved.status, moved.body.detail]).toEqual([
      503,
      'the clock is set, and the world is still executing due items: repeat this request, which does not move the clock again',
    ])
    let [asked, answer] = [0, moved]
    for (; answer.status === 503 && asked < 1_000; asked++) answer = await advance(from)
    expect(asked).toBeGreaterThan(20)
    expect([answer.status, answer.body.now]).toEqual([200, '2027-05-24T09:30:00.000Z'])
  })

  test('reports that it is behind in the error form of each surface', async () => {
    const { bank, advance } = await openSlow()
    await advance()
    const read = await bank.sandbox.send('GET', `${aisp}/accounts`, undefined, bank.newWorld.developerToken)
    expect([read.status, read.headers.get('retry-after')]).toEqual([503, '5'])
    expect(read.body).toMatchObject({
      Code: 'world-behind',
      Errors: [
        {
          ErrorCode: 'U000',
          Message: 'the world is still catching up with its clock; send the request again in 5 seconds',
        },
      ],
    })
    const page = await bank.sandbox.request(`/authorization/${bank.newWorld.id}/customer`, {
      headers: { accept: 'text/html' },
    })
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('The bank isn’t ready yet')
    expect(bank.sandbox.logged).toEqual([])
  })

  test('does not make one request wait for another', async () => {
    const { bank, real, advance } = await openSlow()
    await advance()
    const before = real()
    const waiting = [1, 2, 3].map(() => catchUp(bank.sandbox.sandbox, bank.newWorld.id))
    const outcomes = await Promise.allSettled(waiting)
    expect(outcomes).toMatchObject(waiting.map(() => ({ status: 'rejected', reason: { code: 'world-behind' } })))
    expect(real() - before).toBeLessThanOrEqual(3_000)
  })

  test('is caught up by the sweeps, which do not fail', async () => {
    const { bank, pass, isBehind } = await openSlow({ rate: 1 })
    pass(180 * 24 * 3_600_000)
    let sweeps = 0
    for (; await isBehind(); sweeps++) await sweepWorlds(bank.sandbox.sandbox)
    expect(sweeps).toBeGreaterThan(20)
    expect(await bank.proof()).toMatchObject({ holds: true })
    expect(bank.sandbox.logged).toEqual([])
  })
})
