import { hash } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import { Conflict, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldRequests } from '#store/world-copy-records.ts'

/** How long a key is kept, in seconds of real time. A world's own clock may go back. */
const keptForSeconds = 86_400

/** A request to the world itself, with its idempotency key; an empty key is none. */
export type WorldRequestKey = { readonly operation: string; readonly key: string; readonly body?: unknown }

/** What an earlier request under the same key made, or the writes that store the result. */
type Recalled =
  | { readonly earlier: string }
  | { readonly earlier: undefined; readonly remember: (id: string) => Write[] }

/** Returns the name under which a request with an idempotency key is stored. */
export const requestNameOf = ({ operation, key }: WorldRequestKey): string => hash('sha256', `${operation} ${key}`)

/**
 * Looks up a request to the world. Rejects the same key with another body. The caller commits
 * `remember` together with what the request makes.
 */
export async function recallWorldRequest({ sandbox, id }: World, request: WorldRequestKey): Promise<Recalled> {
  if (request.key === '') return { earlier: undefined, remember: () => [] }
  const { store, real } = sandbox
  const key = worldRequests.key(id, requestNameOf(request))
  const digest = hash('sha256', JSON.stringify(request.body ?? null))
  const [item] = await store.get([key])
  if (!item) {
    const expiresAt = Math.floor(real() / 1000) + keptForSeconds
    return {
      earlier: undefined,
      remember: (made) => [{ put: key, expect: 'absent', value: { digest, id: made }, expiresAt }],
    }
  }
  const known = worldRequests.read(item)
  if (known.digest === digest) return { earlier: known.id }
  throw new Problem(
    'idempotency-mismatch',
    'header x-idempotency-key: was used with another body; send a new key with a new request',
    { path: 'header x-idempotency-key' },
  )
}

/**
 * Runs work once for each idempotency key. `work` gets the writes that remember the key, and
 * returns the id of what it made; `find` loads the result of an earlier request by that id. If two
 * requests with one key run at once, the second one gets the result of the first.
 */
export async function runOnce<R>(
  world: World,
  request: WorldRequestKey,
  find: (id: string) => Promise<R>,
  work: (remember: (id: string) => Write[]) => Promise<R>,
): Promise<R> {
  const recalled = await recallWorldRequest(world, request)
  if (recalled.earlier !== undefined) return find(recalled.earlier)
  try {
    return await work(recalled.remember)
  } catch (error) {
    if (!(error instanceof Conflict) && !(error instanceof Problem && error.code === 'conflict')) throw error
    const again = await recallWorldRequest(world, request)
    if (again.earlier !== undefined) return find(again.earlier)
    throw error instanceof Problem
      ? error
      : new Problem('conflict', `${world.id} was changed by another request at the same time; retry`)
  }
}
