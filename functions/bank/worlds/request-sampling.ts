import * as z from 'zod'

/** Which requests of a world are stored, where the sandbox keeps no log in memory. */
export const RequestSampling = z.strictObject({
  sample: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'The share of the requests, 0 to 1', examples: [0.1] }),
  days: z
    .int()
    .min(1)
    .max(30)
    .meta({ description: 'How long they are kept, in days of real time', examples: [7] }),
})
export type RequestSampling = z.output<typeof RequestSampling>
