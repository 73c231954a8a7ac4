import { hash } from 'node:crypto'
import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import { idempotentRequests } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/**
 * How long a key is remembered, in milliseconds of the world's clock (Read/Write API,
 * "Idempotency").
 */
const remembered = 24 * 3_600_000

/** One request with its idempotency key. */
export type Keyed<B> = { readonly body: B; readonly idempotencyKey: string }

/** One request under an idempotency key: whose, to which operation, with which body. */
export type Asked = {
  readonly partner: string
  readonly operation: string
  readonly key: string
  readonly body: unknown
}

/**
 * What a partner asked for before under the same key: the resource that was made of it, or the
 * write that remembers a new one. The same key with another body is refused, and nothing changes.
 */
export async function recall(
  world: World,
  { partner, operation, key, body }: Asked,
): Promise<{ madeBefore: string } | { remember: (id: string) => Write }> {
  const { sandbox, now } = world
  const place = idempotentRequests.key(world, partner, hash('sha256', `${operation} ${key}`))
  const digest = hash('sha256', JSON.stringify(body))
  const [item] = await sandbox.store.get([place])
  const before = item && idempotentRequests.read(item)
  if (before && now - before.at < remembered) {
    if (before.digest === digest) return { madeBefore: before.id }
    const why = `this x-idempotency-key was used with another body at ${iso(before.at)}; take a new key for a new request`
    throw new Problem('idempotency-mismatch', why, { path: 'header x-idempotency-key' })
  }
  const expect = item ? { version: item.version } : 'absent'
  return { remember: (id) => ({ put: place, expect, value: { digest, id, at: now } }) }
}
