import { describeCustomers, findCustomer } from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type DeveloperToken, digestOf, formatToken, isTokenId, tokenIdOf } from '#bank/consents/token.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { withLock } from '#store/keyed-lock.ts'
import { tokens } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, type World } from '#store/world.ts'

/** A developer token with its secret, which is shown only once. */
export type NewToken = DeveloperToken & { developerToken: string }

/** How many developer tokens a world may have, so that one answer lists them all. */
const maxTokens = 100

/**
 * Creates a bearer token that reads the accounts of one customer, or of all (`all`). Rejects it
 * with `limit-reached` if the world is full. Each creation writes the world's record, so two
 * requests cannot take the last place.
 */
export async function createToken(world: World, _grant: Grant<'world'>, customer: string): Promise<NewToken> {
  const { sandbox, id: worldId } = world
  const secret = sandbox.randomText(32)
  const digest = digestOf(secret)
  const value: DeveloperToken = {
    id: tokenIdOf(digest),
    customer: checkTokenCustomer(world, customer),
    createdAt: new Date(sandbox.real()).toISOString(),
  }
  const put: Write = { put: tokens.key(worldId, digest), expect: 'absent', value }
  await rejectOnConflict('the world was changed by another request at the same time; retry', () =>
    withLock(sandbox, `tokens of ${worldId}`, () => commitWithRecord(world, checkTokenLimit, [put])),
  )
  return { ...value, developerToken: formatToken({ kind: 'dev', worldId, secret }) }
}

/** Returns the world's record, or rejects if the world has the maximum number of tokens. */
async function checkTokenLimit(world: World): Promise<WorldRecord> {
  if ((await loadTokens(world)).length < maxTokens) return world.record
  throw new Problem(
    'limit-reached',
    `a world has at most ${maxTokens} developer tokens; delete one that is no longer used`,
  )
}

/** Lists a world's developer tokens, without their secrets. */
export const listTokens = (world: World, _grant: Grant<'world'>): Promise<DeveloperToken[]> => loadTokens(world)

async function loadTokens(world: World): Promise<DeveloperToken[]> {
  const { partition, path } = tokens.key(world.id, '')
  const items = await world.sandbox.store.list(partition, { prefix: path, limit: maxTokens })
  return items.map(tokens.read)
}

/** Deletes a token, which stops working with this commit. */
export async function deleteToken(world: World, _grant: Grant<'world'>, tokenId: string): Promise<void> {
  const { partition, path } = tokens.key(world.id, tokenId.slice('tok_'.length))
  const [item] = isTokenId(tokenId) ? await world.sandbox.store.list(partition, { prefix: path, limit: 1 }) : []
  if (!item)
    throw new Problem(
      'token-not-found',
      `path TokenId: there is no token ${tokenId.slice(0, 60)}; GET /control/worlds/${world.id}/tokens lists the tokens`,
      {
        path: 'path TokenId',
      },
    )
  await world.sandbox.store.commit([{ delete: item.key, expect: 'anything' }])
}

/** Returns whose accounts a token reaches: `all`, or the id of one of the world's customers. */
export function checkTokenCustomer(world: World, customer: string): string {
  if (customer === 'all' || findCustomer(world, customer)) return customer
  const why = `customer: must be all or one of ${describeCustomers(world)} (got ${customer.slice(0, 60)})`
  throw new Problem('customer-unknown', why, { path: 'customer' })
}
