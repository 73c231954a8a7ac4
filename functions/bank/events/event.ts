import * as z from 'zod'
import { eventKindNames } from './kinds.ts'

/** The stored record of an event. Its id follows from its path. */
export const EventRecord = z.strictObject({
  kind: z.enum(eventKindNames),
  /** The partner whose consent or payment it is; absent for what concerns the world itself. */
  partner: z.string().optional(),
  /** The accounts that the consent or payment is about; absent before a customer chose them. */
  accounts: z.array(z.string()).optional(),
  /** The id of the consent, order, account, software or world. */
  object: z.string(),
  /** When it happened, in epoch milliseconds of the world's clock. */
  at: z.int(),
  /** Ids and the new status, in the fields of the standard: at most 500 bytes. */
  data: z.looseObject({ kind: z.string() }),
})
export type EventRecord = z.output<typeof EventRecord>

/** Which events a caller asks for. */
export type EventFilter = {
  readonly kind?: string | undefined
  readonly partner?: string | undefined
  readonly account?: string | undefined
}

/** Whether an event passes a filter. */
export const matchesEventFilter = (
  { kind, partner, accounts }: EventRecord,
  { kind: wanted, partner: of, account }: EventFilter,
): boolean =>
  (wanted === undefined || kind === wanted) &&
  (of === undefined || partner === of) &&
  (account === undefined || accounts?.includes(account) === true)
