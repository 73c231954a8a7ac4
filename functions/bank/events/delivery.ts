import * as z from 'zod'
import type { EventRecord } from './event.ts'
import { eventKindNames } from './kinds.ts'
import type { Sent } from './message.ts'

/*
 * What is stored of the delivery of a world's events to one subscription. Only the worker writes
 * these records; the control API asks it to resend by records of its own.
 */

const Clock = z.enum(['real', 'world'])
export type DeliveryClock = z.output<typeof Clock>

/** How far the worker is. All instants are epoch milliseconds. */
export const DeliveryProgress = z.strictObject({
  /** The last event that the worker looked at; absent at the beginning. */
  cursor: z.string().optional(),
  /** No held object is tried before this instant of `clock`; absent if none is held. */
  next: z.int().optional(),
  clock: Clock.optional(),
  /** The receiver asked by Retry-After to be left alone until this real instant. */
  notBefore: z.int().optional(),
  /** The process that delivers, until a real instant. */
  lease: z.strictObject({ by: z.string(), until: z.int() }).optional(),
})
export type DeliveryProgress = z.output<typeof DeliveryProgress>

/** An object with events that wait: its first event failed, or was not sent yet. */
export const HeldObject = z.strictObject({
  /** How often the first waiting event was tried, and since when, in epoch milliseconds. */
  attempts: z.int().min(0),
  since: z.int().optional(),
  /** The instant of the next attempt, by `clock`. */
  next: z.int(),
  clock: Clock,
})
export type HeldObject = z.output<typeof HeldObject>

/**
 * An event that was not delivered yet. `attempts` numbers the entries of the log. `isDelayed`: an
 * armed fault delays it, and is not drawn again.
 */
export const WaitingEvent = z.strictObject({ attempts: z.int().min(0), isDelayed: z.boolean().optional() })

/** One attempt. */
export const DeliveryAttempt = z.strictObject({
  kind: z.enum(eventKindNames),
  /** The id of the consent or order that the event is about. */
  object: z.string(),
  /** Epoch milliseconds of real time. */
  at: z.int(),
  status: z.int().optional(),
  durationMs: z.int().min(0),
  /** The beginning of the answer. */
  body: z.string().optional(),
  error: z.string().optional(),
  /** The armed scenario that changed it. */
  scenario: z.string().optional(),
})
export type DeliveryAttempt = z.output<typeof DeliveryAttempt>

/** An event that was given up, at a real instant. */
export const DeadEvent = z.strictObject({
  at: z.int(),
  attempts: z.int().min(0),
  object: z.string(),
  /** The armed scenario that never sends it. */
  scenario: z.string().optional(),
})

/** How long an attempt stays in the log, in milliseconds. */
export const logForMs = 7 * 86_400_000

/** The most characters of an answer or an error that the log keeps. */
const mostCharacters = 500

/** Builds the entry of the log. */
export const buildAttempt = (
  { kind, object }: EventRecord,
  { status, durationMs, body, error }: Sent,
  at: number,
  scenario?: string,
): DeliveryAttempt => ({
  kind,
  object,
  at,
  durationMs,
  ...(status !== undefined && { status }),
  ...(scenario !== undefined && { scenario }),
  ...(body !== undefined && { body: body.slice(0, mostCharacters) }),
  ...(error !== undefined && { error: error.slice(0, mostCharacters) }),
})

/** Whether an attempt delivered the event. */
export const isDelivered = ({ status }: { readonly status?: number | undefined }): boolean =>
  status !== undefined && status >= 200 && status < 300
