import { hash } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import { idempotentRequests } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** How long a key is kept, in milliseconds of the world's clock (Read/Write API, "Idempotency"). */
const keptForMs = 24 * 3_600_000

/** A request body with its idempotency key. */
export type Keyed<B> = { readonly body: B; readonly idempotencyKey: string }

/** A request under an idempotency key: whose it is, to which operation, with which body. */
export type IdempotentRequest = {
  readonly partner: string
  readonly operation: string
  readonly key: string
  readonly body: unknown
}

/**
 * The id of the resource that an earlier request made, or the write that keeps that of a new one.
 */
export type Recalled =
  | { readonly earlier: string }
  | { readonly earlier: undefined; readonly remember: (resourceId: string) => Write }

/**
 * Looks up an idempotency key. Rejects the same key with another body; then nothing changes. The
 * caller commits `remember` together with the resource.
 */
export async function recallRequest(
  world: World,
  { partner, operation, key, body }: IdempotentRequest,
): Promise<Recalled> {
  const { sandbox, now } = world
  const place = idempotentRequests.key(world, partner, hash('sha256', `${operation} ${key}`))
  const digest = hash('sha256', JSON.stringify(body))
  const [item] = await sandbox.store.get([place])
  const found = item && idempotentRequests.read(item)
  if (found && now - found.at < keptForMs) {
    if (found.digest === digest) return { earlier: found.id }
    throw new Problem(
      'idempotency-mismatch',
      `header x-idempotency-key: was used with another body at ${iso(found.at)}; send a new key with a new request`,
      { path: 'header x-idempotency-key' },
    )
  }
  const expect = item ? { version: item.version } : 'absent'
  return { earlier: undefined, remember: (id) => ({ put: place, expect, value: { digest, id, at: now } }) }
}
