import * as z from 'zod'

/**
 * How the bank's pages may look. A closed list, because each has colours that are easy to read in
 * light and dark.
 */
export const looks = ['sandbank', 'harbour', 'meadow', 'plum'] as const
export type Look = (typeof looks)[number]

/** What a world's bank calls itself on the pages that customers see, and how they look. */
export const Theme = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[\p{L}\p{N}]([\p{L}\p{N} &'.-]*[\p{L}\p{N}.])?$/u, 'must be a name of letters and digits')
    .optional()
    .meta({ description: 'What the bank is called on its pages; Sandbank when absent' }),
  look: z.enum(looks).optional().meta({ description: 'Colours of its pages; sandbank when absent' }),
})
export type Theme = z.output<typeof Theme>
