import { defineCommand } from '#cli/command.ts'
import { writeDownload } from '#cli/output/files.ts'

const media = { csv: 'text/csv', ofx: 'application/x-ofx', 'camt.053': 'application/xml' }

export const exportData = defineCommand({
  path: 'data export',
  about: 'Download the transactions of an account',
  arguments: { account: { about: 'id of the account, such as acc_0_current' } },
  options: {
    format: { about: 'format (default csv)', value: 'FORMAT', choices: ['csv', 'ofx', 'camt.053'] },
    from: { about: 'first day, such as 2026-01-01', value: 'DAY' },
    to: { about: 'last day', value: 'DAY' },
    out: { about: 'file to write (default the output)', value: 'FILE' },
  },
  examples: [
    'sandbank data export acc_0_current --out grace.csv',
    'sandbank data export acc_0_current --format camt.053 --from 2026-01-01',
  ],
  nextIfMissing: 'sandbank customer accounts',
  async run(context, { args, options }) {
    const { format = 'csv', from, to, out } = options
    const query = new URLSearchParams({ format, ...(from && { from }), ...(to && { to }) })
    const path = `/accounts/${encodeURIComponent(args.account)}/export?${query}`
    return writeDownload(
      context,
      await (await context.world()).download(path, media[format as keyof typeof media]),
      out,
    )
  },
})
