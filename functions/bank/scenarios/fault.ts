import { hash } from 'node:crypto'
import * as z from 'zod'
import type { Place } from './scenario.ts'

/** The most faults that a world holds at a time. */
export const mostFaults = 50

const Instant = z.iso.datetime({ offset: true })

/** Which requests an armed fault reaches. All conditions must hold. */
export const FaultCondition = z.strictObject({
  operations: z.array(z.string().min(1).max(100)).min(1).max(100).optional().meta({
    description: 'Ids of operations, such as GetAccounts, or endpoints of the authorization server, such as token',
  }),
  partner: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'The `clientId` of a partner of the world, or the id of one of its developer tokens' }),
  account: z.string().min(1).max(60).optional().meta({ description: 'The id of an account of the bank' }),
  from: Instant.optional().meta({ description: "Not before this instant of the world's clock" }),
  to: Instant.optional().meta({ description: "Not after this instant of the world's clock" }),
  count: z.int().min(1).max(1_000_000).optional().meta({ description: 'At most this many times' }),
  probability: z.number().min(0).max(1).optional().meta({ description: 'With this probability, 0 to 1' }),
})
export type FaultCondition = z.output<typeof FaultCondition>

/** The request to arm a scenario. */
export const FaultRequest = z.strictObject({
  scenario: z
    .string()
    .min(1)
    .max(60)
    .meta({ description: 'A name from GET /control/scenarios', examples: ['slow'] }),
  parameters: z
    .record(z.string().max(40), z.int())
    .optional()
    .meta({ description: 'Values of its parameters, such as {"delayMs": 8000}; the defaults if absent' }),
  when: FaultCondition.optional().meta({
    description: 'Which requests it reaches; every one where it applies if absent',
  }),
  quiet: z
    .boolean()
    .optional()
    .meta({ description: 'Whether answers do not name the scenario in x-sandbank-scenario; false if absent' }),
})
export type FaultRequest = z.output<typeof FaultRequest>

/** A scenario that a world has armed. Ids count from 1 in each world: `flt_1`. */
export const Fault = FaultRequest.extend({ id: z.string(), armedAt: z.iso.datetime() })
export type Fault = z.output<typeof Fault>

/** The facts of a request that faults depend on. `now` is the world's, in epoch milliseconds. */
export type RequestFacts = {
  readonly place: Place
  readonly partner?: string | undefined
  readonly accounts?: readonly string[] | undefined
  readonly now: number
}

/** Whether a fault reaches a request, its count and its probability aside. */
export function reaches({ when = {} }: Fault, { place, partner, accounts, now }: RequestFacts): boolean {
  if (when.operations && !when.operations.includes(place.operation ?? '')) return false
  if (when.partner !== undefined && when.partner !== partner) return false
  if (when.account !== undefined && !accounts?.includes(when.account)) return false
  if (when.from !== undefined && now < Date.parse(when.from)) return false
  return when.to === undefined || now <= Date.parse(when.to)
}

/**
 * Draws a number, 0 to 1, from texts. The same texts give the same number, so the same seed and the
 * same requests give the same faults.
 */
export const drawFrom = (texts: readonly (string | number)[]): number =>
  Number.parseInt(hash('sha256', JSON.stringify(texts)).slice(0, 12), 16) / 2 ** 48
