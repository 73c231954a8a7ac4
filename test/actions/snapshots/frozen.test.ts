import { afterEach, expect, test, vi } from 'vitest'
import { worlds } from '#store/records.ts'
import {
  assertionOf,
  type Bank,
  call,
  clientToken,
  connect,
  join,
  openBankWithStoppedClock,
  passSeconds,
  post,
} from '#test/support/partners.ts'
import { aisp, rejectionOf } from '#test/support/sandbox.ts'

afterEach(() => void vi.useRealTimers())

/** Freezes a world for a minute, as a copy of a busy world does. */
async function freeze({ store, world }: Bank): Promise<void> {
  const [item] = await store.get([worlds.key(world.id)])
  if (!item) throw new Error('there is no such world')
  const value = { ...worlds.read(item), frozenUntil: Date.now() + 60_000 }
  await store.commit([{ put: item.key, expect: { version: item.version }, value }])
}

test('a frozen world answers 503 with Retry-After on every surface, writes nothing, and goes on afterwards', async () => {
  const bank = await openBankWithStoppedClock()
  const partner = await join(bank)
  const { token } = await connect(partner)
  await freeze(bank)
  const before = bank.store.units.write
  const { developerToken, controlKey, id } = bank.world
  const answers = [
    await bank.send('GET', `${aisp}/accounts`, undefined, developerToken),
    await call(partner, token, 'accounts'),
    await bank.send('GET', `/control/worlds/${id}`, undefined, controlKey),
    await bank.send('POST', `/control/worlds/${id}/clock/advance`, { days: 1 }, controlKey),
  ]
  expect(answers.map(rejectionOf)).toEqual(Array(4).fill('503 unavailable'))
  const issued = await post(
    partner,
    'token',
    { grant_type: 'client_credentials', scope: 'accounts' },
    { assertion: await assertionOf(partner) },
  )
  expect(rejectionOf(issued)).toBe('503 unavailable')
  const page = await bank.request(`/authorization/${id}/customer`)
  expect(page.status).toBe(503)
  for (const { headers } of [...answers, issued, page]) expect(headers.get('retry-after')).toBe('2')
  expect(bank.store.units.write).toBe(before)
  passSeconds(60)
  expect((await call(partner, token, 'accounts')).status).toBe(200)
  expect((await clientToken(partner)).access_token).toBeDefined()
})
