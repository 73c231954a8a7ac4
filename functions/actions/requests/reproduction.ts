import type { Grant } from '#bank/consents/grant.ts'
import { buildReproducedRequest, type Reproduction, skipHeldRequests } from '#bank/requests/reproduction.ts'
import type { RequestRecord } from '#bank/requests/request-record.ts'
import { buildWholeRequest } from '#bank/requests/views.ts'
import { iso } from '#bank/time/clock.ts'
import { generator } from '#bank/worlds/world.ts'
import { loadFaults } from '#store/faults.ts'
import type { World } from '#store/world.ts'
import { findReplayStart, readSnapshotPart } from './replay-start.ts'
import { findRequest, requestIdOf, requireLog } from './requests.ts'

/** The most requests of a reproduction. */
const mostRequests = 500

/**
 * Makes a test of a logged request: the world or its newest snapshot from before, what was armed
 * there, and the requests that led on from it. Those are all that change something, and earlier
 * calls of the same operation by the same partner.
 */
export async function buildReproduction(world: World, grant: Grant<'world'>, id: string): Promise<Reproduction> {
  const log = requireLog(world)
  const last = findRequest(world, grant, id)
  const { record, sandbox } = world
  const start = await findReplayStart(world, log, last)
  const part = start.snapshot && (await readSnapshotPart(world, grant, start.snapshot))
  const hasContent = part?.snapshot.lines !== undefined
  const requests = []
  for (const one of log.since(world.id, record.epoch, hasContent ? start.after : 0)) {
    if (one.number > last.number) break
    if (one.number === last.number || leadsTo(one.record, last.record)) requests.push(one)
  }
  const shown = requests.slice(-mostRequests).map((one) => {
    const view = buildWholeRequest(requestIdOf(log, one.number), one.record, {})
    return buildReproducedRequest(view, one.record.accounts)
  })
  const began = Math.min(...requests.map(({ record: { at } }) => at ?? Number.POSITIVE_INFINITY))
  const armedBefore = async () => (await loadFaults(world)).filter(({ armedAt }) => Date.parse(armedAt) < began)
  const putsEdits = shown.some(({ operation }) => operation === 'PutEdits')
  return {
    format: 'sandbank-reproduction-1',
    baseUrl: sandbox.baseUrl,
    ...(sandbox.isLocal && { isLocal: true as const }),
    ...(sandbox.followedPort !== undefined && { followedPort: sandbox.followedPort }),
    request: id,
    world: {
      id: world.id,
      seed: record.seedText ?? record.seed,
      size: record.size,
      now: iso(record.start),
      ...(record.mix && { personas: Object.fromEntries(record.mix) }),
      generator: record.generator ?? generator,
    },
    ...(part && { snapshot: { ...part.snapshot, ...(start.hasGap && { hasGap: true as const }) } }),
    ...(world.edits && !putsEdits && !hasContent && { edits: world.edits }),
    faults: [...(hasContent ? part.faults : await armedBefore())],
    requests: hasContent ? skipHeldRequests(shown) : shown,
  }
}

/**
 * Whether an earlier request may matter to a later one. A write that was answered with an error
 * may have been committed, and armed faults count it.
 */
const leadsTo = ({ method, operation, partner }: RequestRecord, last: RequestRecord): boolean =>
  method !== 'GET' || (operation === last.operation && partner === last.partner)
