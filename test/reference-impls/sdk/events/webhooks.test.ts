import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import {
  createEventReceiver,
  createWebhookVerifier,
  InvalidSignatureError,
  MalformedMessageError,
  memorySeenEvents,
  StaleMessageError,
} from '#sdk/events/index.ts'

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const other = `whsec_${Buffer.alloc(24, 2).toString('base64')}`
const at = Date.parse('2026-11-24T09:30:00Z')
const event = { id: 'evt_1', type: 'payment.settled', timestamp: '2026-11-24T09:30:00.000Z', data: { Status: 'ACCC' } }

/** A message that an independent library signed; each part can be replaced. */
function messageOf({ by = secret, body = JSON.stringify(event), id = 'evt_1', sentAt = at, headers = {} } = {}) {
  const signature = new Webhook(by).sign(id, new Date(sentAt), body)
  const own = { 'webhook-id': id, 'webhook-timestamp': `${sentAt / 1_000}`, 'webhook-signature': signature }
  return { headers: { ...own, ...headers } as Record<string, string>, body }
}
const verify = createWebhookVerifier({ secrets: secret, now: () => at })

describe('a message of an independent library', () => {
  const { headers, body } = messageOf()
  test.each([
    ['headers and text', () => ({ headers, body })],
    ['headers of another case', () => ({ headers: { 'Webhook-Id': 'evt_1', ...headers }, body })],
    [
      'headers in lists, as some frameworks give them',
      () => ({ headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])), body }),
    ],
    ['headers and bytes', () => ({ headers: new Headers(headers), body: Buffer.from(body) })],
    ['a request', () => new Request('http://localhost/', { method: 'POST', headers, body })],
  ])('is verified as %s', async (_, request) => {
    expect(await verify(request())).toEqual(event)
  })

  test('is verified by one of two secrets, and of two signatures', async () => {
    const both = createWebhookVerifier({ secrets: [other, secret], now: () => at })
    expect(await both({ headers, body })).toEqual(event)
    const signature = `${messageOf({ by: other }).headers['webhook-signature']} v1a,abc ${headers['webhook-signature']}`
    expect(await verify(messageOf({ headers: { 'webhook-signature': signature } }))).toEqual(event)
  })

  test('with letters beyond ASCII and a byte order mark is verified as it was signed', async () => {
    const text = `${JSON.stringify({ ...event, data: { name: 'Zoë £' } })}`
    expect((await verify(messageOf({ body: text }))).data).toEqual({ name: 'Zoë £' })
    const marked = messageOf({ body: `\uFEFF${text}` })
    await expect(verify({ ...marked, body: Buffer.from(marked.body) })).rejects.toBeInstanceOf(MalformedMessageError)
  })
})

const signatureOf = (text: string) => ({ headers: { 'webhook-signature': text } })
const rejected: [string, object, new (...parameters: never) => Error][] = [
  ['another secret', messageOf({ by: other }), InvalidSignatureError],
  ['a changed body', { ...messageOf(), body: JSON.stringify({ ...event, id: 'evt_2' }) }, InvalidSignatureError],
  ['a changed id', messageOf({ headers: { 'webhook-id': 'evt_2' } }), InvalidSignatureError],
  ['a changed time', messageOf({ headers: { 'webhook-timestamp': `${at / 1_000 + 1}` } }), InvalidSignatureError],
  ['an empty signature', messageOf(signatureOf('')), InvalidSignatureError],
  ['a signature that is not base64', messageOf(signatureOf('v1,***')), InvalidSignatureError],
  [
    'a signature of another version',
    messageOf(signatureOf(messageOf().headers['webhook-signature']!.replace('v1,', 'v2,'))),
    InvalidSignatureError,
  ],
  [
    'the right signature after too many others',
    messageOf(signatureOf(`${'v1,aa== '.repeat(10)}${messageOf().headers['webhook-signature']}`)),
    InvalidSignatureError,
  ],
  ['a time six minutes ago', messageOf({ sentAt: at - 360_000 }), StaleMessageError],
  ['a time six minutes ahead', messageOf({ sentAt: at + 360_000 }), StaleMessageError],
  ['a body that is not JSON', messageOf({ body: '{' }), MalformedMessageError],
  ['a body that is null', messageOf({ body: 'null' }), MalformedMessageError],
  ['a body without a type', messageOf({ body: '{"id":"evt_1","data":{}}' }), MalformedMessageError],
  ['a body of another id', messageOf({ body: JSON.stringify({ ...event, id: 'evt_2' }) }), MalformedMessageError],
  ['no headers', { headers: {}, body: '{}' }, MalformedMessageError],
  ['a body that a framework parsed', { ...messageOf(), body: event }, MalformedMessageError],
]
test.each(rejected)('a message with %s is rejected', async (_, request, failure) => {
  const error = await verify(request as never).catch((reason) => reason)
  expect(error).toBeInstanceOf(failure)
  expect(error.message).not.toContain(secret.slice(6))
})

test('a request whose body was read is named', async () => {
  const request = new Request('http://localhost/', { method: 'POST', ...messageOf() })
  await request.json()
  await expect(verify(request)).rejects.toThrow('body: was read before; verify the request first')
})

test('the tolerance is exact', async () => {
  const strict = createWebhookVerifier({ secrets: secret, now: () => at + 10_000, toleranceSeconds: 10 })
  expect(await strict(messageOf())).toEqual(event)
  const late = createWebhookVerifier({ secrets: secret, now: () => at + 11_000, toleranceSeconds: 10 })
  await expect(late(messageOf())).rejects.toThrow('webhook-timestamp: must be within 10 s of now (got 11 s ago)')
})

test.each([[''], ['secret'], ['whsec_'], ['whsec_***'], [[]]])(
  'the secret %j is rejected, and not repeated',
  (secrets) => {
    expect(() => createWebhookVerifier({ secrets })).toThrow(/^secrets: must (be whsec_ and base64|have at least one)/)
  },
)

describe('a receiver', () => {
  test('handles an event once, also when it comes twice at the same time', async () => {
    const handled: unknown[] = []
    const receive = createEventReceiver(verify, async ({ id }) => {
      await new Promise(setImmediate)
      handled.push(id)
    })
    const answers = await Promise.all([receive(messageOf()), receive(messageOf())])
    expect((await receive(messageOf())).status).toBe(202)
    expect([answers.map(({ status }) => status), handled]).toEqual([[202, 202], ['evt_1']])
  })

  test('answers 500 when an event could not be handled, and handles it again', async () => {
    const failures: unknown[] = []
    let isDown = true
    const receive = createEventReceiver(
      verify,
      () => {
        if (isDown) throw new Error('the database is down')
      },
      { observe: (error) => void failures.push(error) },
    )
    const answer = await receive(messageOf())
    expect([answer.status, await answer.text()]).toEqual([500, 'the event could not be handled'])
    expect(failures).toEqual([new Error('the database is down')])
    isDown = false
    expect((await receive(messageOf())).status).toBe(202)
  })

  test('answers 400 with the reason to a forged message', async () => {
    const answer = await createEventReceiver(verify, () => {})(messageOf({ by: other }))
    expect([answer.status, await answer.text()]).toEqual([
      400,
      'webhook-signature: must be by a secret of this webhook (got another signature)',
    ])
  })

  test('forgets the oldest id when its memory is full', () => {
    const seen = memorySeenEvents(2)
    for (const id of ['a', 'b', 'c']) seen.add(id)
    expect(['a', 'b', 'c'].map((id) => seen.has(id))).toEqual([false, true, true])
  })
})
