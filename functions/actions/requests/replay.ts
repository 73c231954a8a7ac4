import { authoriseConsent, findConsent } from '#actions/consents/consents.ts'
import { restoreFaults } from '#actions/faults/faults.ts'
import { importDocument } from '#actions/snapshots/world-import.ts'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'
import { putEdits } from '#actions/worlds/edits.ts'
import { createWorld } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import { allowsAction, stateOf } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { digestOf } from '#bank/consents/token.ts'
import { maskText } from '#bank/requests/mask.ts'
import {
  compareBodies,
  type IdMap,
  type ReproducedRequest,
  type Reproduction,
  translateIds,
} from '#bank/requests/reproduction.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { iso } from '#bank/time/clock.ts'
import { Edits } from '#bank/worlds/edits.ts'
import { tokens } from '#store/records.ts'
import { commitWithRecord, findWorld, type Sandbox, type World } from '#store/world.ts'

/** Sends a request with the grant of its recorded caller. */
export type SendRecorded = (request: ReproducedRequest) => Promise<{ readonly status: number; readonly text: string }>

/** What the replay of one request showed. */
export type Replayed = {
  readonly request: ReproducedRequest
  readonly status?: number
  /** How the answer differs from the recorded one; absent if it is the same. */
  readonly difference?: string
}

/** The grants of a sandbox's owner. */
export type OwnerGrants = { readonly worlds: Grant<'worlds'>; readonly world: Grant<'world'> }

/**
 * Replays a reproduction in a fresh world of an empty sandbox, each request at its own instant.
 * `armable` are the places that faults can reach.
 */
export async function* replay(
  sandbox: Sandbox,
  grants: OwnerGrants,
  document: Reproduction,
  send: SendRecorded,
  armable: readonly Place[],
): AsyncGenerator<Replayed> {
  const load = async () => (await findWorld(sandbox, document.world.id)) as World
  await openStart(sandbox, grants, document, load)
  const { faults, snapshot: { faultsArmed = 0, faultCounts = {} } = {} } = document
  const armed = { faults, armed: faultsArmed, counts: faultCounts }
  await restoreFaults(await load(), grants.world, armed, armable)
  await storeTokens(await load(), document.requests)
  const ids: IdMap = new Map()
  for (const recorded of document.requests) {
    if (recorded.notReplayed !== undefined || recorded.at === undefined) {
      yield { request: recorded }
      continue
    }
    const request = JSON.parse(translateIds(JSON.stringify(recorded), ids)) as ReproducedRequest
    const world = await load()
    if (Date.parse(recorded.at) > world.now) await advanceClock(world, grants.world, { to: recorded.at })
    await bringConsent(await load(), request)
    const { status, text } = await send(request)
    const { answer } = recorded
    const body = compareBodies(answer.body ?? '', maskText(text), answer.isCut ?? false, ids, sandbox.real())
    // A connection cannot be cut here: the replay answers 504 instead.
    const isSame = status === (answer.status ?? 504)
    const isText = answer.body !== undefined
    const difference = !isSame ? `expected status ${answer.status ?? 'cut'}, got ${status}` : isText ? body : undefined
    yield { request: recorded, status, ...(difference !== undefined && { difference }) }
  }
}

/** Makes the world that a replay begins with: its snapshot, or a new world. Its clock stands. */
async function openStart(
  sandbox: Sandbox,
  grants: OwnerGrants,
  { world: { id, generator: _, ...settings }, snapshot, edits }: Reproduction,
  load: () => Promise<World>,
): Promise<void> {
  if (!snapshot?.lines) {
    const fixed = { worldId: id, controlSecret: 'reproduction', developerSecret: 'reproduction' }
    await createWorld(sandbox, grants.worlds, { ...settings, rate: 0 }, fixed)
    if (edits) await putEdits(await load(), grants.world, Edits.parse(edits))
    return
  }
  const bytes = Buffer.from(snapshot.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  try {
    await importDocument(sandbox, grants.worlds, { bytes, idempotencyKey: '', worldId: id })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem(error.code, `snapshot.lines: ${error.message}`, { path: 'snapshot.lines' })
  }
  const world = await setClockRate(await load(), grants.world, 0)
  const { seed, seedText = seed, size, start } = world.record
  for (const [name, value, expected] of [
    ['seed', settings.seed, seedText],
    ['size', settings.size, size],
    ['now', settings.now, iso(start)],
  ]) {
    const path = `world.${name}`
    if (value !== expected)
      throw new Problem('field-invalid', `${path}: must be ${expected}, as in snapshot.lines (got ${value})`, { path })
  }
  const { outages } = snapshot
  if (outages) await commitWithRecord(world, ({ record }) => ({ ...record, outages }), [])
}

/**
 * Stores the ids of the developer tokens that armed faults name, so that they can be armed again.
 * The tokens themselves are secrets, and no document has them.
 */
async function storeTokens({ id: worldId, sandbox: { store }, now }: World, requests: Reproduction['requests']) {
  const bodies = requests.flatMap(({ operation = '', body = '' }) => (armsFault.has(operation) ? body : []))
  const ids = new Set(bodies.join().match(/\btok_[0-9a-f]{16}\b/g))
  for (const id of ids) {
    const value = { id, customer: 'cus_0', createdAt: iso(now) }
    await store.commit([{ put: tokens.key(worldId, digestOf(id)), expect: 'anything', value }])
  }
}
const armsFault: ReadonlySet<string> = new Set(['ArmFault', 'ChangeFault'])

/**
 * Authorises the consent of a request for its recorded customer, if that is still to be done: the
 * walk through the authorization server is not replayed.
 */
async function bringConsent(
  world: World,
  { caller: { consent, customer, accounts } }: ReproducedRequest,
): Promise<void> {
  if (consent === undefined || customer === undefined) return
  const found = await findConsent(world, consent)
  if (!found || stateOf(found.consent, world.now).state === 'AUTH') return
  if (!allowsAction(found.consent, 'authorise', world.now)) return
  await authoriseConsent(world, consent, { customer, accounts: accounts ?? [] })
}
