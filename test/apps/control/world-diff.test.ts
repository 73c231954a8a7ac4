import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { consents, customerSessions, oidcItems, passcodeAttempts } from '#store/records.ts'
import type { Item } from '#store/store.ts'
import { worldOf } from '#test/support/grants.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

const payment = (amount: string) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds(amount),
  CreditorAccount: externalPayee,
})

let sandbox: TestSandbox
let one: NewWorld
let other: NewWorld
let bank: PaymentBank
beforeEach(async () => {
  sandbox = await testSandbox({ mtlsUrl: 'https://mtls.sandbank.test' })
  one = await sandbox.createWorld()
  other = await sandbox.createWorld()
  bank = paymentBankOf(sandbox, one)
})

async function diff(
  world = one,
  beside = other,
  { query = '', key = beside.controlKey }: { query?: string; key?: string | null } = {},
) {
  const path = `/control/worlds/${world.id}/diff?with=${beside.id}${query}`
  const headers = { ...(key !== null && { 'x-other-control-key': key }) }
  const response = await sandbox.request(path, { token: world.controlKey, headers })
  return { status: response.status, body: (await response.json()) as Json }
}

/** Follows the pages of a diff to the end. */
async function diffInFull(world = one, beside = other) {
  const pages: Json[] = []
  for (let query = ''; ; ) {
    const { status, body } = await diff(world, beside, { query })
    expect(status).toBe(200)
    pages.push(body)
    if (body.next === undefined) return pages
    query = `&page=${body.next}`
  }
}

const inShort = ({ kind, id, change }: Json) => `${change} ${kind} ${id}`

describe('the diff of two worlds', () => {
  test('of the same seed, in which nothing was done, is empty', async () => {
    expect(await diff()).toEqual({
      status: 200,
      body: {
        before: { id: other.id, now: '2026-11-24T09:30:00.000Z' },
        after: { id: one.id, now: '2026-11-24T09:30:00.000Z' },
        changes: [],
        balances: [],
      },
    })
  })

  test('names what a payment adds: consent, order, legs, due items, and the balances that differ', async () => {
    await bank.pay('acc_0_current', externalPayee, '12.34')
    const { body } = await diff()
    expect(body.changes.map(inShort)).toEqual([
      'added leg acc_0_current/000000001',
      'added leg clr_faster-payments_acc_0_current/000000001',
      'added consent pic_0000',
      expect.stringMatching(/^added due-item \d{15}\/\d{10}\/interest\/\d+$/),
      'added order pay_0000',
    ])
    expect(body.balances).toEqual([
      { account: 'acc_0_current', currency: 'GBP', before: '0.00', after: '-12.34' },
      { account: 'clr_faster-payments_acc_0_current', currency: 'GBP', before: '0.00', after: '12.34' },
    ])
    expect(body.changes[0].after).toMatchObject({ amount: '-1234', payment: 'pay_0000' })
  })

  test('has a direction: what one has added is gone from the other', async () => {
    await bank.pay('acc_0_current', externalPayee, '12.34')
    const { body } = await diff(other, one)
    expect(new Set(body.changes.map(({ change }: Json) => change))).toEqual(new Set(['gone']))
    expect(body.changes[0].before).toMatchObject({ amount: '-1234' })
    expect(body.balances[0]).toMatchObject({ before: '-12.34', after: '0.00' })
  })

  test('names each field of an object that changed', async () => {
    for (const world of [one, other]) await paymentBankOf(sandbox, world).pay('acc_0_current', externalPayee, '12.34')
    expect((await diff()).body.changes).toEqual([])
    const key = consents.key(await worldOf(sandbox, one), 'pic_0000')
    const [item] = await sandbox.store.get([key])
    const { accounts, ...rest } = (item as Item).value as Json
    await sandbox.store.commit([{ put: key, expect: 'present', value: { ...rest, state: 'CANC', expiresAt: 1 } }])
    expect((await diff()).body.changes).toEqual([
      {
        kind: 'consent',
        id: 'pic_0000',
        change: 'changed',
        fields: [
          { path: 'state', before: 'AUTH', after: 'CANC' },
          { path: 'accounts', before: accounts },
          { path: 'expiresAt', after: 1 },
        ],
      },
    ])
  })

  test('shows custom data field by field, and the settings of the worlds', async () => {
    const edits = (balance: string) => ({
      balances: [{ account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance }],
    })
    await sandbox.send('PUT', `/control/worlds/${one.id}/edits`, edits('1.00'), one.controlKey)
    await sandbox.send('PUT', `/control/worlds/${other.id}/edits`, edits('2.00'), other.controlKey)
    await sandbox.send('PUT', '/control/robot', { robot: 'approve' }, one.controlKey)
    expect((await diff()).body.changes).toEqual([
      { kind: 'world', id: 'settings', change: 'changed', fields: [{ path: 'robot', after: 'approve' }] },
      {
        kind: 'custom-data',
        id: 'edits',
        change: 'changed',
        fields: [{ path: 'balances.0.balance', before: '2.00', after: '1.00' }],
      },
    ])
  })

  test('names partners, and no secret', async () => {
    const { body: partner } = await sandbox.send('POST', '/control/partners', {}, one.controlKey)
    const world = await worldOf(sandbox, one)
    await sandbox.store.commit([
      { put: oidcItems.key(world, 'AccessToken', 'secret-token'), expect: 'absent', value: { secret: 'secret' } },
      { put: customerSessions.key(world, 'secret-session'), expect: 'absent', value: { customer: 'cus_0' } },
      { put: passcodeAttempts.key(world, 'cus_0'), expect: 'absent', value: { count: 1, since: 0 } },
    ])
    const { body } = await diff()
    expect(body.changes.map(inShort)).toEqual([
      `added partner ${partner.clientId}`,
      `added registration ${partner.clientId}`,
      `added software ${partner.softwareId}`,
    ])
    expect(JSON.stringify(body)).not.toContain('secret-')
    for (const key of partner.privateJwks.keys) expect(JSON.stringify(body)).not.toContain(key.d)
  })

  test('comes in pages, which together are the whole', async () => {
    const world = await worldOf(sandbox, one)
    const stored = Array.from({ length: 2_345 }, (_, n) => ({
      put: consents.key(world, `aac_${String(n).padStart(5, '0')}`),
      expect: 'absent' as const,
      value: { n },
    }))
    for (let n = 0; n < stored.length; n += 100) await sandbox.store.commit(stored.slice(n, n + 100))
    const pages = await diffInFull()
    expect(pages.map(({ changes }) => changes.length)).toEqual([1_000, 1_000, 345])
    const ids = pages.flatMap(({ changes }) => changes.map(({ id }: Json) => id))
    expect(ids).toEqual(stored.map(({ put }) => put.path.slice('consent/'.length)))
  })

  test('names each balance once, also where its legs span pages', async () => {
    const world = await worldOf(sandbox, one)
    const stored = Array.from({ length: 1_500 }, (_, n) => ({
      put: { ...consents.key(world, ''), path: `account/acc_0_current/leg/${String(n + 1).padStart(9, '0')}` },
      expect: 'absent' as const,
      value: {
        ...{ account: 'acc_0_current', seq: n + 1, at: 0, currency: 'GBP', amount: '1', balance: String(n + 1) },
        ...{ credits: String(n + 1), carriedFrom: 0, payment: 'p', kind: 'transfer-in', hash: '' },
      },
    }))
    for (let n = 0; n < stored.length; n += 100) await sandbox.store.commit(stored.slice(n, n + 100))
    const pages = await diffInFull()
    expect(pages.map(({ balances }) => balances)).toEqual([
      [{ account: 'acc_0_current', currency: 'GBP', before: '0.00', after: '15.00' }],
      [],
    ])
  })
})

describe('a diff is rejected', () => {
  test.each([
    ['without the key of the other world', null],
    ['with its own key', 'own'],
    ['with a key that was never issued', 'ctl_x_nonsensenonsense'],
    ['with the developer token of the other world', 'dev'],
  ])('%s', async (_, which) => {
    const key = which === 'own' ? one.controlKey : which === 'dev' ? other.developerToken : which
    const answer = await diff(one, other, { key })
    expect(rejectionOf(answer)).toBe('403 world-foreign')
    expect(answer.body.detail).toBe(`header x-other-control-key: must be the control key (ctl_...) of ${other.id}`)
  })

  test('with an id that is neither a snapshot nor a world', async () => {
    const answer = await diff(one, { ...other, id: 'before-lunch' })
    expect(rejectionOf(answer)).toBe('400 field-invalid')
    expect(answer.body.detail).toBe(
      'query with: must be the id of a snapshot (snp_...) or of another world (wld_...) (got "before-lunch")',
    )
  })

  test('with a world that has expired, whose key is the second one', async () => {
    const brief = await sandbox.createWorld({ expiresInHours: 1 })
    sandbox.setReal('2026-11-24T10:30:00.000Z')
    const answer = await diff(one, brief)
    expect([rejectionOf(answer), answer.body.errors[0].path]).toEqual([
      '401 world-expired',
      'header x-other-control-key',
    ])
  })

  test('with a world that does not exist, in the same words', async () => {
    const answer = await diff(one, { ...other, id: 'wld_missing' })
    expect(rejectionOf(answer)).toBe('403 world-foreign')
  })

  test.each(['nonsense', 'e30', Buffer.from('{"section":"secrets","path":"x"}').toString('base64url')])(
    'with the page %s',
    async (page) => {
      const answer = await diff(one, other, { query: `&page=${page}` })
      expect(rejectionOf(answer)).toBe('400 field-invalid')
      expect(answer.body.detail).toBe('query page: must be what the previous page named as the next one')
    },
  )
})

test('a world compared with itself needs no other key, and has no difference', async () => {
  await bank.pay('acc_0_current', externalPayee, '12.34')
  const { status, body } = await diff(one, one, { key: null })
  expect([status, body.changes, body.balances]).toEqual([200, [], []])
})

describe('the diff of a world and its snapshot', () => {
  const path = (tail: string) => `/control/worlds/${one.id}${tail}`
  const control = (method: string, tail: string, body?: object) =>
    sandbox.send(method, path(tail), body, one.controlKey)

  test('is what was done since, and empty after a restore', async () => {
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const { body: snapshot } = await control('POST', '/snapshots', {})
    await bank.pay('acc_0_current', externalPayee, '2.00')
    await control('PUT', '/clock', { rate: 2 })
    const since = await control('GET', `/diff?with=${snapshot.id}`)
    expect(since.body.before).toEqual({ id: snapshot.id, now: '2026-11-24T09:30:00.000Z' })
    expect(since.body.changes.map(inShort)).toEqual([
      'changed world settings',
      'added leg acc_0_current/000000002',
      'added leg clr_faster-payments_acc_0_current/000000002',
      'added consent pic_0001',
      'added order pay_0001',
    ])
    expect(since.body.changes[0].fields).toEqual([{ path: 'rate', before: 0, after: 2 }])
    expect(since.body.balances[0]).toMatchObject({ account: 'acc_0_current', before: '-1.00', after: '-3.00' })
    await control('POST', '/restore', { snapshot: snapshot.id })
    const { changes, balances } = (await control('GET', `/diff?with=${snapshot.id}`)).body
    expect([changes, balances]).toEqual([[], []])
  })

  test("is rejected for another world's snapshot", async () => {
    const made = await sandbox.send('POST', `/control/worlds/${other.id}/snapshots`, {}, other.controlKey)
    const answer = await control('GET', `/diff?with=${made.body.id}`)
    expect(rejectionOf(answer)).toMatch(/^\d+ snapshot-not-found$/)
    expect(answer.body.detail).toContain(`query with: ${one.id} has no snapshot ${made.body.id}`)
  })
})

describe('the diff of a world and its fork', () => {
  test('is exactly what was done in both', async () => {
    await bank.pay('acc_0_current', externalPayee, '1.00')
    for (const partner of [{}, { authentication: 'tls_client_auth', binding: 'mtls' }])
      await sandbox.send('POST', '/control/partners', partner, one.controlKey)
    const { body: fork } = await sandbox.send('POST', `/control/worlds/${one.id}/fork`, {}, one.controlKey)
    const isEmpty = async () => {
      const { changes, balances } = (await diff(fork, one)).body
      return changes.length + balances.length === 0
    }
    expect(await isEmpty()).toBe(true)

    const there = paymentBankOf(sandbox, fork)
    await there.place('acc_2_current', 'domestic-payment', payment('5.00'), { name: 'there', key: 'there' })
    await bank.place('acc_6_business', 'domestic-payment', payment('7.00'), { name: 'here', key: 'here' })
    const { changes, balances } = (await diff(fork, one)).body
    expect(changes.map(inShort)).toEqual([
      'added leg acc_2_current/000000001',
      'gone leg acc_6_business/000000001',
      'added leg clr_faster-payments_acc_2_current/000000001',
      'gone leg clr_faster-payments_acc_6_business/000000001',
      'gone consent pic_here',
      'added consent pic_there',
      'gone order pay_here',
      'added order pay_there',
    ])
    expect(balances.map(({ account, before, after }: Json) => [account, before, after])).toEqual([
      ['acc_2_current', '0.00', '-5.00'],
      ['acc_6_business', '-7.00', '0.00'],
      ['clr_faster-payments_acc_2_current', '0.00', '5.00'],
      ['clr_faster-payments_acc_6_business', '7.00', '0.00'],
    ])
  })
})
