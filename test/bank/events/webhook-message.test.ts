import { Webhook as Verifier, WebhookVerificationError } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { Webhook } from '#bank/events/subscription.ts'
import { buildWebhookMessage } from '#bank/events/webhook-message.ts'

const now = Date.now()
const secretOf = (byte: number, bytes = 32) => `whsec_${Buffer.alloc(bytes, byte).toString('base64')}`
const webhook = (...secrets: Webhook['secrets']): Webhook =>
  Webhook.parse({ way: 'webhook', id: 'whk_1', createdAt: now, url: 'http://localhost:1/x', clock: 'real', secrets })
const event = { id: 'evt_1', type: 'payment.accepted', timestamp: '2026-11-24T09:30:00.000Z', data: { name: 'Zoë £5' } }
const verify = (secret: string, { body, headers }: ReturnType<typeof buildWebhookMessage>) =>
  new Verifier(secret).verify(body, headers)

describe('the message of a webhook is verified by the library standardwebhooks', () => {
  test.each([24, 32, 64])('with a secret of %i bytes', (bytes) => {
    const secret = secretOf(1, bytes)
    expect(verify(secret, buildWebhookMessage(webhook({ text: secret }), event, now))).toEqual(event)
  })

  test('with both secrets while they rotate, and with the new one alone afterwards', () => {
    const [fresh, old] = [secretOf(2), secretOf(1)]
    const rotating = webhook({ text: fresh }, { text: old, until: now + 1 })
    const message = buildWebhookMessage(rotating, event, now)
    expect(verify(fresh, message)).toEqual(event)
    expect(verify(old, message)).toEqual(event)
    expect(message.headers['webhook-signature']?.split(' ')).toHaveLength(2)
    const after = buildWebhookMessage(rotating, event, now + 1)
    expect(verify(fresh, after)).toEqual(event)
    expect(() => verify(old, after)).toThrow(WebhookVerificationError)
  })

  test.each([
    ['another secret', (message: ReturnType<typeof buildWebhookMessage>) => verify(secretOf(9), message)],
    ['another body', (message) => verify(secretOf(1), { ...message, body: message.body.replace('5', '6') })],
    [
      'another id',
      (message) => verify(secretOf(1), { ...message, headers: { ...message.headers, 'webhook-id': 'evt_2' } }),
    ],
  ])('and is refused with %s', (_, check) => {
    expect(() => check(buildWebhookMessage(webhook({ text: secretOf(1) }), event, now))).toThrow(
      WebhookVerificationError,
    )
  })
})

test('each attempt has the same id and body, and its own timestamp in seconds', () => {
  const [first, second] = [now, now + 61_000].map((at) =>
    buildWebhookMessage(webhook({ text: secretOf(1) }), event, at),
  )
  expect(second?.body).toBe(first?.body)
  expect(second?.headers['webhook-id']).toBe('evt_1')
  expect(first?.headers['webhook-timestamp']).toBe(String(Math.floor(now / 1_000)))
  expect(second?.headers['webhook-timestamp']).toBe(String(Math.floor(now / 1_000) + 61))
  expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature'])
})
