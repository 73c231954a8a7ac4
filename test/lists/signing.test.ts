import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { openBanking } from '#apps/open-banking/app.ts'
import { takesSignature } from '#edge/operation.ts'
import { join, openBank, type Partner, stopClock } from '#test/support/partners.ts'
import { type Json, rejectionOf } from '#test/support/sandbox.ts'
import { verified } from '#test/support/signatures.ts'
import { paymentToken, readyToPay, sendTo } from '#test/support/signed-payments.ts'

const { operations, base } = openBanking
const signable = operations.filter(takesSignature)

const rowsFile = new URL('../../../shared/specs/derived/endpoints-uk-ob-v4.0.json', import.meta.url)
const missing = existsSync(rowsFile) ? undefined : 'skipped, the list is not there: '
const rows: Json[] = missing ? [] : JSON.parse(readFileSync(rowsFile, 'utf8'))

/** Callback URLs stand in the prose of the standard only; it signs them as event subscriptions. */
const rowIdOf = (id: string) =>
  id
    .replace('CallbackUrlsCallbackUrlId', 'EventSubscriptionsEventSubscriptionId')
    .replace('CallbackUrls', 'EventSubscriptions')

describe('the signed operations are those of the standard', () => {
  test.skipIf(missing).each(operations)(`${missing ?? ''}$id`, (one) => {
    const row = rows.find(({ operationId }) => operationId === rowIdOf(one.id))
    expect(row, 'an operation of the standard').toBeDefined()
    expect({ request: takesSignature(one), answer: one.isSigned === true }).toEqual({
      request: row.requestSigned,
      answer: row.responseSigned,
    })
  })
})

test.skipIf(missing)('the bank serves every operation of the standard, but for the one that it calls', () => {
  const ids = new Set(operations.map(({ id }) => id))
  const served = rows.filter(({ operationId }) => ids.has(operationId))
  expect([rows.length, served.length]).toEqual([89, 88])
  expect(rows.filter(({ operationId }) => !ids.has(operationId)).map(({ path }) => path)).toEqual([
    '/event-notifications',
  ])
  const beyond = operations.filter(({ id }) => !rows.some(({ operationId }) => operationId === id))
  expect(new Set(beyond.map(({ path }) => path.split('/')[1]))).toEqual(new Set(['callback-urls']))
})

describe('a request without a signature from a partner that must sign', () => {
  let partner: Partner
  const tokens: Record<string, string> = {}
  beforeAll(async () => {
    stopClock()
    partner = await join(await openBank(), { profile: 'obuk-fapi1-advanced', scopes: ['payments'] })
    tokens.partner = await paymentToken(partner)
    tokens.payment = (await readyToPay(partner, tokens.partner)).token
  })

  test.each(signable)('is rejected by $id, and the error is signed', async ({ method, path, needs, bodyMedia }) => {
    const answer = await sendTo(partner, tokens[needs] as string, base + path.replaceAll(/{\w+}/g, 'x'), {
      method: method.toUpperCase(),
      body: '{}',
      ...(bodyMedia !== undefined && { headers: { 'content-type': bodyMedia } }),
    })
    expect(rejectionOf(answer)).toBe('400 signature-missing')
    await verified(partner, answer)
  })
})

test('/openapi.json declares the signature header on signed requests and answers', async () => {
  const { request } = await openBank()
  const document: Json = await (await request('/openapi.json')).json()
  for (const one of operations) {
    const { parameters, responses } = document.paths[base + one.path][one.method]
    const names = parameters.map(({ name }: Json) => name)
    const { headers } = responses[one.returns.status]
    const declared = [names.includes('x-jws-signature'), 'x-jws-signature' in headers]
    expect(declared, one.id).toEqual([takesSignature(one), one.isSigned === true])
  }
})
