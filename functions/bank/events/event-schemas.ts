import * as z from 'zod'
import { suggestName } from '#bank/base/validation-messages.ts'
import { eventKindNames } from './kinds.ts'

/** The name of a kind of event. An unknown one is rejected with the nearest and with all. */
export const KindName = z.enum(eventKindNames, {
  error: ({ input }) => {
    const sent = String(input).slice(0, 60)
    return `must be one of ${eventKindNames.join(', ')}${suggestName(sent, eventKindNames)}`
  },
})

/** An event as callers and receivers read it. */
export const WorldEvent = z
  .strictObject({
    id: z.string().meta({ examples: ['evt_001796083198000_00000k2m7qx'] }),
    type: KindName,
    timestamp: z.iso.datetime().meta({ description: "When it happened, by the world's clock" }),
    data: z.looseObject({
      partner: z
        .string()
        .optional()
        .meta({ description: 'The partner whose consent or payment it is; absent for what concerns the world' }),
      accounts: z.array(z.string()).optional().meta({ description: 'The accounts that it is about' }),
      kind: z.string().meta({ description: 'The kind of the consent or order', examples: ['domestic-payment'] }),
    }),
  })
  .meta({ id: 'WorldEvent' })
