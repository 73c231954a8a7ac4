import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { wakeUps, worldDirectory, worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { damagedRecord } from '#store/store-failure.ts'
import { Risk } from '#test/support/orders.ts'
import { pisp } from '#test/support/payers.ts'
import { domestic, scheduled } from '#test/support/payment-requests.ts'
import { advance, aisp, type Json, rejectionOf, type TestSandbox, testNow, testSandbox } from '#test/support/sandbox.ts'
import { fetchOverSocket } from '#test/support/sockets.ts'
import { purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const folder = mkdtempSync(joinPath(tmpdir(), 'sandbank-damage-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
let sandbox: TestSandbox
let world: NewWorld
/** Overwrites the value of the one item whose key matches. */
let damageIn: (partition: string, path: string, value: string) => Promise<void>
let damage: (path: string, value: string) => Promise<void>
const inWorld = () => `world/${world.id}`
const inEpoch = () => `world/${world.id}/0`

beforeEach(async () => {
  const file = joinPath(folder, `${++files}.sqlite`)
  const store = sqliteStore({ file, now: () => Date.parse(testNow) })
  sandbox = await testSandbox({ store })
  world = await sandbox.createWorld()
  // Another connection, as a person uses who writes into the file of a running sandbox.
  const other = new DatabaseSync(file)
  damageIn = async (partition, path, value) => {
    const update = other.prepare('UPDATE items SET value = ? WHERE partition GLOB ? AND path GLOB ?')
    expect(update.run(value, partition, path).changes, path).toBe(1)
    // This process notices other connections once per turn of the event loop.
    await nextTurn()
  }
  damage = (path, value) => damageIn('*', path, value)
  return async () => {
    other.close()
    await store.close()
  }
})

const read = (path: string, one = world) => sandbox.send('GET', path, undefined, one.developerToken)
let sent = 0
async function call(path: string, body: object): Promise<{ status: number; body: Json }> {
  const response = await sandbox.request(pisp + path, {
    method: 'POST',
    token: world.developerToken,
    headers: { 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}` },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
async function createConsent(kind = 'domestic-payment', data: object = { Initiation: domestic() }): Promise<string> {
  const { status, body } = await call(`/${kind}-consents`, { Data: data, Risk })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.Data.ConsentId
}
const messageOf = ({ body }: { body: Json }): string => body.Errors?.[0].Message ?? body.detail

describe('one damaged record makes one resource fail', () => {
  test.each([
    ['{"secret":', 'cannot be read'],
    ['null', 'does not fit its schema (Invalid input'],
    ['3', 'does not fit its schema (Invalid input'],
    ['{}', 'does not fit its schema (kind: Invalid'],
  ])('a consent with the value %s: 500 that names it, and others are read', async (value, what) => {
    const [bad, good] = [await createConsent(), await createConsent()]
    await damage(`consent/${bad}`, value)
    const answer = await read(`${pisp}/domestic-payment-consents/${bad}`)
    expect(rejectionOf(answer)).toBe('500 store-damaged')
    expect(messageOf(answer)).toContain(`the record consent/${bad} in ${inEpoch()} ${what}`)
    expect(JSON.stringify([answer.body, sandbox.logged])).not.toContain('secret')
    expect(sandbox.logged).toEqual([expect.objectContaining({ level: 'error', message: 'the store failed' })])
    expect((await read(`${pisp}/domestic-payment-consents/${good}`)).status).toBe(200)
    expect((await read(`${aisp}/accounts`)).status).toBe(200)
  })

  test('a leg: the transactions of its account fail, not those of another', async () => {
    const Initiation = domestic()
    const ConsentId = await createConsent()
    expect((await call('/domestic-payments', { Data: { ConsentId, Initiation }, Risk })).status).toBe(201)
    await damage('account/acc_0_current/leg/*', '{"amount":')
    const transactions = await read(`${aisp}/accounts/acc_0_current/transactions`)
    expect(rejectionOf(transactions)).toBe('500 store-damaged')
    expect(messageOf(transactions)).toContain('the record account/acc_0_current/leg/')
    expect((await read(`${aisp}/accounts/acc_0_savings/transactions`)).status).toBe(200)
    const proof = await sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, world.controlKey)
    expect(proof.body).toMatchObject({ holds: false, breaks: { account: 'acc_0_current', seq: 1 } })
  })

  test('a token: 500, and not 401, without its digest', async () => {
    await damage('token/*', '{}')
    const answer = await read(`${aisp}/accounts`)
    expect(rejectionOf(answer)).toBe('500 store-damaged')
    expect(messageOf(answer)).toContain(`the record token/... in ${inWorld()} does not fit`)
  })

  test('the custom data of a world: 500, and not the world without them; the world can be deleted', async () => {
    const path = `/control/worlds/${world.id}/edits`
    const edits = { balances: [{ account: 'acc_0_current', balance: '12.00', at: testNow }] }
    const put = await sandbox.send('PUT', path, edits, world.controlKey)
    expect(put.status, JSON.stringify(put.body)).toBe(200)
    await damage('edits', '{"digest":"another","packed":"AAAA"}')
    const answer = await read(`${aisp}/accounts`)
    expect(rejectionOf(answer)).toBe('500 store-damaged')
    expect(messageOf(answer)).toContain(`the record edits in ${inEpoch()} cannot be read`)
    const removed = await sandbox.send('DELETE', `/control/worlds/${world.id}`, undefined, world.controlKey)
    expect(removed.status).toBe(204)
    expect(rejectionOf(await read(`${aisp}/accounts`))).toBe('401 token-invalid')
    const [entry] = await sandbox.store.get([worldDirectory.key(world.id)])
    await purgeDeletedWorlds(sandbox.sandbox, entry ? [entry] : [])
    expect(await sandbox.store.list(inEpoch(), { limit: 9 })).toEqual([])
  })

  test('a world: other worlds go on, also in the sweep, and restoring its value mends it', async () => {
    const other = await sandbox.createWorld()
    const [item] = await sandbox.store.get([worlds.key(world.id)])
    await sandbox.store.commit([
      { put: wakeUps.key(1, world.id), expect: 'absent', value: { id: world.id } },
      { put: wakeUps.key(2, other.id), expect: 'absent', value: { id: other.id } },
    ])
    await damage(`*/${other.id}`, 'no JSON')
    await damageIn(inWorld(), 'world', '{}')
    expect(rejectionOf(await read(`${aisp}/accounts`))).toBe('500 store-damaged')
    expect((await read(`${aisp}/accounts`, other)).status).toBe(200)
    await expect(sweepWorlds(sandbox.sandbox)).rejects.toThrow('sweep: 1 tasks failed')
    // The wake-up of the other world no longer applied: the sweep removed it.
    const left = await sandbox.store.list('waking', { limit: 9 })
    expect(left.map(({ key }) => key.path.split('/')[1])).toEqual([world.id])
    await damageIn(inWorld(), 'world', JSON.stringify(item?.value))
    expect((await read(`${aisp}/accounts`)).status).toBe(200)
  })

  test.each<[what: string, glob: (consent: string) => string, status: number]>([
    ['its order', () => 'order/*', 500],
    ['its consent', (consent) => `consent/${consent}`, 500],
    ['its due item', () => 'due/*', 200],
  ])('a scheduled payment is not executed if %s is damaged, and the rest of its world is', async (_, glob, status) => {
    const Permission = 'Create'
    const ids: string[] = []
    const place = async () => {
      const Initiation = scheduled()
      const ConsentId = await createConsent('domestic-scheduled-payment', { Permission, Initiation })
      const data = { Data: { ConsentId, Initiation }, Risk }
      const { status, body } = await call('/domestic-scheduled-payments', data)
      expect(status, JSON.stringify(body)).toBe(201)
      ids.push(body.Data.DomesticScheduledPaymentId)
      return ConsentId
    }
    await damage(glob(await place()), '{}')
    await place()
    await advance(sandbox, world, { days: 30 })
    const messages = (sandbox.logged as { message: string }[]).map(({ message }) => message)
    expect(new Set(messages)).toEqual(new Set(['a due item was not executed']))
    const orders = await Promise.all(ids.map((id) => read(`${pisp}/domestic-scheduled-payments/${id}`)))
    expect(orders.map((order) => order.status)).toEqual([status, 200])
    expect(orders[1]?.body.Data.Status).toBe('ACSC')
    const legs = await sandbox.store.list(inEpoch(), { prefix: 'account/acc_0_current/leg/', limit: 9 })
    expect(legs.filter((leg) => JSON.stringify(leg.value).includes(ids[0] as string))).toEqual([])
    expect(legs.filter((leg) => JSON.stringify(leg.value).includes(ids[1] as string))).toHaveLength(1)
  })
})

test('damaged keys of a world fail its token endpoint with the reason, through Hono and on a socket', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const path = `/authorization/${world.id}/token`
  const ask = () => new Request(`http://sandbank.test${path}`, { method: 'POST', headers, body: 'grant_type=none' })
  const overSocket = fetchOverSocket(sandbox.surfaces)
  await (await sandbox.fetch(ask())).text()
  await damage('keys', '{"secret":1}')
  for (const send of [sandbox.fetch, overSocket, overSocket]) {
    const response = await send(ask())
    const body = (await response.json()) as Json
    expect([response.status, body.errors[0].code]).toEqual([500, 'store-damaged'])
    expect(body.detail).toContain(`the record keys in ${inWorld()} does not fit its schema`)
  }
})

describe('the names of damaged records', () => {
  test.each([
    ['oidc/AccessToken/secret', 'oidc/AccessToken/...'],
    ['session/secret', 'session/...'],
    ['elsewhere/cus_0/secret', 'elsewhere/...'],
    ['authorising/secret', 'authorising/...'],
    ['oidc-of/grant/secret/Code/secret', 'oidc-of/...'],
    ['order/pay_1', 'order/pay_1'],
  ])('%s is named %s', (path, name) => {
    expect(damagedRecord({ partition: 'world/wld_1/0', path }).message).toMatch(`the record ${name} in world/wld_1/0 `)
  })
})
