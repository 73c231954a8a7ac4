import { beforeEach, expect, test } from 'vitest'
import { createEventSubscription } from '#actions/events/partner-subscriptions.ts'
import { pollEvents } from '#actions/events/polling.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { events, sortableInstant } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { join, openBankWithStoppedClock, type Partner, passSeconds } from '#test/support/partners.ts'

let world: () => Promise<World>
let partner: Partner
let grant: Grant<'partner'>
beforeEach(async () => {
  const bank = await openBankWithStoppedClock()
  partner = await join(bank)
  grant = { scope: 'partner', partner: partner.id } as Grant<'partner'>
  world = () => worldOf(bank, bank.world)
  await createEventSubscription(await world(), grant, { Data: { Version: '4.0' } })
})

let stored = 0
/** Stores that a partner's consents were authorised, as commits of the bank do. */
async function happen(count: number, of: string): Promise<void> {
  const at = await world()
  passSeconds(1)
  const event: EventRecord = {
    kind: 'consent.authorised',
    partner: of,
    object: 'aac_1',
    at: 0,
    data: { kind: 'account-access', ConsentId: 'aac_1', Status: 'AUTH' },
  }
  for (let n = 0; n < count; n += 100) {
    const writes = Array.from({ length: Math.min(100, count - n) }, () => {
      const name = `${String(++stored).padStart(5, '0')}xxxxxx`
      const put = events.key(at, sortableInstant(Date.now()), name)
      return { put, expect: 'absent', value: event } as const
    })
    await at.sandbox.store.commit(writes)
  }
  passSeconds(6)
}

const poll = async (ack: string[] = [], maxEvents = 100) => {
  const answer = await pollEvents(await world(), grant, { returnImmediately: true, maxEvents, ack })
  return { ids: Object.keys(answer.sets), moreAvailable: answer.moreAvailable }
}

test('every token comes once where each is acknowledged', async () => {
  await happen(250, partner.id)
  const got: string[] = []
  let { ids, moreAvailable } = await poll()
  expect(moreAvailable).toBe(true)
  while (ids.length > 0) {
    got.push(...ids)
    ;({ ids, moreAvailable } = await poll(ids))
  }
  expect([got.length, new Set(got).size, moreAvailable]).toEqual([250, 250, false])
})

test('500 tokens after the oldest one that waits are given out, and those after them once it is acknowledged', async () => {
  await happen(600, partner.id)
  const [oldest, ...others] = (await poll()).ids as [string, ...string[]]
  let ack = others
  let given = 0
  while (ack.length > 0) {
    given += ack.length
    ack = (await poll(ack)).ids.filter((id) => id !== oldest)
  }
  expect(given).toBe(499)
  expect((await poll()).ids).toEqual([oldest])
  expect((await poll([oldest])).ids).toHaveLength(100)
})

test('a partner finds its token behind 2,500 events of another one, and the next poll reads few', async () => {
  await happen(2_500, 'app_busy')
  passSeconds(20)
  await happen(1, partner.id)
  expect((await poll()).ids).toHaveLength(1)
  const { units } = (await world()).sandbox.store
  const before = units.read
  expect((await poll()).ids).toHaveLength(1)
  expect(units.read - before).toBeLessThan(60)
})
