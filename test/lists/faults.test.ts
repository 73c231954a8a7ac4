import { beforeAll, expect, test } from 'vitest'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'

/*
 * An armed fault reaches every operation of the Read/Write API and every endpoint of the
 * authorization server, and none of the control API. A call that would succeed without the fault
 * meets it.
 */
let kit: Kit
const called: Listed[] = operations.filter(({ surface }) => surface.name === 'open-banking')

beforeAll(async () => {
  kit = await openKit()
})

/** Arms a fault for work, and disarms it. */
async function whileArmed(work: () => Promise<void>, when: object = {}): Promise<void> {
  const { sandbox, world } = kit
  const path = `/control/worlds/${world.id}/faults`
  const armed = await sandbox.send('POST', path, { scenario: 'server-error', when }, world.controlKey)
  expect(armed.status).toBe(201)
  await work()
  await sandbox.send('DELETE', `${path}/${armed.body.id}`, undefined, world.controlKey)
}

const expectFault = ({ status, headers }: { status: number; headers: Headers }) =>
  expect([status, headers.get('x-sandbank-scenario')]).toEqual([500, 'server-error'])

test.each(called)('$id meets an armed fault', async (one) => {
  await kit.ready(one)
  await whileArmed(async () => expectFault(await kit.call(one)), { operations: [one.id] })
})

test.each([
  ['GET', '/.well-known/openid-configuration'],
  ['GET', '/.well-known/oauth-authorization-server'],
  ['GET', '/jwks'],
  ['GET', '/authorize?client_id=app_1'],
  ['GET', '/authorize/unknown'],
  ['GET', '/interaction/unknown'],
  ['POST', '/interaction/unknown'],
  ['POST', '/token'],
  ['POST', '/par'],
  ['POST', '/introspect'],
  ['POST', '/revoke'],
  ['POST', '/register'],
  ['GET', '/sign-in'],
  ['GET', '/nothing'],
])('%s /authorization/{WorldId}%s meets an armed fault', async (method, path) => {
  const init = { method, ...(method === 'POST' && { body: 'a=b' }) }
  await whileArmed(async () => expectFault(await kit.sandbox.request(`/authorization/${kit.world.id}${path}`, init)))
})

test('the metadata under the path of RFC 8414 meets it too', async () => {
  const path = `/.well-known/oauth-authorization-server/authorization/${kit.world.id}`
  await whileArmed(async () => expectFault(await kit.sandbox.request(path)))
})

test.each(operations.filter(({ surface, operation }) => surface.name === 'control' && operation.method === 'get'))(
  '$id of the control API does not',
  async (one) => {
    await kit.ready(one)
    await whileArmed(async () => {
      expect((await kit.call(one)).headers.get('x-sandbank-scenario')).toBeNull()
    })
  },
)
