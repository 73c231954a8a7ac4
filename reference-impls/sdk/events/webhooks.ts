import { readRealTime } from '../real-time.ts'
import { InvalidSignatureError, MalformedMessageError, StaleMessageError } from './errors.ts'
import type { WebhookEvent } from './kinds.ts'
import { type ReceivedRequest, readReceived } from './received.ts'

export type WebhookOptions = {
  /** The secret of the webhook (`whsec_...`), or two while it rotates. */
  readonly secrets: string | readonly string[]
  /** How far the time of a message may be from now. Default: 5 minutes. */
  readonly toleranceSeconds?: number
  /** Returns real time in epoch milliseconds. */
  readonly now?: () => number
}

/** Verifies a webhook and returns its event. Throws an `EventError`. */
export type WebhookVerifier = (request: ReceivedRequest) => Promise<WebhookEvent>

const prefix = 'whsec_'

/** A message has one signature for each secret that is valid. */
const mostSignatures = 10

/**
 * Creates a function that verifies webhooks by the specification Standard Webhooks. It runs in
 * Node, browsers and workers, and compares signatures in constant time. Throws if a secret is not
 * one.
 *
 * @example
 * ```ts
 * import { createWebhookVerifier } from '@sandbank/sdk/events'
 *
 * const verify = createWebhookVerifier({ secrets: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
 *
 * async function receive(request: Request): Promise<Response> {
 *   const event = await verify(request)
 *   if (event.type === 'payment.settled') console.log(event.data.DomesticPaymentId)
 *   return new Response(null, { status: 204 })
 * }
 * ```
 */
export function createWebhookVerifier({
  secrets,
  toleranceSeconds = 300,
  now = readRealTime,
}: WebhookOptions): WebhookVerifier {
  const given = typeof secrets === 'string' ? [secrets] : secrets
  if (given.length === 0) throw new Error('secrets: must have at least one secret (got none)')
  const bytes = given.map(decodeSecret)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  let keys: Promise<CryptoKey[]> | undefined

  return async (request) => {
    const { header, body } = await readReceived(request)
    const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => {
      const value = header(name)
      if (value === null) throw new MalformedMessageError(`${name}: must be a header of a webhook (got none)`)
      return value
    }) as [string, string, string]
    const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
    keys ??= Promise.all(bytes.map((raw) => crypto.subtle.importKey('raw', raw, algorithm, false, ['verify'])))
    if (!(await isSigned(signed, signatures, await keys)))
      throw new InvalidSignatureError('webhook-signature: must be by a secret of this webhook (got another signature)')

    // The time is signed too, so it is checked after the signature.
    const age = now() / 1_000 - Number(timestamp)
    if (!(Math.abs(age) <= toleranceSeconds)) {
      const distance = Number.isNaN(age) ? 'no time' : `${Math.round(Math.abs(age))} s ${age > 0 ? 'ago' : 'ahead'}`
      throw new StaleMessageError(`webhook-timestamp: must be within ${toleranceSeconds} s of now (got ${distance})`)
    }
    return parseEvent(body, id)
  }
}

/** Whether one of the signatures is by one of the keys. WebCrypto compares in constant time. */
async function isSigned(signed: Uint8Array<ArrayBuffer>, header: string, keys: CryptoKey[]): Promise<boolean> {
  const signatures = header
    .split(' ')
    .slice(0, mostSignatures)
    .flatMap((one) => (one.startsWith('v1,') ? (decodeBase64(one.slice(3)) ?? []) : []))
  const checks = keys.flatMap((key) =>
    signatures.map((signature) => crypto.subtle.verify('HMAC', key, signature, signed)),
  )
  return (await Promise.all(checks)).includes(true)
}

function parseEvent(body: string, id: string): WebhookEvent {
  let event: Partial<WebhookEvent> | null
  try {
    event = JSON.parse(body)
  } catch (cause) {
    throw new MalformedMessageError('body: must be JSON', cause)
  }
  if (typeof event?.type !== 'string' || typeof event.data !== 'object')
    throw new MalformedMessageError('body: must be an event with `type` and `data`')
  if (event.id !== id) throw new MalformedMessageError(`body: must have the id of the header webhook-id, ${id}`)
  return event as WebhookEvent
}

function decodeSecret(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = secret.startsWith(prefix) ? decodeBase64(secret.slice(prefix.length)) : undefined
  if (bytes === undefined || bytes.length === 0)
    throw new Error(`secrets: must be ${prefix} and base64, as the bank showed it once (got another text)`)
  return bytes
}

/** Decodes base64; undefined if the text is not base64. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
