import * as z from 'zod'
import { type DownloadFormat, downloadFormats, exportAccount } from '#actions/worlds/exports.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { Download, operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const optionalDate = (description: string) =>
  z
    .string()
    .optional()
    .meta({ description, format: 'date', examples: ['2026-01-31'] })

export const exports = [
  operation({
    id: 'ExportAccount',
    tag: 'Customers',
    summary: 'Download the transactions of one account as CSV, OFX or camt.053',
    description:
      'The oldest transaction comes first. The file covers at most ten years and includes payments and custom data. To export a whole bank, or to use other formats, run `npm run export`.',
    method: 'get',
    path: '/worlds/{WorldId}/accounts/{AccountId}/export',
    needs: 'world',
    params: z.object({ WorldId, AccountId }),
    query: z.object({
      format: z
        .enum(Object.keys(downloadFormats) as [DownloadFormat, ...DownloadFormat[]])
        .default('csv')
        .meta({ description: 'The format of the file' }),
      from: optionalDate('The first day. Default: the first day of the history.'),
      to: optionalDate("The last day, inclusive. Default: the world's current day."),
    }),
    returns: { status: 200, media: Object.values(downloadFormats).map(({ media }) => media) },
    problems: ['account-not-found', 'date-invalid', 'field-invalid'],
    run: async ({ world, grant, params, query }) => {
      const { media, fileName, text } = await exportAccount(world, grant, params.AccountId, query)
      return new Download(media, fileName, text)
    },
  }),
]
