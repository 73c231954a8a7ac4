import * as z from 'zod'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { restoreWorld } from '#actions/snapshots/restore.ts'
import { createSnapshot, deleteSnapshot, listSnapshots } from '#actions/snapshots/snapshots.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import { buildWorldView } from '#actions/worlds/worlds.ts'
import { ForkRequest, SnapshotRecord, SnapshotRequest } from '#bank/worlds/snapshot.ts'
import { operation } from '#edge/operation.ts'
import { NewWorld, World, WorldId } from './worlds.ts'

/** What every operation on a world's state has in common. Each can be repeated safely. */
const base = { tag: 'Snapshots and forks', needs: 'world', takesWorldAsStored: true } as const
const repeatable = { ...base, isIdempotent: true, isKeyOptional: true } as const

const SnapshotId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a snapshot of this world', examples: ['snp_1f2e3d4c5b6a'] })

const { name, items, generator } = SnapshotRecord.shape
const Snapshot = z
  .strictObject({
    id: SnapshotId,
    name,
    createdAt: z.iso.datetime().meta({ description: 'The real time at which it was made' }),
    now: z.iso.datetime().meta({ description: "The time of the world's clock at the snapshot" }),
    items: items.meta({ description: 'How many stored items it has' }),
    generator: generator.meta({ description: "The version of the synthetic bank's rules" }),
  })
  .meta({ id: 'Snapshot' })

export const states = [
  operation({
    ...repeatable,
    id: 'ResetWorld',
    summary: 'Reset a world to its creation',
    description:
      'Consents, orders, payments, custom data, sessions and tokens of customers end, and the clock shows the start of the world at its first rate. Partners, the control key, developer tokens, robot and theme stay. It takes one write, whatever the size of the world.',
    method: 'post',
    path: '/worlds/{WorldId}/reset',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: World },
    problems: ['conflict'],
    run: async ({ world, grant, idempotencyKey }) => buildWorldView(await resetWorld(world, grant, idempotencyKey)),
  }),
  operation({
    ...repeatable,
    id: 'CreateSnapshot',
    summary: 'Make a snapshot of a world',
    description:
      'A snapshot is the state of a world at one instant: everything that was done in it, and its clock. Other requests go on during the copy. If the world changes faster than it is copied, other requests get 503 with Retry-After for a moment. For a large world in the cloud, send an `x-idempotency-key` and repeat a request that gets 503: it continues.',
    method: 'post',
    path: '/worlds/{WorldId}/snapshots',
    params: z.object({ WorldId }),
    body: SnapshotRequest,
    returns: { status: 201, schema: Snapshot },
    problems: ['limit-reached', 'conflict', 'unavailable', 'snapshot-not-found'],
    run: ({ world, grant, body, idempotencyKey }) => createSnapshot(world, grant, body, idempotencyKey),
  }),
  operation({
    ...base,
    id: 'ListSnapshots',
    summary: 'List the snapshots of a world',
    method: 'get',
    path: '/worlds/{WorldId}/snapshots',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: z.strictObject({ snapshots: z.array(Snapshot) }).meta({ id: 'Snapshots' }) },
    problems: [],
    run: async ({ world, grant }) => ({ snapshots: await listSnapshots(world, grant) }),
  }),
  operation({
    ...repeatable,
    id: 'DeleteSnapshot',
    summary: 'Delete a snapshot',
    method: 'delete',
    path: '/worlds/{WorldId}/snapshots/{SnapshotId}',
    params: z.object({ WorldId, SnapshotId }),
    returns: { status: 204 },
    problems: ['snapshot-not-found', 'conflict'],
    run: ({ world, grant, params, idempotencyKey }) => deleteSnapshot(world, grant, params.SnapshotId, idempotencyKey),
  }),
  operation({
    ...repeatable,
    id: 'RestoreWorld',
    summary: 'Restore a world to one of its snapshots',
    description:
      'What was done in the world is as it was at the snapshot, and its clock continues from there: it is the only way back. Partners, keys, developer tokens, robot and theme stay as they are, so partners that were deleted since do not come back. Access tokens of customers end; their refresh tokens of the snapshot work again.',
    method: 'post',
    path: '/worlds/{WorldId}/restore',
    params: z.object({ WorldId }),
    body: z.object({ snapshot: SnapshotId }),
    returns: { status: 200, schema: World },
    problems: ['snapshot-not-found', 'conflict', 'unavailable'],
    run: async ({ world, grant, body, idempotencyKey }) =>
      buildWorldView(await restoreWorld(world, grant, body.snapshot, idempotencyKey)),
  }),
  operation({
    ...repeatable,
    id: 'ForkWorld',
    summary: 'Fork a world, or one of its snapshots',
    description:
      'A fork is a new world with the same bank and with all that was done so far, under the same ids. Partners come along with their public keys, so their private keys authenticate at the issuer of the fork. Tokens, sessions and grants do not: customers authorise again. The keys of one world open nothing in the other. A retry with the same `x-idempotency-key` returns the same keys.',
    method: 'post',
    path: '/worlds/{WorldId}/fork',
    params: z.object({ WorldId }),
    body: ForkRequest,
    returns: { status: 201, schema: NewWorld },
    problems: ['snapshot-not-found', 'limit-reached', 'conflict', 'unavailable'],
    run: ({ world, grant, body, idempotencyKey, secret }) =>
      forkWorld(world, grant, { request: body, idempotencyKey, secret }),
  }),
]
