import { createHmac } from 'node:crypto'
import type * as z from 'zod'
import { checkWorldLimit, storeNewWorld } from '#actions/worlds/new-world.ts'
import { findContentKind } from '#actions/worlds/world-content.ts'
import { buildWorldView, type NewWorld } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { digestOf, formatToken, tokenIdOf } from '#bank/consents/token.ts'
import { iso } from '#bank/time/clock.ts'
import { rejectOtherGenerator } from '#bank/worlds/generator.ts'
import { buildWorldLife } from '#bank/worlds/life.ts'
import type { ForkRequest } from '#bank/worlds/snapshot.ts'
import { generator, OverlayState, type WorldRecord } from '#bank/worlds/world.ts'
import type { Copied } from '#store/copy-partition.ts'
import { overlayOf, tokens, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Item, Write } from '#store/store.ts'
import { commitWithRecord, loadWorldAsStored, openWorld, readNow, type World } from '#store/world.ts'
import { snapshotPartition, snapshots } from '#store/world-copy-records.ts'
import { makeByCopy, thaw, worldOfCopy } from './copies.ts'
import { loadSnapshot } from './find-snapshot.ts'
import { fromPortable, toPortable } from './portable-values.ts'

/** The request for a fork, its idempotency key, and the secret of the control key that was sent. */
export type ForkOptions = {
  readonly request: ForkRequest
  readonly idempotencyKey: string
  readonly secret: string
}

/** The customer of a fork's developer token: every world has it. */
const customer = 'cus_0'

/**
 * Forks a world, or one of its snapshots: a new world with the same bank, in which all that was
 * done so far has the same ids. Partners come along with their public keys. Tokens, sessions, and
 * requests in progress do not, and the fork has keys of its own. The fork exists from the last
 * commit on.
 */
export function forkWorld(world: World, _grant: Grant<'world'>, options: ForkOptions): Promise<NewWorld> {
  const { sandbox, id, record } = world
  const { request, idempotencyKey } = options
  const snapshotId = request.snapshot
  const secrets = chooseSecrets(world, options)
  return makeByCopy(
    world,
    { operation: 'fork', key: idempotencyKey, body: request },
    {
      find: async (forkId) => {
        const fork = await loadWorldAsStored(sandbox, forkId)
        if (fork) return describeFork(fork, secrets)
        throw new Problem(
          'conflict',
          `the fork ${forkId} was deleted since; send a new x-idempotency-key for another fork`,
        )
      },
      chooseTarget: async () => {
        if (snapshotId === undefined) rejectOtherGenerator(record)
        else rejectOtherGenerator((await loadSnapshot(world, snapshotId, 'snapshot')).snapshot)
        await checkWorldLimit(sandbox)
        const forkId = `wld_${sandbox.randomText(10)}`
        return { id: forkId, partitions: [worlds.key(forkId).partition, overlayOf(forkId, 0)] }
      },
      partsOf: ({ id: forkId, partitions: [own = '', overlay = ''] }) => [
        {
          from: snapshotId === undefined ? overlayOf(id, record.epoch) : snapshotPartition(id, snapshotId),
          to: overlay,
          // What is not a part of a world serves a request in progress, or is a secret.
          convert: (item) => (findContentKind(item.key.path) ? item.value : undefined),
        },
        {
          from: worlds.key(id).partition,
          to: own,
          convert: (item) => convertForFork(forkId, item),
        },
      ],
      watched: [worlds.key(id), ...(snapshotId === undefined ? [] : [snapshots.key(id, snapshotId)])],
      finish: async ({ id: forkId }, copied, writes) => {
        const source = worldOfCopy(world, copied)
        const real = readSteadyTime(sandbox)
        const fork: WorldRecord = {
          ...buildSettings(source.record),
          ...buildState(source, copied, request, real),
          id: forkId,
          epoch: 0,
          controlDigest: digestOf(secrets.control),
          forkedFrom: { world: id, ...(await findSnapshotFollowed(source, request)) },
          ...buildWorldLife(request, real),
        }
        const digest = digestOf(secrets.developer)
        const token: Write = {
          put: tokens.key(forkId, digest),
          expect: 'absent',
          value: { id: tokenIdOf(digest), customer, createdAt: iso(real) },
        }
        await storeNewWorld(sandbox, fork, [token, { check: worlds.key(id), expect: 'present' }, ...writes])
        if (source.record.frozenUntil !== undefined)
          await commitWithRecord(world, (current) => thaw(current.record), [])
        return describeFork(
          openWorld(sandbox, { key: worlds.key(forkId), version: 1, value: fork }, undefined),
          secrets,
        )
      },
    },
  )
}

/** Returns the value of a partner or its software in a fork; undefined for what stays behind. */
function convertForFork(forkId: string, { key, value }: Item): unknown {
  const kind = findContentKind(key.path)
  return kind && fromPortable(kind, toPortable(kind, value as Record<string, unknown>), forkId)
}

/** Returns the settings of a world that a fork has too: those of its bank and its pages. */
const buildSettings = (record: WorldRecord) => {
  const { seed, seedText, size, mix, start, startRate, robot, theme, rateLimits } = record
  return {
    generator: generator as typeof generator,
    seed,
    ...(seedText !== undefined && { seedText }),
    size,
    ...(mix && { mix }),
    start,
    ...(startRate !== undefined && { startRate }),
    ...(robot !== undefined && { robot }),
    ...(theme && { theme }),
    ...(rateLimits && { rateLimits }),
  }
}

/** Finds the snapshot that was forked, or else the last one before the world's now. */
async function findSnapshotFollowed({ id, sandbox, record }: World, { snapshot = record.basedOn }: ForkRequest) {
  if (snapshot === undefined) return {}
  const [item] = await sandbox.store.get([snapshots.key(id, snapshot)])
  const name = item && snapshots.read(item).name
  return { snapshot, ...(name !== undefined && { name }) }
}

/** Armed faults and outages are not copied: a fork is a bank without trouble. */
const ForkState = OverlayState.pick({ moved: true, nextDue: true, dated: true, edits: true, closed: true }).strip()
type ForkState = z.output<typeof ForkState>

/** Returns the clock of a fork and the state of its overlay, from the world or its snapshot. */
function buildState(
  { id, sandbox, record }: World,
  { watched }: Copied,
  { snapshot }: ForkRequest,
  real: number,
): Pick<WorldRecord, 'clock'> & ForkState {
  if (snapshot === undefined) {
    const clock = { real, world: readNow(sandbox, record), rate: record.clock.rate }
    return { clock, ...ForkState.parse(record) }
  }
  const item = watched.find((one) => one?.key.path === snapshots.key(id, snapshot).path)
  if (!item) throw new Problem('conflict', `${snapshot} was deleted by another request at the same time`)
  const { clock, state } = snapshots.read(item)
  return { clock: { ...clock, real }, ...ForkState.parse(state) }
}

type Secrets = { readonly control: string; readonly developer: string }

/**
 * Chooses the secrets of a fork. Under an idempotency key they follow from the control key that was
 * sent, so that a retry gets the same ones although none is stored.
 */
function chooseSecrets({ sandbox, id }: World, { idempotencyKey: key, secret }: ForkOptions): Secrets {
  const choose = (purpose: string) =>
    key === ''
      ? sandbox.randomText(32)
      : createHmac('sha256', secret).update(`fork ${id} ${purpose} ${key}`).digest('hex').slice(0, 40)
  return { control: choose('control'), developer: choose('developer') }
}

function describeFork(fork: World, { control, developer }: Secrets): NewWorld {
  const worldId = fork.id
  return {
    ...buildWorldView(fork),
    controlKey: formatToken({ kind: 'ctl', worldId, secret: control }),
    developerToken: formatToken({ kind: 'dev', worldId, secret: developer }),
    customer,
  }
}
