import * as z from 'zod'

/**
 * The looks of the bank's pages. A closed list, because each has colours that are legible in light
 * and dark mode.
 */
export const looks = ['sandbank', 'harbour', 'meadow', 'plum'] as const
export type Look = (typeof looks)[number]

/** The bank's name on the pages of a world that customers see, and their look. */
export const Theme = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[\p{L}\p{N}]([\p{L}\p{N} &'.-]*[\p{L}\p{N}.])?$/u, 'must be a name of letters and digits')
    .optional()
    .meta({ description: 'The name of the bank on its pages; Sandbank if absent' }),
  look: z.enum(looks).optional().meta({ description: 'The colours of its pages; sandbank if absent' }),
})
export type Theme = z.output<typeof Theme>
