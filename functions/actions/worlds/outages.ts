import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { iso } from '#bank/time/clock.ts'
import { withoutToken } from '#bank/worlds/life.ts'
import {
  buildOutage,
  mostOutages,
  type Outage,
  type OutageChange,
  type OutageState,
  outageStateAt,
} from '#bank/worlds/outage.ts'
import { worldIdShape } from '#bank/worlds/world.ts'
import { worlds } from '#store/records.ts'
import { commitWithRecord, openWorld, rejectExpired, type Sandbox, type World } from '#store/world.ts'

/** An outage as the owner of its world sees it. Instants are those of the world's clock. */
export type OutageView = Pick<Outage, 'id' | 'area' | 'kind' | 'explanation'> & {
  readonly from: string
  readonly to?: string
  readonly state: OutageState
}

function buildOutageView(outage: Outage, now: number): OutageView {
  const { id, area, kind, from, to, explanation } = outage
  const state = outageStateAt(outage, now)
  return { id, area, kind, from: iso(from), ...(to !== undefined && { to: iso(to) }), explanation, state }
}

/** Lists the outages of a world, in the order of their beginnings. */
export const listOutages = ({ record: { outages = [] }, now }: World, _grant: Grant<'world'>): OutageView[] =>
  [...outages].sort((a, b) => a.from - b.from).map((one) => buildOutageView(one, now))

/**
 * Creates an outage. Outages that have ended make room. Rejects it with `limit-reached` if the
 * world has the maximum number of others.
 */
export async function createOutage(
  world: World,
  _grant: Grant<'world'>,
  request: OutageChange & Pick<Outage, 'area'>,
): Promise<OutageView> {
  const { now } = world
  const outage = buildOutage(`out_${world.sandbox.randomText(10)}`, request, now)
  await changeOutages(world, (outages) => {
    const kept = outages.filter((one) => outageStateAt(one, now) !== 'ended')
    if (kept.length < mostOutages) return [...kept, outage]
    throw new Problem(
      'limit-reached',
      `a world has at most ${mostOutages} outages that have not ended; delete one with DELETE /control/worlds/${world.id}/outages/{OutageId}`,
    )
  })
  return buildOutageView(outage, now)
}

/** Changes an outage, also one that has begun. What the request does not name stays. */
export async function updateOutage(
  world: World,
  _grant: Grant<'world'>,
  outageId: string,
  change: OutageChange,
): Promise<OutageView> {
  const { now } = world
  let changed: Outage | undefined
  await changeOutages(world, (outages) =>
    outages.map((one) => {
      if (one.id !== outageId) return one
      changed = buildOutage(one.id, { ...change, area: change.area ?? one.area }, now, one)
      return changed
    }),
  )
  if (!changed) throw outageNotFound(world, outageId)
  return buildOutageView(changed, now)
}

/** Deletes an outage, which ends it. */
export async function deleteOutage(world: World, _grant: Grant<'world'>, outageId: string): Promise<void> {
  let isFound = false
  await changeOutages(world, (outages) => {
    isFound = outages.some(({ id }) => id === outageId)
    return outages.filter(({ id }) => id !== outageId)
  })
  if (!isFound) throw outageNotFound(world, outageId)
}

const outageNotFound = ({ id }: World, outageId: string): Problem =>
  new Problem(
    'outage-not-found',
    `path OutageId: there is no outage ${outageId.slice(0, 60)}; GET /control/worlds/${id}/outages lists the outages`,
    { path: 'path OutageId' },
  )

/** Changes the list of outages in the world's record. A world without outages has no list. */
async function changeOutages(world: World, change: (outages: readonly Outage[]) => Outage[]): Promise<void> {
  await commitWithRecord(
    world,
    ({ record: { outages, ...record } }) => {
      const after = change(outages ?? [])
      return after.length === 0 ? record : { ...record, outages: after }
    },
    [],
  )
}

/**
 * Opens a world for its status feed, which anyone may read. It stays open during an outage, and
 * while the world catches up. Rejects a world that does not exist.
 */
export async function openWorldForFeed(sandbox: Sandbox, _grant: Grant<'worlds'>, worldId: string): Promise<World> {
  const [item] = worldIdShape.test(worldId) ? await sandbox.store.get([worlds.key(worldId)]) : []
  if (!item) throw new Problem('path-unknown', `query world: world ${worldId.slice(0, 40)} does not exist`)
  try {
    rejectExpired(sandbox, worlds.read(item))
  } catch (error) {
    throw withoutToken(error)
  }
  return openWorld(sandbox, item, undefined)
}
