import { AsyncLocalStorage } from 'node:async_hooks'
import type { Exchange } from '#edge/request/exchange.ts'
import type { World } from '#store/world.ts'

/**
 * The world and the exchange of a request, for the provider's hooks. One provider serves many
 * requests, each at its own instant.
 */
const storage = new AsyncLocalStorage<{ readonly world: World; readonly exchange: Exchange | undefined }>()

/** Runs work with a world as the current one, for an exchange that the log will hold. */
export const runInWorld = <T>(world: World, work: () => Promise<T>, exchange?: Exchange): Promise<T> =>
  storage.run({ world, exchange }, work)

/** Returns the world of the current request. */
export const currentWorld = (): World => current().world

/** Notes for the log which partner has authenticated in the current request. */
export function notePartner(partnerId: string): void {
  const { exchange } = current()
  if (exchange) exchange.partner = partnerId
}

function current() {
  const request = storage.getStore()
  if (!request) throw new Error('the provider was called outside a request')
  return request
}
