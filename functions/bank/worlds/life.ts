import * as z from 'zod'
import { directionRejected, keepsDirection } from '#bank/base/bidi-safe.ts'
import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'

/** How a world is named and labelled. Small, because each request reads the world's record. */
const labelLimits = { count: 8, key: 30, value: 50 } as const
/** The longest life of a world that is not extended: a year. */
const longestLifeHours = 8_784
const shortestLifeHours = 0.01

/** A name for people. It need not be unique. */
export const WorldName = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be one line of text')
/** A name that a request gives to a world or a snapshot. Stored names may be older. */
export const NewName = WorldName.refine(keepsDirection, directionRejected)

const LabelKey = z
  .string()
  .regex(
    new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${labelLimits.key - 1}}$`),
    `must be 1 to ${labelLimits.key} letters, digits, dots, dashes and underscores, such as team`,
  )
const LabelValue = z
  .string()
  .regex(
    new RegExp(`^[^,\\p{Cc}\\p{Cs}]{1,${labelLimits.value}}$`, 'u'),
    `must be 1 to ${labelLimits.value} characters on one line without a comma, such as blue`,
  )

const NewLabelValue = LabelValue.refine(keepsDirection, directionRejected)

const mostLabels = `must have at most ${labelLimits.count} labels`
/** The labels of a world, such as `{"team": "blue", "pr": "123"}`. */
export const Labels = labelsWith(LabelValue)
export type Labels = z.output<typeof Labels>

function labelsWith(value: typeof LabelValue) {
  return z.record(LabelKey, value).refine((labels) => Object.keys(labels).length <= labelLimits.count, mostLabels)
}

/** The part of a world's record that says how it is found and when it ends. */
export const worldLifeFields = {
  name: WorldName.optional(),
  labels: Labels.optional(),
  /** The real instant at which the world ends, epoch milliseconds; absent if it has no end. */
  expiresAt: z.int().optional(),
}
/** A world's name, labels and end, as its record holds them. */
export type WorldLife = {
  readonly name?: string | undefined
  readonly labels?: Labels | undefined
  readonly expiresAt?: number | undefined
}

const ExpiresInHours = z.number().min(shortestLifeHours).max(longestLifeHours)

/** The fields of a request that creates a world in any way. */
export const worldLifeRequest = {
  name: NewName.optional().meta({ description: 'A name for people; it need not be unique', examples: ['Demo day'] }),
  labels: labelsWith(NewLabelValue)
    .optional()
    .meta({
      description: `Up to ${labelLimits.count} labels to find the world by. A key is up to ${labelLimits.key} letters, digits, dots, dashes and underscores, a value up to ${labelLimits.value} characters without a comma.`,
      examples: [{ team: 'blue', pr: '123' }],
    }),
  expiresInHours: ExpiresInHours.optional().meta({
    description:
      'The life of the world in hours of real time, such as 48 or 0.5. After it the world is deleted. Without it the world has no end.',
    examples: [48],
  }),
}
export type WorldLifeRequest = {
  readonly name?: string | undefined
  readonly labels?: Labels | undefined
  readonly expiresInHours?: number | undefined
}

/** The fields of a request that changes a world. Null removes what a field holds. */
export const worldLifeChange = {
  name: NewName.nullable().optional().meta({ description: 'Another name; null removes it' }),
  labels: z
    .record(LabelKey, NewLabelValue.nullable())
    .optional()
    .meta({
      description: 'The labels to set. Null removes one, and other labels stay.',
      examples: [{ team: 'red', pr: null }],
    }),
  expiresInHours: ExpiresInHours.nullable()
    .optional()
    .meta({
      description: 'The hours of real time that the world lives from now on; null removes its end',
      examples: [24],
    }),
}
export type WorldLifeChange = {
  readonly name?: string | null | undefined
  readonly labels?: Readonly<Record<string, string | null>> | undefined
  readonly expiresInHours?: number | null | undefined
}

/** Returns the name, labels and end of a new world. `real` is epoch milliseconds. */
export const buildWorldLife = (request: WorldLifeRequest, real: number): WorldLife => changeWorldLife({}, request, real)

/** Returns the name, labels and end of a world after a change. Rejects too many labels. */
export function changeWorldLife(life: WorldLife, change: WorldLifeChange, real: number): WorldLife {
  const { name = life.name, expiresInHours } = change
  const labels = mergeLabels(life.labels, change.labels)
  const expiresAt =
    expiresInHours === undefined
      ? life.expiresAt
      : expiresInHours === null
        ? undefined
        : real + Math.round(expiresInHours * 3_600_000)
  return {
    ...(typeof name === 'string' && { name }),
    ...(labels && { labels }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

function mergeLabels(before: Labels = {}, change: WorldLifeChange['labels'] = {}): Labels | undefined {
  const merged = Object.entries({ ...before, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  if (merged.length > labelLimits.count)
    throw new Problem(
      'field-invalid',
      `labels: ${mostLabels}, and would have ${merged.length}; send null for a label to remove it`,
      { path: 'labels' },
    )
  return merged.length === 0 ? undefined : Object.fromEntries(merged)
}

/** Parses a filter of labels, such as `team:blue,pr:123`. */
export function parseLabelFilter(text: string): Labels {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, key, value] = /^([^:]+):(.+)$/u.exec(part) ?? []
      if (key !== undefined && value !== undefined) return [key, value]
      throw new Problem(
        'field-invalid',
        `query label: must be labels such as team:blue or team:blue,pr:123 (got ${text.slice(0, 100)})`,
        { path: 'query label' },
      )
    }),
  )
}

/** Returns the name, labels and end of a record alone. */
export const worldLifeOf = (life: WorldLife): WorldLife => changeWorldLife(life, {}, 0)

/** Whether a world has all labels of a filter. */
export const matchesLabels = (labels: Labels = {}, filter: Labels): boolean =>
  Object.entries(filter).every(([key, value]) => labels[key] === value)

/** Whether a world has ended. `real` is epoch milliseconds. */
export const isExpired = ({ expiresAt }: WorldLife, real: number): boolean =>
  expiresAt !== undefined && expiresAt <= real

/** Builds the problem of every token of a world that has ended. */
export const worldExpired = (worldId: string, expiresAt: number, path = 'header Authorization'): Problem =>
  new Problem(
    'world-expired',
    `${worldId} expired at ${iso(expiresAt)} and is deleted; create another world, with a longer expiresInHours or none`,
    { path },
  )

/**
 * Returns the problem for a caller who names a world without a token: the expired world does not
 * exist. Other errors stay.
 */
export const withoutToken = (error: unknown): unknown =>
  error instanceof Problem && error.code === 'world-expired' ? new Problem('path-unknown', error.message) : error
