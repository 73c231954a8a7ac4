import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { snapshots } from '#store/world-copy-records.ts'
import { ada } from '#test/support/custom-data.ts'
import { connect, join, openBank } from '#test/support/partners.ts'
import { authorise, callAsPartner, joinPayer, outcomeOf, pisp, send } from '#test/support/payers.ts'
import { domestic, pounds } from '#test/support/payment-requests.ts'
import { advance, aisp, type Json, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * A failure becomes a test: the document of a logged request, run by `npm run reproduce` in another
 * process, where none of the credentials exist.
 */
type Bank = TestSandbox & { readonly world: NewWorld }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'reproduce-'))
})
afterAll(() => rm(folder, { recursive: true }))

const documentOf = async ({ send: call, world }: Bank, query: string): Promise<Json> => {
  const path = `/control/worlds/${world.id}/requests`
  const { body } = await call('GET', path + query, undefined, world.controlKey)
  return (await call('GET', `${path}/${body.requests[0].id}?as=scenario`, undefined, world.controlKey)).body
}

async function reproduce(document: unknown): Promise<{ code: number; lines: string[] }> {
  const file = joinPath(folder, 'failure.json')
  await writeFile(file, typeof document === 'string' ? document : JSON.stringify(document))
  const script = fileURLToPath(new URL('../../../functions/reproduce.ts', import.meta.url))
  return new Promise((resolve) =>
    execFile(process.execPath, [script, file], (error, stdout, stderr) =>
      resolve({ code: (error?.code as number | undefined) ?? 0, lines: (stdout + stderr).trim().split('\n') }),
    ),
  )
}

const Initiation = domestic({ InstructedAmount: pounds('12.34') })
const Risk = {}

describe('a failure with a developer token', () => {
  let bank: Bank
  const call = (path: string, body: object, key: string) =>
    bank.request(pisp + path, {
      ...{ method: 'POST', token: bank.world.developerToken, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
    })

  test('has the same answers in a fresh world: consent, payment, armed fault, clock', async () => {
    bank = await openBank({ seed: 'pr-123' })
    const faults = `/control/worlds/${bank.world.id}/faults`
    const fault = { scenario: 'server-error', when: { operations: ['CreateDomesticPayments'], probability: 0.5 } }
    await bank.send('POST', faults, fault, bank.world.controlKey)
    const consent = (await (
      await call('/domestic-payment-consents', { Data: { Initiation }, Risk }, 'c')
    ).json()) as Json
    const { ConsentId } = consent.Data
    await advance(bank, bank.world, { days: 1 })
    for (let n = 0; n < 6; n++) await call('/domestic-payments', { Data: { ConsentId, Initiation }, Risk }, `o ${n}`)
    await bank.send('GET', `${aisp}/accounts/acc_0_current/balances`, undefined, bank.world.developerToken)
    await call('/domestic-payments', { Data: { ConsentId, Initiation }, Risk }, 'last')
    const document = await documentOf(bank, '?operation=CreateDomesticPayments')
    expect(JSON.stringify(document)).not.toContain(bank.world.developerToken)
    expect([document.world.seed, document.faults, document.requests.length]).toEqual(['pr-123', [], 10])
    const { code, lines } = await reproduce(document)
    expect(lines.at(-1)).toBe('9 answers are the same, 0 differ')
    expect(code).toBe(0)
    expect(lines.filter((line) => line.includes('not replayed'))).toHaveLength(1)
  })

  test('that is not the same is shown, and ends with 1', async () => {
    const document = await documentOf(bank, '?operation=CreateDomesticPaymentConsents')
    document.requests.at(-1).answer.body = document.requests.at(-1).answer.body.replace('12.34', '99.99')
    const { code, lines } = await reproduce(document)
    expect([code, lines.at(-1)]).toEqual([1, '1 answers are the same, 1 differ'])
    expect(lines.join('\n')).toContain('99.99')
  })

  test.each([
    ['is of another generator', (one: Json) => ({ ...one, world: { ...one.world, generator: 9 } }), 'world.generator'],
    ['has an unknown field', (one: Json) => ({ ...one, colour: 'red' }), 'colour'],
    ['is cut', (one: Json) => JSON.stringify(one).slice(0, 500), 'JSON'],
  ])('whose document %s is rejected with 2', async (_, change, word) => {
    const { code, lines } = await reproduce(change(await documentOf(bank, '')))
    expect(code).toBe(2)
    expect(lines.join('\n')).toContain(word)
  })
})

test("a partner's calls under consents run with their grants; the authorization server is only read", async () => {
  const bank = await openBank()
  const reader = await join(bank)
  const { token, consent } = await connect(reader)
  await send(reader, token, 'GET', `${aisp}/balances`)
  await send(reader, token, 'GET', `${aisp}/balances`)
  const document = await documentOf(bank, '?operation=GetBalances')
  expect(document.requests.at(-1).caller).toMatchObject({ partner: reader.id, customer: 'cus_0', consent })
  const { code, lines } = await reproduce(document)
  expect([code, lines.at(-1)]).toEqual([0, '3 answers are the same, 0 differ'])

  const payer = await joinPayer(bank)
  const made = await callAsPartner(payer, 'POST', `${pisp}/domestic-payment-consents`, {
    body: { Data: { Initiation }, Risk },
  })
  const { ConsentId } = made.body.Data
  const paying = await authorise(payer, ConsentId)
  const other = domestic({ InstructedAmount: pounds('12.35') })
  const order = (one: object) => ({ body: { Data: { ConsentId, Initiation: one }, Risk } })
  expect((await send(payer, paying, 'POST', `${pisp}/domestic-payments`, order(other))).status).toBe(400)
  expect((await send(payer, paying, 'POST', `${pisp}/domestic-payments`, order(Initiation))).status).toBe(201)
  const paid = await reproduce(await documentOf(bank, '?operation=CreateDomesticPayments'))
  expect([paid.code, paid.lines.at(-1)]).toEqual([0, '4 answers are the same, 0 differ'])
})

describe('a failure after a snapshot', () => {
  let bank: Bank
  let document: Json
  const secrets: string[] = []
  const control = async (method: string, path: string, body?: object): Promise<Json> => {
    const answer = await bank.send(method, `/control/worlds/${bank.world.id}${path}`, body, bank.world.controlKey)
    expect(answer.status).toBeLessThan(300)
    return answer.body
  }
  const order = (ConsentId: string) => ({ body: { Data: { ConsentId, Initiation }, Risk } })
  const newConsent = { body: { Data: { Initiation }, Risk } }

  beforeAll(async () => {
    bank = await openBank({ seed: 'pr-123', size: 44, personas: { student: 20 } })
    await control('PUT', '/edits', { customers: [ada] })
    const payer = await joinPayer(bank)
    const consents: string[] = []
    for (let n = 0; n < 2; n++)
      consents.push(
        (await callAsPartner(payer, 'POST', `${pisp}/domestic-payment-consents`, newConsent)).body.Data.ConsentId,
      )
    const [paidConsent = '', openConsent = ''] = consents
    const paying = await authorise(payer, paidConsent)
    const placed = await send(payer, paying, 'POST', `${pisp}/domestic-payments`, order(paidConsent))
    expect(placed.status).toBe(201)
    await advance(bank, bank.world, { days: 2 })
    const once = { operations: ['CreateDomesticPayments'], count: 2 }
    const chance = { operations: ['GetDomesticPaymentsDomesticPaymentId'], probability: 0.5 }
    await control('POST', '/faults', { scenario: 'server-error', when: once })
    await control('POST', '/faults', { scenario: 'server-error', when: chance })
    const read = () => callAsPartner(payer, 'GET', `${pisp}/domestic-payments/${placed.body.Data.DomesticPaymentId}`)
    for (let n = 0; n < 3; n++) await read()
    const opening = await authorise(payer, openConsent)
    expect((await send(payer, opening, 'POST', `${pisp}/domestic-payments`, order(openConsent))).status).toBe(500)
    await control('POST', '/outages', { area: 'payments', from: '2030-01-01T00:00:00Z', kind: 'planned', minutes: 60 })
    await control('POST', '/snapshots', { name: 'before the test' })

    // The first meets the fault for the last time, the second is paid, the third fails.
    const outcomes = []
    for (const consent of [openConsent, openConsent, openConsent])
      outcomes.push(outcomeOf(await send(payer, opening, 'POST', `${pisp}/domestic-payments`, order(consent))))
    expect(outcomes.map((one) => one.slice(0, 3))).toEqual(['500', '201', '400'])
    await join(bank)
    await control('DELETE', '/faults/flt_1')
    for (let n = 0; n < 3; n++) await read()
    secrets.push(bank.world.controlKey, bank.world.developerToken, paying, opening)
    document = await documentOf(bank, '?operation=GetDomesticPaymentsDomesticPaymentId')
  })

  test('begins with the snapshot: only requests after it are in the document', async () => {
    expect(document.snapshot).toMatchObject({ faultsArmed: 2, outages: [{ area: 'payments' }] })
    expect(document.snapshot.lines[0]).toMatchObject({ format: 'sandbank-world' })
    expect(Object.keys(document.snapshot.faultCounts).map((name) => name.slice(0, 5))).toContain('flt_1')
    expect(document.faults.map(({ id }: Json) => id)).toEqual(['flt_1', 'flt_2'])
    expect(document.edits).toBeUndefined()
    const operations = document.requests.map(({ operation }: Json) => operation)
    expect(operations.slice(0, 3)).toEqual(Array(3).fill('CreateDomesticPayments'))
  })

  test('has the same answers from the document alone', async () => {
    const { code, lines } = await reproduce(document)
    expect(lines.filter((line) => line.includes('expected'))).toEqual([])
    expect([code, lines.at(-1)]).toEqual([0, '7 answers are the same, 0 differ'])
  })

  test('needs the snapshot: from the start of the world the answers differ', async () => {
    const { lines: _, ...rest } = document.snapshot
    const { code } = await reproduce({ ...document, snapshot: rest })
    expect(code).toBe(1)
  })

  test('shares no token and no private key', () => {
    const text = JSON.stringify(document)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/"(d|p|q|dp|dq|qi)":|PRIVATE KEY|dev_[a-z0-9]+_|ctl_[a-z0-9]+_/)
  })

  const changeLine = (find: string, change: (line: Json) => Json) => (one: Json) => ({
    ...one,
    snapshot: {
      ...one.snapshot,
      lines: one.snapshot.lines.map((line: Json) => (JSON.stringify(line).includes(find) ? change(line) : line)),
    },
  })
  test.each([
    [
      'has a consent in no known state',
      changeLine('"consent/', (line) => ({ ...line, value: { ...line.value, state: 'MAYBE' } })),
      /^snapshot\.lines: line \d+ value\.state: must be one of .* \(got "MAYBE"\)$/,
    ],
    [
      'has another amount',
      changeLine('"path":"order/', (line) => ({ ...line, value: { ...line.value, amount: '9999' } })),
      /^snapshot\.lines: line \d+ sha256: must be the SHA-256 .*altered/,
    ],
    [
      'has no last line',
      (one: Json) => ({ ...one, snapshot: { ...one.snapshot, lines: one.snapshot.lines.slice(0, -1) } }),
      /^snapshot\.lines: line \d+: is missing/,
    ],
    [
      'names another seed than its snapshot',
      (one: Json) => ({ ...one, world: { ...one.world, seed: 'pr-124' } }),
      /^world\.seed: must be pr-123, as in snapshot\.lines \(got pr-124\)$/,
    ],
    [
      'names a fault that does not exist',
      (one: Json) => ({ ...one, faults: [{ ...one.faults[0], scenario: 'server-eror' }] }),
      /^faults\.0\.scenario: .*server-error/,
    ],
  ])('whose document %s is rejected with 2', async (_, change, message) => {
    const { code, lines } = await reproduce(change(document))
    expect(lines.at(-1)).toMatch(message)
    expect(code).toBe(2)
  })

  test('is told without its content if the snapshot is too large, and begins at the start of the world', async () => {
    const { store } = bank.sandbox
    const key = snapshots.key(bank.world.id, document.snapshot.id)
    const [item] = await store.get([key])
    const value = { ...snapshots.read(item as NonNullable<typeof item>), items: 5_001 }
    await store.commit([{ put: key, expect: 'anything', value }])
    const large = await documentOf(bank, '?operation=CreateDomesticPayments')
    expect(large.snapshot.lines).toBeUndefined()
    expect(large.snapshot.leftOut).toBe('it has 5001 objects; a document holds at most 5000 objects and 16 MB')
    expect(large.requests.length).toBeGreaterThan(document.requests.length)
    expect((await reproduce(large)).lines.join('\n')).toContain(`snapshot ${document.snapshot.id} is left out`)
    await store.commit([{ put: key, expect: 'anything', value: snapshots.read(item as NonNullable<typeof item>) }])
  })

  /** Pays in the world, which succeeds once and then fails. Returns its document. */
  const failTwice = async (): Promise<Json> => {
    const consent = await bank.request(`${pisp}/domestic-payment-consents`, {
      ...{ method: 'POST', token: bank.world.developerToken, body: JSON.stringify(newConsent.body) },
      headers: { 'content-type': 'application/json', 'x-idempotency-key': 'c' },
    })
    const { ConsentId } = ((await consent.json()) as Json).Data
    for (const key of ['o 1', 'o 2'])
      await bank.request(`${pisp}/domestic-payments`, {
        ...{ method: 'POST', token: bank.world.developerToken, body: JSON.stringify(order(ConsentId).body) },
        headers: { 'content-type': 'application/json', 'x-idempotency-key': key },
      })
    return documentOf(bank, '?operation=CreateDomesticPayments')
  }

  test('in a restored world begins with the snapshot that was restored', async () => {
    await control('POST', '/snapshots', { name: 'another' })
    await control('POST', '/restore', { snapshot: document.snapshot.id })
    const restored = await failTwice()
    expect([restored.snapshot.id, restored.requests.length]).toEqual([document.snapshot.id, 3])
    const { code, lines } = await reproduce(restored)
    expect([code, lines.at(-1)]).toEqual([0, '3 answers are the same, 0 differ'])
  })

  test('in a world that was reset begins at its start, until there is another snapshot', async () => {
    await control('POST', '/reset')
    expect((await failTwice()).snapshot).toBeUndefined()
    const { id } = await control('POST', '/snapshots', {})
    const path = `${pisp}/domestic-payments/pay_unknown`
    await bank.request(path, { token: bank.world.developerToken })
    const after = await documentOf(bank, '?status=4xx')
    expect([after.snapshot.id, after.requests.length]).toEqual([id, 1])
    expect(await reproduce(after)).toMatchObject({ code: 0 })
  })

  test('in a sandbox that was restarted says that requests may be missing', async () => {
    const { world, sandbox, send: call } = await openBank()
    await call('POST', `/control/worlds/${world.id}/snapshots`, {}, world.controlKey)
    await pause(2)
    const again: Bank = { ...(await testSandbox({ store: sandbox.store, real: sandbox.real })), world }
    await again.send('GET', `${aisp}/accounts/acc_unknown`, undefined, world.developerToken)
    const restarted = await documentOf(again, '')
    expect([restarted.snapshot.hasGap, restarted.requests.length]).toEqual([true, 1])
    const { code, lines } = await reproduce(restarted)
    expect(lines[0]).toContain('the log began later, so requests in between may be missing')
    expect(code).toBe(0)
  })
})

test('links follow the address that the recorded caller used', async () => {
  const local = await testSandbox({ baseUrl: 'http://localhost:4000', followedPort: 4000 })
  const bank: Bank = { ...local, world: await local.createWorld() }
  const headers = { authorization: `Bearer ${bank.world.developerToken}`, host: '127.0.0.1:4000' }
  const answer = await bank.fetch(new Request(`http://127.0.0.1:4000${aisp}/accounts`, { headers }))
  expect((await answer.json()).Links.Self).toBe(`http://127.0.0.1:4000${aisp}/accounts`)
  expect(await reproduce(await documentOf(bank, ''))).toMatchObject({ code: 0 })
})

test('a fault on a developer token is armed again, although no replay has the token', async () => {
  const bank: Bank = await openBank()
  const control = `/control/worlds/${bank.world.id}`
  const { body } = await bank.send('GET', `${control}/tokens`, undefined, bank.world.controlKey)
  const when = { partner: body.tokens[0].id, operations: ['CreateDomesticPaymentConsents'] }
  const armed = await bank.send('POST', `${control}/faults`, { scenario: 'server-error', when }, bank.world.controlKey)
  expect(armed.status).toBe(201)
  await bank.request(`${pisp}/domestic-payment-consents`, {
    ...{ method: 'POST', token: bank.world.developerToken, body: JSON.stringify({ Data: { Initiation }, Risk }) },
    headers: { 'content-type': 'application/json', 'x-idempotency-key': 'c' },
  })
  const document = await documentOf(bank, '?status=5xx')
  expect((await reproduce(document)).lines.at(-1)).toBe('2 answers are the same, 0 differ')
})
