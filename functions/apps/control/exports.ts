import * as z from 'zod'
import { type DownloadFormat, downloadFormats, exportAccount } from '#actions/worlds/exports.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { Download, operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const day = (description: string) =>
  z
    .string()
    .optional()
    .meta({ description, format: 'date', examples: ['2026-01-31'] })

export const exports = [
  operation({
    id: 'ExportAccount',
    tag: 'Customers',
    summary: "One account's transactions as a file, CSV or OFX",
    description:
      'From old to new, ten years at most, payments and edits included. `npm run export` writes whole banks as the seed makes them, and more formats.',
    method: 'get',
    path: '/worlds/{WorldId}/accounts/{AccountId}/export',
    needs: 'world',
    params: z.object({ WorldId, AccountId }),
    query: z.object({
      format: z.enum(Object.keys(downloadFormats) as [DownloadFormat, ...DownloadFormat[]]).default('csv'),
      from: day('The first day; the beginning of history when absent'),
      to: day("The last day, included; the world's now when absent"),
    }),
    returns: { status: 200, media: Object.values(downloadFormats).map(({ media }) => media) },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query }) => {
      const { media, fileName, text } = await exportAccount(world, grant, params.AccountId, query)
      return new Download(media, fileName, text)
    },
  }),
]
