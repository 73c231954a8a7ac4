import { afterAll, expect, test, vi } from 'vitest'
import { revokeConsent } from '#actions/consents/consents.ts'
import { findWorld, type World } from '#store/world.ts'
import { formOf, Visitor } from '#test/support/console/visitor.ts'
import { call, connect, join, openBank, stopClock } from '#test/support/partners.ts'
import { testSandbox } from '#test/support/sandbox.ts'

stopClock()
afterAll(() => void vi.useRealTimers())

test("a replay has the grant of a partner's consent, and is rejected once the customer has revoked it", async () => {
  const bank = await openBank()
  const name = '<img src=x onerror=alert(1)> Spendy'
  const partner = await join(bank, { name })
  const { consent, token } = await connect(partner)
  expect((await call(partner, token, 'accounts')).status).toBe(200)

  const { sandbox, world, store } = bank
  const visitor = new Visitor(await testSandbox({ ...sandbox, store, first: { ...world, persona: 'x' } }))
  const list = await visitor.get(`/console/${world.id}/requests?operation=GetAccounts&partner=${partner.id}`)
  expect(list.text).toContain('&lt;img src=x onerror=alert(1)&gt; Spendy')
  expect(list.text).not.toContain('<img')
  const [, id] = /<li class="req" id="([^"]+)"/.exec(list.text) ?? []
  const open = () => visitor.get(`/console/${world.id}/requests/${id}`)
  const page = await open()
  expect(page.text).toContain(`<code>${consent}</code>`)
  expect(page.text).not.toContain(token)
  const replay = async () => (await visitor.send(formOf(await open(), '/replay'), { scenario: '' })).text
  expect(await replay()).toContain('Replayed without a fault: 200; the first answer was 200.')
  await revokeConsent((await findWorld(sandbox, world.id)) as World, 'cus_0', consent)
  expect(await replay()).toContain('Replayed without a fault: 403; the first answer was 200.')
})
