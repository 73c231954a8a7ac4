import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { connect, join, openBank } from '#test/support/partners.ts'
import { authorise, callAsPartner, joinPayer, pisp, send } from '#test/support/payers.ts'
import { domestic, pounds } from '#test/support/payment-requests.ts'
import { advance, aisp, type Json, type TestSandbox } from '#test/support/sandbox.ts'

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
