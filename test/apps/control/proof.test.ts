import { beforeEach, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { legs } from '#store/records.ts'
import { book, buildOrderWrite } from '#test/support/book.ts'
import { worldOf } from '#test/support/grants.ts'
import { type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let world: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  const there = await worldOf(sandbox, world)
  const side = (account: string, amount: bigint) => ({ account, amount, currency: 'GBP', kind: 'transfer-in' }) as const
  const postings = [side('acc_0_current', -1234n), side('acc_2_current', 1234n)]
  const movement = { payment: 'pay_1', at: there.now, postings }
  await book(there, ['acc_0_current', 'acc_2_current'], () => ({
    movement,
    writes: [buildOrderWrite(there, movement)],
    result: undefined,
  }))
})

const proof = async (token = world.controlKey): Promise<{ status: number; body: Json }> =>
  sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, token)

test('a world proves its sums to the holder of its control key', async () => {
  const { status, body } = await proof()
  expect([status, body]).toEqual([
    200,
    { holds: true, accounts: 2, legs: 2, payments: 1, orders: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test('a manipulated leg is named', async () => {
  const key = legs.key({ id: world.id, record: { epoch: 0 } }, 'acc_2_current', '000000001')
  const [item] = await sandbox.store.get([key])
  const richer = { ...(item?.value as object), amount: '99999', balance: '99999' }
  await sandbox.store.commit([{ put: key, expect: 'present', value: richer }])
  const { status, body } = await proof()
  expect([status, body.holds, body.breaks]).toEqual([
    200,
    false,
    {
      account: 'acc_2_current',
      seq: 1,
      why: 'its sums of credits, interest and fees do not follow from the leg before',
    },
  ])
})

test('a developer token may not request a proof', async () => {
  expect(rejectionOf(await proof(world.developerToken))).toBe('403 grant-insufficient')
})
