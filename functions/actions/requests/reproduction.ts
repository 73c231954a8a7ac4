import type { Grant } from '#bank/consents/grant.ts'
import { buildReproducedRequest, type Reproduction } from '#bank/requests/reproduction.ts'
import type { RequestRecord } from '#bank/requests/request-record.ts'
import { buildWholeRequest } from '#bank/requests/views.ts'
import { iso } from '#bank/time/clock.ts'
import { generator } from '#bank/worlds/world.ts'
import { loadFaults } from '#store/faults.ts'
import type { World } from '#store/world.ts'
import { snapshots } from '#store/world-copy-records.ts'
import { findRequest, requestIdOf, requireLog } from './requests.ts'

/** The most requests of a reproduction. */
const mostRequests = 500

/**
 * Makes a test of a logged request: the world, what was armed, and the requests that led to it.
 * Those are all that change something, and earlier calls of the same operation by the same partner.
 */
export async function buildReproduction(world: World, grant: Grant<'world'>, id: string): Promise<Reproduction> {
  const log = requireLog(world)
  const { number, record: last } = findRequest(world, grant, id)
  const { record, sandbox } = world
  const requests = []
  for (const one of log.since(world.id, record.epoch, 0)) {
    if (one.number > number) break
    if (one.number === number || leadsTo(one.record, last)) requests.push(one)
  }
  const shown = requests.slice(-mostRequests).map((one) => {
    const view = buildWholeRequest(requestIdOf(log, one.number), one.record, {})
    return buildReproducedRequest(view, one.record.accounts)
  })
  const began = Math.min(...requests.map(({ record: { at } }) => at ?? Number.POSITIVE_INFINITY))
  const armed = (await loadFaults(world)).filter(({ armedAt }) => Date.parse(armedAt) < began)
  const putsEdits = shown.some(({ operation }) => operation === 'PutEdits')
  const snapshot = await findSnapshot(world, began)
  return {
    format: 'sandbank-reproduction-1',
    baseUrl: sandbox.baseUrl,
    request: id,
    world: {
      id: world.id,
      seed: record.seedText ?? record.seed,
      size: record.size,
      now: iso(record.start),
      ...(record.mix && { personas: Object.fromEntries(record.mix) }),
      generator: record.generator ?? generator,
    },
    ...(snapshot && { snapshot }),
    ...(world.edits && !putsEdits && { edits: world.edits }),
    faults: armed.map(({ id: _, armedAt: __, ...fault }) => fault),
    requests: shown,
  }
}

/**
 * Whether an earlier request may matter to a later one. A write that was answered with an error
 * may have been committed, and armed faults count it.
 */
const leadsTo = ({ method, operation, partner }: RequestRecord, last: RequestRecord): boolean =>
  method !== 'GET' || (operation === last.operation && partner === last.partner)

/** Finds the newest snapshot from before an instant of the world's clock. */
async function findSnapshot({ id, sandbox }: World, before: number): Promise<Reproduction['snapshot']> {
  const { partition, path: prefix } = snapshots.key(id, '')
  const found = (await sandbox.store.list(partition, { prefix, limit: 100 })).map(snapshots.read)
  const [newest] = found
    .map(({ id: snapshotId, clock }) => ({ id: snapshotId, at: clock.world }))
    .filter(({ at }) => at <= before)
    .sort((a, b) => b.at - a.at)
  return newest && { id: newest.id, at: iso(newest.at) }
}
