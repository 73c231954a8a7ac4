import * as z from 'zod'

/** Links of the Read/Write API: always `Self`, and `Next` if there are more pages. */
const Links = z
  .strictObject({
    Self: z.url(),
    First: z.url().optional(),
    Prev: z.url().optional(),
    Next: z.url().optional(),
    Last: z.url().optional(),
  })
  .meta({ id: 'Links' })

const Meta = z
  .strictObject({
    TotalPages: z.int().optional(),
    FirstAvailableDateTime: z.iso.datetime().optional(),
    LastAvailableDateTime: z.iso.datetime().optional(),
  })
  .meta({ id: 'Meta' })

/** Builds the schema of a response: `Data`, `Links`, `Meta`. */
export const envelopeSchema = <D extends z.ZodObject>(id: string, Data: D) =>
  z.strictObject({ Data, Links, Meta }).meta({ id })
