import { WholeRequest } from '#bank/requests/views.ts'
import { listPages } from '#store/list-pages.ts'
import { defineRecord } from '#store/record-kind.ts'
import { overlayOf, sortableInstant } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * The stored log of a world: a sandbox in the cloud has many processes, so their memory cannot be
 * the log. Requests are masked before they are stored. They stand in the overlay, so a reset ends
 * the log, and they expire.
 */

/** The path of a stored request. Paths sort by real time, `realAt` in epoch milliseconds. */
const prefix = 'logged/'

export const storedRequests = defineRecord(WholeRequest, (world: World, name: string) => ({
  partition: overlayOf(world.id, world.record.epoch),
  path: prefix + name,
}))

/** Returns the name of a stored request: when it came, and the end of its interaction id. */
export const nameOfStored = (realAt: number, interactionId: string): string =>
  `${sortableInstant(realAt)}-${interactionId.replaceAll('-', '').slice(-12)}`

/**
 * Returns the name in an id such as `req_001796083198000-0a1b2c3d4e5f`; undefined if it is none.
 */
export const parseStoredId = (id: string): string | undefined => /^req_(\d{15}-[0-9a-zA-Z]{1,12})$/.exec(id)?.[1]

/** Whether a path is that of a stored request. */
export const isStoredRequest = (path: string): boolean => path.startsWith(prefix)

/** Lists the stored requests of a world, newest first, or oldest first after a name. */
export async function* listStoredRequests(
  world: World,
  { after, newestFirst }: { readonly after?: string | undefined; readonly newestFirst: boolean },
): AsyncGenerator<WholeRequest> {
  const { partition } = storedRequests.key(world, '')
  const range = { prefix, newestFirst, limit: limits.keysPerGet, ...(after !== undefined && { after: prefix + after }) }
  for await (const items of listPages(world.sandbox.store, partition, range))
    for (const item of items) yield storedRequests.read(item)
}
