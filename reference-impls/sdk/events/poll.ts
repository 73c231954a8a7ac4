import { createCaller } from '../call.ts'
import type { CallOptions, Connection } from '../connection.ts'
import type { EventTokenVerifier, SecurityEvent } from './tokens.ts'

type Poll = { readonly sets: Readonly<Record<string, string>>; readonly moreAvailable?: boolean }

/**
 * Polls for security event tokens (RFC 8936) and yields each event after it was verified. An event
 * is acknowledged when the loop asks for the next one. One that your code fails on, or leaves the
 * loop with, comes again: handle an id once. The loop ends when `signal` aborts. Throws `ApiError`
 * or `EventError`.
 *
 * @example
 * ```ts
 * import { createEventTokenVerifier, pollEvents } from '@sandbank/sdk/events'
 * import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'
 *
 * const partner = await registerPartner({ controlKey: 'ctl_default_hackathon' })
 * const connection = (await connectPartner(partner)).ownConnection('accounts')
 * const verify = createEventTokenVerifier(partner)
 *
 * async function follow(signal: AbortSignal) {
 *   for await (const { id, resource } of pollEvents(connection, verify, { signal }))
 *     console.log(id, resource.type)
 * }
 * ```
 */
export async function* pollEvents(
  connection: Connection,
  verify: EventTokenVerifier,
  { signal }: CallOptions = {},
): AsyncGenerator<SecurityEvent, void, void> {
  const { call } = createCaller(connection)
  let ack: string[] = []
  while (!signal?.aborted) {
    const { sets } = await call<Poll>('POST', `${connection.baseUrl}/events`, { ack }, { signal }).catch((error) => {
      if (signal?.aborted) return { sets: {} }
      throw error
    })
    ack = []
    for (const [id, token] of Object.entries(sets)) {
      yield await verify(token)
      ack.push(id)
    }
  }
}
