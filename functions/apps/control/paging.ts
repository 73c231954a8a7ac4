import * as z from 'zod'

/** Where the next page begins. The caller sends it back as `page`. */
export const NextPage = z
  .string()
  .optional()
  .meta({ description: 'Send it as `page` to get the next page; absent on the last page' })
