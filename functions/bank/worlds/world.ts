import * as z from 'zod'
import { RobotLine } from '#bank/authorization/robot.ts'
import { Clock, earliestNow, fastestRate, latestNow } from '#bank/time/clock.ts'
import { Theme } from './theme.ts'

/** What the id of a world looks like; anybody may say anything. */
export const worldIdShape = /^wld_[a-z0-9]{1,24}$/

export const largestSeed = 4_294_967_295
export const largestSize = 1_000_000

/**
 * What is kept of a world. All else is computed from the seed, or lies in the world's own
 * partition.
 */
export const WorldRecord = z.strictObject({
  id: z.string(),
  /** Counts the resets; it names the partition that holds what people did. */
  epoch: z.int().min(0),
  seed: z.int().min(0).max(largestSeed),
  size: z.int().min(1).max(largestSize),
  /** How many customers of each persona follow the named ones, where somebody asked for that. */
  mix: z.array(z.tuple([z.string(), z.int().min(0)])).optional(),
  /** The instant the world began at, in epoch milliseconds of its own clock. */
  start: z.int(),
  clock: Clock,
  controlDigest: z.string(),
  /** Set once money has moved: before, nobody looks for legs. */
  moved: z.boolean().optional(),
  /**
   * The earliest instant at which something is due, epoch milliseconds of the world's clock; absent
   * where nothing is.
   */
  nextDue: z.int().optional(),
  /** Set once somebody has dated a payment forward: before, nobody looks for any. */
  dated: z.boolean().optional(),
  /**
   * How many partners were taken away so far. A token says how many there were when it was issued:
   * if none since, its partner stands.
   */
  partnersGone: z.int().optional(),
  /**
   * The real instant under which the sweep finds the world, epoch milliseconds; absent where time
   * brings nothing.
   */
  wakesAt: z.int().optional(),
  /**
   * How customers behave where neither a request nor a partner says so; a person decides when
   * absent.
   */
  robot: z.string().optional(),
  /** How the bank's pages look. */
  theme: Theme.optional(),
  /**
   * Digest of the edits that lie in the world's partition; absent where there are none, and then
   * nobody looks for any.
   */
  edits: z.string().optional(),
})
export type WorldRecord = z.output<typeof WorldRecord>

/** What one asks for when making a world; everything may be left out. */
export const WorldRequest = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(largestSeed)
    .optional()
    .meta({ description: 'The same seed gives the same bank. A random one when absent.' }),
  size: z
    .int()
    .min(1)
    .max(largestSize)
    .optional()
    .meta({ description: 'How many customers the bank has; 1000 when absent.' }),
  now: z
    .string()
    .optional()
    .meta({
      description: `What the world's clock says first, ${earliestNow} to ${latestNow}; the real time when absent.`,
      format: 'date-time',
    }),
  rate: z
    .number()
    .min(0)
    .max(fastestRate)
    .optional()
    .meta({ description: 'Seconds of the world that pass in one real second; 0 is paused, 1 when absent.' }),
  personas: z.record(z.string(), z.int().min(0).max(largestSize)).optional().meta({
    description:
      'How many customers of each persona there are beside the named ones, such as {"gig-worker": 200}; by weight when absent.',
  }),
  customer: z.string().optional().meta({
    description: 'Whose accounts the developer token reaches: a customer such as cus_0, which is the default, or all.',
  }),
  robot: RobotLine.optional().meta({
    description:
      'How customers behave where neither a request nor a partner says so; a person decides when absent. GET /control/robots lists what there is.',
  }),
  theme: Theme.optional().meta({ description: 'How the pages that customers see look' }),
})
export type WorldRequest = z.output<typeof WorldRequest>
