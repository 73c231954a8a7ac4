import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { mask } from '#bank/requests/mask.ts'
import { keptHeader, type RecordedCaller, whyNotSentAgain } from '#bank/requests/reproduction.ts'
import { type KeptBody, pairsOf } from '#bank/requests/request-record.ts'
import { buildWholeRequest, type WholeRequest } from '#bank/requests/views.ts'
import type { World } from '#store/world.ts'
import { findRequest } from './requests.ts'
import { findStored, hasStoredLog } from './stored.ts'

/** A logged request as it is sent again: without credentials, with the grant of its caller. */
export type SentAgain = {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: KeptBody['content']
  readonly caller: RecordedCaller
}

/**
 * Finds what a logged request sends when it is replayed in its own world. Its idempotency key is
 * the recorded one, and its interaction id is not. Rejects with `conflict` a request that can only
 * be read.
 */
export async function findSentAgain(world: World, grant: Grant<'world'>, id: string): Promise<SentAgain> {
  const isStored = hasStoredLog(world)
  const { record } = isStored ? {} : findRequest(world, grant, id)
  const view = record ? buildWholeRequest(id, record, {}) : await findStored(world, grant, id)
  const why =
    whyNotSentAgain(view) ?? (isStored && holdsMask(view) ? 'it holds a secret, which is not stored' : undefined)
  if (why !== undefined) throw new Problem('conflict', `path RequestId: ${id} can be read, but not replayed: ${why}`)
  const pairs = record ? pairsOf(record.headers) : view.request.headers.map(({ name, value }) => [name, value] as const)
  const { partner, customer, consent } = view
  const body = record ? record.body?.content : view.request.body
  return {
    method: view.method,
    target: record ? record.target : view.target,
    headers: Object.fromEntries(pairs.filter(([name]) => keptHeader.test(name) && !ownHeader.test(name))),
    ...(body !== undefined && { body }),
    caller: {
      worldId: world.id,
      ...(partner !== undefined && { partner }),
      ...(customer !== undefined && { customer }),
      ...(consent !== undefined && { consent }),
    },
  }
}

/** Headers that a replay has of its own. */
const ownHeader = /^(host|x-fapi-interaction-id|x-sandbank-[\w-]+)$/

/** Whether anything that would be sent again was masked before it was stored. */
const holdsMask = ({ target, request: { headers, body = '' } }: WholeRequest): boolean =>
  [target, body, ...headers.flatMap(({ name, value }) => (keptHeader.test(name) ? value : []))].some((text) =>
    text.includes(mask),
  )
