import * as z from 'zod'
import { fastestRate } from '#bank/time/clock.ts'
import { generator, WorldRecord } from './world.ts'

const { seed, seedText, size, mix, start, startRate, robot, theme, rateLimits } = WorldRecord.shape

/**
 * The settings of a world in a document: what its record holds, without ids, secrets and counts.
 */
export const DocumentWorld = z.strictObject({
  seed,
  seedText,
  size,
  mix,
  start,
  /** The time of the world's clock, in epoch milliseconds, and the rate at which it runs. */
  now: z.int(),
  rate: z.number().min(0).max(fastestRate),
  startRate,
  robot,
  theme,
  rateLimits,
})
export type DocumentWorld = z.output<typeof DocumentWorld>

/*
 * A world as a document: lines of JSON, each ended by a line feed. The first is the header, the
 * last the end, and between them stands one line for each object, by ascending path.
 */

/** The first line. Another format, version or generator makes another document. */
export const DocumentHeader = z.strictObject({
  format: z.literal('sandbank-world', 'must be sandbank-world: send a document that GET .../export made'),
  version: z.literal(1, 'must be 1: import the document into the version of Sandbank that exported it'),
  generator: z.literal(
    generator,
    `must be ${generator}, the version of the bank's data here: import the document into the version of Sandbank that exported it`,
  ),
  world: DocumentWorld,
})
export type DocumentHeader = z.output<typeof DocumentHeader>

/** One object: a path in the world, and its stored record. */
export const DocumentObject = z.strictObject({
  path: z.string().min(1).max(1_024),
  value: z.record(z.string(), z.unknown()),
})
export type DocumentObject = z.output<typeof DocumentObject>

/** The last line: the number of objects, and the SHA-256 of all bytes before this line. */
export const DocumentEnd = z.strictObject({
  objects: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
})
export type DocumentEnd = z.output<typeof DocumentEnd>

/** Formats one line of a document. */
export const formatLine = (line: DocumentHeader | DocumentObject | DocumentEnd): string => `${JSON.stringify(line)}\n`
