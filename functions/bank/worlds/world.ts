import * as z from 'zod'
import { RobotLine } from '#bank/authorization/robot.ts'
import { Clock, earliestNow, fastestRate, latestNow } from '#bank/time/clock.ts'
import { RequestSampling } from '#bank/worlds/request-sampling.ts'
import { worldLifeFields, worldLifeRequest } from './life.ts'
import { mostOutages, Outage } from './outage.ts'
import { RateLimits, RateLimitsRequest } from './rate-limit.ts'
import { Theme } from './theme.ts'

/** The shape of a world's id. Callers may send anything. */
export const worldIdShape = /^wld_[a-z0-9]{1,24}$/

export const largestSeed = 4_294_967_295

/** A seed as a request names it: a number, or text such as the name of a branch. */
export const Seed = z.union([z.int().min(0).max(largestSeed), z.string().min(1).max(100)])
export type Seed = z.output<typeof Seed>

export const largestSize = 1_000_000

/** The version of the synthetic bank's rules. It changes when a seed would give another bank. */
export const generator = 2

/**
 * What the bank stores of a world. Everything else is computed from the seed or stored in the
 * world's own partition.
 */
export const WorldRecord = z.strictObject({
  id: z.string(),
  /** The number in the key of the partition that holds the world's overlay. */
  epoch: z.int().min(0),
  /** The highest number that an epoch has had or a restore has reserved; `epoch` if absent. */
  lastEpoch: z.int().min(0).optional(),
  /** The version of the synthetic bank's rules; 1 if absent. */
  generator: z.int().min(1).optional(),
  seed: z.int().min(0).max(largestSeed),
  /** The text that the seed was computed from, if the request named a text. */
  seedText: z.string().optional(),
  size: z.int().min(1).max(largestSize),
  /** How many customers of each persona follow the named customers, if the request set that. */
  mix: z.array(z.tuple([z.string(), z.int().min(0)])).optional(),
  /** The instant at which the world began, in epoch milliseconds of its own clock. */
  start: z.int(),
  clock: Clock,
  /** The rate of the clock at the world's creation; 1 if absent. */
  startRate: z.number().min(0).max(fastestRate).optional(),
  controlDigest: z.string(),
  /** Set once money has moved. Before that, no action reads legs. */
  moved: z.boolean().optional(),
  /**
   * The earliest instant of a due item, in epoch milliseconds of the world's clock; absent if there
   * is none.
   */
  nextDue: z.int().optional(),
  /** Set once the world has a future-dated payment. Before that, no action reads any. */
  dated: z.boolean().optional(),
  /**
   * How many partners were deleted so far. A token holds the number at its issue: if it is
   * unchanged, the token's partner still exists.
   */
  partnersGone: z.int().optional(),
  ...worldLifeFields,
  /**
   * The real instant at which the sweep visits the world, epoch milliseconds; absent if nothing
   * becomes due and the world has no end.
   */
  wakesAt: z.int().optional(),
  /**
   * The default robot of customers, if neither the request nor the partner sets one. If absent, a
   * person decides.
   */
  robot: z.string().optional(),
  /** The name and look of the bank's pages. */
  theme: Theme.optional(),
  /** How fast callers may send requests; absent: as fast as they can. */
  rateLimits: RateLimits.optional(),
  /** Which requests are stored, where the sandbox keeps no log of requests in memory. */
  requestLog: RequestSampling.optional(),
  /**
   * Digest of the custom data in the world's partition; absent if there is none, and then no action
   * reads it.
   */
  edits: z.string().optional(),
  /**
   * Digest of the list of armed faults in the world's partition; absent if there are none, and then
   * no request reads it.
   */
  faults: z.string().optional(),
  /** How many faults were armed so far: ids count on. */
  faultsArmed: z.int().optional(),
  /** The world's outages; absent if there are none. */
  outages: z.array(Outage).max(mostOutages).optional(),
  /**
   * The accounts that were closed, each with the instant in epoch milliseconds of the world's
   * clock; absent if none was.
   */
  closed: z.record(z.string(), z.int()).optional(),
  /**
   * The snapshot that the overlay continues from: the last one that was made or restored. Absent if
   * it continues from the world's creation.
   */
  basedOn: z.string().optional(),
  /**
   * Where a fork comes from: a world, and the snapshot that was forked or that its now followed,
   * with its name.
   */
  forkedFrom: z
    .strictObject({ world: z.string(), snapshot: z.string().optional(), name: z.string().optional() })
    .optional(),
  /**
   * The kinds of events that are recorded, each with the real instant (epoch milliseconds) of its
   * first listener. Absent: none, except on a laptop, which records every kind.
   */
  listening: z.record(z.string(), z.int()).optional(),
  /**
   * Until this real instant (epoch milliseconds) no request enters the world, because a copy of it
   * waits for the requests in progress to end.
   */
  frozenUntil: z.int().optional(),
})
export type WorldRecord = z.output<typeof WorldRecord>

/** The fields of a world's record that belong to its epoch: what its overlay holds, and outages. */
export const OverlayState = WorldRecord.pick({
  moved: true,
  nextDue: true,
  dated: true,
  edits: true,
  faults: true,
  faultsArmed: true,
  outages: true,
  closed: true,
  basedOn: true,
})
export type OverlayState = z.output<typeof OverlayState>

/** Returns the number of a world's next epoch. No epoch has a number twice. */
export const nextEpochOf = ({ epoch, lastEpoch = epoch }: WorldRecord): number => Math.max(epoch, lastEpoch) + 1

/**
 * Returns the record of a world whose overlay is replaced by that of another epoch. Settings stay:
 * partners, keys, robot, theme.
 */
export function replaceOverlay(record: WorldRecord, epoch: number, clock: Clock, state: OverlayState): WorldRecord {
  const names = Object.keys(OverlayState.shape)
  const settings = Object.entries(record).filter(([name]) => !names.includes(name))
  return { ...(Object.fromEntries(settings) as WorldRecord), epoch, clock, ...state }
}

/** The request to create a world. Every field is optional. */
export const WorldRequest = z.strictObject({
  seed: Seed.optional().meta({
    description: 'A number, or text such as the name of a branch. The same seed gives the same bank. Random if absent.',
    examples: [1, 'pr-123'],
  }),
  size: z
    .int()
    .min(1)
    .max(largestSize)
    .optional()
    .meta({ description: 'The number of customers of the bank; 1000 if absent.' }),
  now: z
    .string()
    .optional()
    .meta({
      description: `The first time on the world's clock, ${earliestNow} to ${latestNow}; the real time if absent.`,
      format: 'date-time',
    }),
  rate: z
    .number()
    .min(0)
    .max(fastestRate)
    .optional()
    .meta({ description: 'Seconds of the world that pass in one real second; 0 pauses the clock, 1 if absent.' }),
  personas: z.record(z.string(), z.int().min(0).max(largestSize)).optional().meta({
    description:
      'The number of customers of each persona besides the named ones, such as {"gig-worker": 200}; by the weights of the personas if absent.',
  }),
  customer: z.string().optional().meta({
    description: 'The customer whose accounts the developer token can access, such as cus_0 (the default), or all.',
  }),
  robot: RobotLine.optional().meta({
    description:
      'The robot that acts as the customer if neither the request nor the partner sets one; if absent, a person decides. GET /control/robots lists the behaviours.',
  }),
  theme: Theme.optional().meta({ description: 'The name and colours of the pages that customers see' }),
  ...worldLifeRequest,
  rateLimits: RateLimitsRequest.optional(),
})
export type WorldRequest = z.output<typeof WorldRequest>
