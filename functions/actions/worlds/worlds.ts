import { hash } from 'node:crypto'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { digestOf, formatToken, tokenIdOf } from '#bank/consents/token.ts'
import { type Clock, earliestNow, iso, latestNow, parseInstant } from '#bank/time/clock.ts'
import { buildWorldLife, type Labels, type WorldLife } from '#bank/worlds/life.ts'
import { changeRateLimits, type RateLimits } from '#bank/worlds/rate-limit.ts'
import type { RequestSampling } from '#bank/worlds/request-sampling.ts'
import type { Theme } from '#bank/worlds/theme.ts'
import {
  generator,
  largestSeed,
  largestSize,
  type Seed,
  type WorldRecord,
  type WorldRequest,
} from '#bank/worlds/world.ts'
import { personas } from '#mocks/people/personas.ts'
import { tokens, wakeUps, worldDirectory, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { deleteWakeUp, openWorld, type Sandbox, type World } from '#store/world.ts'
import { changeCount, storeNewWorld } from './new-world.ts'
import { checkTokenCustomer } from './tokens.ts'

/** A world as its owner sees it. Instants are the world's own. */
export type WorldView = {
  id: string
  seed: Seed
  size: number
  start: string
  now: string
  rate: number
  name?: string
  labels?: Labels
  expiresAt?: string
  rateLimits?: RateLimits
  requestLog?: RequestSampling
  robot?: string
  openBanking: string
  theme?: Theme
}

/** A new world with its two secrets, which are shown only once. */
export type NewWorld = WorldView & { controlKey: string; developerToken: string; customer: string }

/** A fixed id and fixed secrets. Only the local host's default world has them. */
export type FixedCredentials = {
  readonly worldId: string
  readonly controlSecret: string
  readonly developerSecret: string
}

const defaultSize = 1000

/**
 * Creates a world by writing four items, whatever its size. Rejects what the request schema
 * cannot: an impossible `now` and an unknown customer.
 */
export async function createWorld(
  sandbox: Sandbox,
  _grant: Grant<'worlds'>,
  request: WorldRequest,
  fixed?: FixedCredentials,
): Promise<NewWorld> {
  const real = readSteadyTime(sandbox)
  const start =
    request.now === undefined ? real : parseInstant(request.now, 'now', { from: earliestNow, to: latestNow })
  const clock: Clock = { real, world: start, rate: request.rate ?? 1 }
  const { worldId, controlSecret, developerSecret } = fixed ?? {
    worldId: `wld_${sandbox.randomText(10)}`,
    controlSecret: sandbox.randomText(32),
    developerSecret: sandbox.randomText(32),
  }
  const rateLimits = changeRateLimits({}, request.rateLimits)
  const record: WorldRecord = {
    id: worldId,
    epoch: 0,
    generator,
    ...seedOf(request.seed ?? Number.parseInt(sandbox.randomText(10), 36) % (largestSeed + 1)),
    ...parsePopulation(request),
    start,
    clock,
    ...(clock.rate !== 1 && { startRate: clock.rate }),
    controlDigest: digestOf(controlSecret),
    ...robotSettingOf(request),
    ...buildWorldLife(request, real),
    ...(rateLimits && { rateLimits }),
    ...(request.theme && { theme: request.theme }),
  }
  const world = openWorld(sandbox, { key: worlds.key(worldId), version: 1, value: record }, undefined)
  const customer = checkTokenCustomer(world, request.customer ?? 'cus_0')
  const createdAt = iso(real)
  const digest = digestOf(developerSecret)
  // The default world is opened at every start, also in a sandbox that is full.
  await storeNewWorld(
    sandbox,
    record,
    [{ put: tokens.key(worldId, digest), expect: 'absent', value: { id: tokenIdOf(digest), customer, createdAt } }],
    { isLimited: fixed === undefined },
  )
  return {
    ...buildWorldView(world),
    controlKey: formatToken({ kind: 'ctl', worldId, secret: controlSecret }),
    developerToken: formatToken({ kind: 'dev', worldId, secret: developerSecret }),
    customer,
  }
}

/** Returns the robot to store. `off` is stored as none: people decide, as by default. */
function robotSettingOf({ robot }: WorldRequest): Pick<WorldRecord, 'robot'> {
  return robot === undefined || parseRobot(robot, 'robot') === undefined ? {} : { robot }
}

/**
 * Returns the number that a bank is computed from. A text gives the first 32 bits of its SHA-256.
 */
export const seedOf = (seed: Seed): Pick<WorldRecord, 'seed' | 'seedText'> =>
  typeof seed === 'number' ? { seed } : { seed: Number.parseInt(hash('sha256', seed).slice(0, 8), 16), seedText: seed }

/**
 * Returns the size of a world and, if requested, its mix of personas. Rejects unknown personas and
 * sums that do not match.
 */
export function parsePopulation({ size, personas: requested }: WorldRequest): Pick<WorldRecord, 'size' | 'mix'> {
  if (!requested) return { size: size ?? defaultSize }
  const mix = Object.entries(requested)
  for (const [id] of mix) {
    if (personas.some((persona) => persona.id === id)) continue
    const known = personas.map((persona) => persona.id)
    const path = `personas.${id}`
    const why = `${path}: must be one of ${known.join(', ')}${suggestName(id, known)}`
    throw new Problem('field-invalid', why, { path })
  }
  const sum = mix.reduce((all, [, count]) => all + count, personas.length)
  const total = `the personas add up to ${sum - personas.length} customers, plus the ${personas.length} named customers of every world`
  if (sum > largestSize)
    throw new Problem('field-invalid', `personas: must add up to at most ${largestSize} customers; ${total}`, {
      path: 'personas',
    })
  if (size !== undefined && size !== sum)
    throw new Problem('field-invalid', `size: must be ${sum} or absent (got ${size}); ${total}`, { path: 'size' })
  return { size: sum, mix }
}

/** A world as its owner sees it, at the instant that it was read. */
export function buildWorldView({ id, record, now, sandbox }: World): WorldView {
  const { seed, seedText, size, start, clock, robot, theme, rateLimits, requestLog } = record
  return {
    id,
    seed: seedText ?? seed,
    size,
    start: iso(start),
    now: iso(now),
    rate: clock.rate,
    ...buildLifeView(record),
    ...(robot !== undefined && { robot }),
    openBanking: `${sandbox.baseUrl}/open-banking/v4.0`,
    ...(theme && { theme }),
    ...(rateLimits && { rateLimits }),
    ...(requestLog && { requestLog }),
  }
}

/** A world's name, labels and end, as a caller sees them. */
export const buildLifeView = ({ name, labels, expiresAt }: WorldLife) => ({
  ...(name !== undefined && { name }),
  ...(labels && { labels }),
  ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }),
})

/**
 * For how long after a world's deletion requests that entered it before may still write, in
 * milliseconds of real time. No Lambda runs longer.
 */
export const lateWriteWindowMs = 15 * 60_000

/**
 * Returns when the last items of a deleted world may be removed, in epoch milliseconds of real
 * time. Nothing is written after that.
 */
export const purgeableAt = ({ at }: { readonly at: string }): number => Date.parse(at) + lateWriteWindowMs

/**
 * Deletes a world. From this commit on no request can enter it. Earlier requests may still write
 * into partitions that are no longer read. To prevent that, every write would have to check the
 * world's record, which would make payments more expensive. So the directory keeps the world's id
 * until the sweep has removed the rest. The commit schedules that sweep.
 */
export async function deleteWorld({ sandbox, id }: World, _grant: Grant<'world'>): Promise<void> {
  if (await removeWorld(sandbox, id)) return
  throw new Problem('conflict', `${id} was deleted by another request at the same time`)
}

/**
 * Deletes a world, as `deleteWorld` says, if its present record allows it. Returns false if it does
 * not, or if there is no such world any more.
 */
export async function removeWorld(
  sandbox: Sandbox,
  worldId: string,
  mayRemove: (record: WorldRecord) => boolean = () => true,
): Promise<boolean> {
  const keys = [worlds.key(worldId), worldDirectory.key(worldId)] as const
  let isRemoved = true
  await changeCount(
    sandbox,
    -1,
    async (_, countWrite) => {
      const [item, entry] = await sandbox.store.get(keys)
      isRemoved = item !== undefined && entry !== undefined && mayRemove(worlds.read(item))
      if (!item || !entry || !isRemoved) return
      const { wakesAt, epoch, lastEpoch = epoch } = worlds.read(item)
      const deleted = { at: iso(readSteadyTime(sandbox)), epoch: Math.max(epoch, lastEpoch) }
      await sandbox.store.commit([
        // The version makes sure of the epoch: a reset at the same time would begin another one.
        { delete: item.key, expect: { version: item.version } },
        ...(wakesAt === undefined || wakesAt === purgeableAt(deleted) ? [] : [deleteWakeUp(wakesAt, worldId)]),
        { put: wakeUps.key(purgeableAt(deleted), worldId), expect: 'anything', value: { id: worldId } },
        { put: entry.key, expect: { version: entry.version }, value: { ...worldDirectory.read(entry), deleted } },
        countWrite,
      ])
    },
    () => true,
  )
  return isRemoved
}
