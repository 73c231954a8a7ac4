import { createHmac } from 'node:crypto'
import { pause } from './pause.ts'
import type { WorldEvent } from './world-events.ts'

/** One attempt to deliver an event. */
export type Attempt = {
  readonly event: WorldEvent
  readonly attempt: number
  /** The status of the answer; absent if there was none. */
  readonly status?: number
  readonly error?: string
  readonly durationMs: number
  readonly isDelivered: boolean
  /** Milliseconds until the next attempt; absent if it was delivered. */
  readonly retryMs?: number
}

type ForwarderSettings = {
  readonly target: string
  /** `whsec_` and the key in base64, as in the specification Standard Webhooks. */
  readonly secret: string
  readonly now: () => number
  readonly stopped: AbortSignal
  readonly onAttempt: (attempt: Attempt) => void
}

const timeoutMs = 10_000
const firstRetryMs = 500
const longestRetryMs = 10_000

/** Delivers events to an app: those of one object in order, each until the app takes it. */
export type Forwarder = {
  forward(event: WorldEvent): void
  /** The events that were not delivered yet, oldest first. */
  waiting(): readonly WorldEvent[]
  /** Waits until every event is delivered, or the forwarder is stopped. */
  drain(): Promise<void>
}

export function createForwarder({ target, secret, now, stopped, onAttempt }: ForwarderSettings): Forwarder {
  /** The last delivery of each object: the next event of the object follows it. */
  const lanes = new Map<string, Promise<void>>()
  const waiting = new Set<WorldEvent>()

  const deliver = async (event: WorldEvent): Promise<void> => {
    for (let attempt = 1; !stopped.aborted; attempt++) {
      const began = now()
      const sent = await sendEvent(target, secret, event, began)
      const isDelivered = sent.status !== undefined && sent.status >= 200 && sent.status < 300
      const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1))
      onAttempt({ event, attempt, ...sent, durationMs: now() - began, isDelivered, ...(!isDelivered && { retryMs }) })
      if (isDelivered) {
        waiting.delete(event)
        return
      }
      await pause(retryMs, stopped)
    }
  }

  return {
    forward(event) {
      waiting.add(event)
      const object = objectOf(event)
      const delivery = (lanes.get(object) ?? Promise.resolve()).then(() => deliver(event))
      lanes.set(object, delivery)
      void delivery.then(() => lanes.get(object) === delivery && lanes.delete(object))
    },
    waiting: () => [...waiting],
    drain: async () => {
      await Promise.all(lanes.values())
    },
  }
}

/** Returns the id of the consent, order or account that an event is about. */
const objectOf = ({ id, data }: WorldEvent): string => {
  const [, object] = Object.entries(data).find(([name]) => name.endsWith('Id') && name !== 'ConsentId') ?? []
  return String(object ?? data.ConsentId ?? id)
}

/** Sends one event, signed by the specification Standard Webhooks. */
export async function sendEvent(target: string, secret: string, event: WorldEvent, at: number) {
  const body = JSON.stringify(event)
  const timestamp = Math.floor(at / 1_000)
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${event.id}.${timestamp}.${body}`).digest('base64')
  try {
    const response = await fetch(target, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Sandbank-Webhooks/1',
        'webhook-id': event.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer()
    return { status: response.status }
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } }
    return { error: cause?.code ?? message }
  }
}
