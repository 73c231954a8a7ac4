import { describeCustomers, findCustomer } from '#actions/accounts/lookup.ts'
import { inTurn } from '#actions/concurrency/keyed-lock.ts'
import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type DeveloperToken, digestOf, formatToken, isTokenId, tokenIdOf } from '#bank/consents/token.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { tokens } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, type World } from '#store/world.ts'

/** A developer token, with its secret: shown once. */
export type NewToken = DeveloperToken & { developerToken: string }

/** A world has no more developer tokens than this, so that one answer lists them all. */
const mostTokens = 100

/**
 * Makes a bearer token that reads one customer's accounts, or everybody's (`all`). Refused beyond
 * the most a world may have: its record is written with each, so that no two take the last place.
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
  await orConflict('the world was changed at the same moment; try again', () =>
    inTurn(sandbox, `tokens of ${worldId}`, () => commitWithRecord(world, roomIn, [put])),
  )
  return { ...value, developerToken: formatToken({ kind: 'dev', worldId, secret }) }
}

/** The record of a world that has room for one more token. */
async function roomIn(world: World): Promise<WorldRecord> {
  if ((await tokensOf(world)).length < mostTokens) return world.record
  throw new Problem(
    'limit-reached',
    `a world has at most ${mostTokens} developer tokens; delete one that is not used any more`,
  )
}

/** A world's developer tokens, without their secrets. */
export const listTokens = (world: World, _grant: Grant<'world'>): Promise<DeveloperToken[]> => tokensOf(world)

async function tokensOf(world: World): Promise<DeveloperToken[]> {
  const { partition, path } = tokens.key(world.id, '')
  const items = await world.sandbox.store.list(partition, { prefix: path, limit: mostTokens })
  return items.map(tokens.read)
}

/** From this commit on the token is not known. */
export async function deleteToken(world: World, _grant: Grant<'world'>, tokenId: string): Promise<void> {
  const { partition, path } = tokens.key(world.id, tokenId.slice('tok_'.length))
  const [item] = isTokenId(tokenId) ? await world.sandbox.store.list(partition, { prefix: path, limit: 1 }) : []
  if (!item)
    throw new Problem('token-not-found', `there is no token ${tokenId}; GET tokens lists what there is`, {
      path: 'path TokenId',
    })
  await world.sandbox.store.commit([{ delete: item.key, expect: 'anything' }])
}

/** Returns whose accounts a token reaches: `all`, or the id of one of the world's customers. */
export function checkTokenCustomer(world: World, customer: string): string {
  if (customer === 'all' || findCustomer(world, customer)) return customer
  const why = `customer must be all, or one of ${describeCustomers(world)}; given: ${customer}`
  throw new Problem('customer-unknown', why, { path: 'customer' })
}
