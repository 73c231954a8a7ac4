import * as z from 'zod'
import { text } from '#bank/standard/fields.ts'

/** The most tokens of one answer to a poll; each must be signed. */
export const mostTokens = 100

/** OBEventPolling1: what a partner has got, and how many tokens it wants next. */
export const PollRequest = z
  .strictObject({
    maxEvents: z
      .int()
      .min(0)
      .optional()
      .meta({ description: `The most tokens to return, ${mostTokens} at most; 0 only acknowledges` }),
    returnImmediately: z
      .boolean()
      .optional()
      .meta({ description: 'Whether to answer at once; if false or absent, the bank waits until there is a token' }),
    ack: z.array(text(128)).optional().meta({ description: 'The jti of each token that you have processed' }),
    setErrs: z
      .record(text(128), z.strictObject({ err: text(40), description: text(256) }))
      .optional()
      .meta({ description: 'The tokens that you could not process, by jti; they come again' }),
  })
  .meta({ id: 'OBEventPolling1' })
export type PollRequest = z.output<typeof PollRequest>

/** OBEventPollingResponse1. */
export const PollResponse = z
  .strictObject({
    moreAvailable: z.boolean().meta({ description: 'Whether more tokens are waiting than this answer has' }),
    sets: z.record(z.string(), z.string()).meta({ description: 'Signed security event tokens, each by its jti' }),
  })
  .meta({ id: 'OBEventPollingResponse1' })
export type PollResponse = z.output<typeof PollResponse>
