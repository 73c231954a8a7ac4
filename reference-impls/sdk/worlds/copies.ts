import type { components } from '#contract/control'
import type { CallOptions } from '../connection.ts'
import { createListing, type Listing } from '../listing.ts'
import { type WriteOptions, withKey } from '../payments/payments.ts'
import { type WorldContext, withQuery } from './context.ts'

type Schemas = components['schemas']

/** One consistent instant of a world. */
export type Snapshot = Schemas['Snapshot']
/** An object that differs between two worlds, or between a world and its snapshot. */
export type ObjectDifference = Schemas['ObjectDifference']
/** A world as it is after a reset or a restore. */
export type RestoredWorld = Schemas['World']

/** Compares a world with a snapshot of it, or with another world. */
export type DiffOptions = {
  /** The control key of the other world; a snapshot needs none. */
  readonly otherControlKey?: string
}

/** Builds the methods that take a world back, and say what changed. */
export function buildCopies({ call, send, url }: WorldContext) {
  return {
    /**
     * Takes a snapshot: one instant to come back to.
     *
     * @example
     * ```ts
     * const before = await world.snapshot('before the migration')
     * await world.restore(before.id)
     * ```
     */
    snapshot: (name?: string, options?: WriteOptions) =>
      call<Snapshot>('POST', `${url}/snapshots`, name === undefined ? {} : { name }, withKey(options)),
    /** Lists the snapshots of the world. */
    snapshots: async (options?: CallOptions) =>
      (await call<{ snapshots: Snapshot[] }>('GET', `${url}/snapshots`, undefined, options)).snapshots,
    /** Deletes a snapshot. */
    deleteSnapshot: (snapshotId: string, options?: WriteOptions) =>
      call<void>('DELETE', `${url}/snapshots/${encodeURIComponent(snapshotId)}`, undefined, withKey(options)),
    /** Takes the world back to a snapshot, its clock too. */
    restore: (snapshotId: string, options?: WriteOptions) =>
      call<RestoredWorld>('POST', `${url}/restore`, { snapshot: snapshotId }, withKey(options)),
    /** Takes the world back to its creation. */
    reset: (options?: WriteOptions) => call<RestoredWorld>('POST', `${url}/reset`, undefined, withKey(options)),
    /**
     * Lists what differs from a snapshot, or from another world.
     *
     * @example
     * ```ts
     * const before = await world.snapshot('before the payment')
     * for await (const { kind, id, change } of world.diff(before.id)) console.log(change, kind, id)
     * ```
     */
    diff: (other: string, { otherControlKey }: DiffOptions = {}): Listing<ObjectDifference> =>
      createListing(async function* () {
        let page: string | undefined
        do {
          const answer = await call<{ changes: ObjectDifference[]; next?: string }>(
            'GET',
            withQuery(`${url}/diff`, { with: other, page }),
            undefined,
            otherControlKey === undefined ? {} : { headers: { 'x-other-control-key': otherControlKey } },
          )
          yield answer.changes
          page = answer.next
        } while (page !== undefined)
      }),
    /** Downloads the world, or a snapshot of it, as one document without secrets. */
    async export({ snapshot, signal }: CallOptions & { readonly snapshot?: string } = {}) {
      const pages: Uint8Array<ArrayBuffer>[] = []
      let next: string | undefined = withQuery(`${url}/export`, { snapshot })
      while (next !== undefined) {
        const { bytes, response } = await send({ method: 'GET', url: next, signal })
        pages.push(bytes)
        const [, link] = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '') ?? []
        // The key of the world goes to no other host.
        next = link === undefined ? undefined : `${url}/export${new URL(link, url).search}`
      }
      return new Uint8Array(await new Blob(pages).arrayBuffer())
    },
  }
}
