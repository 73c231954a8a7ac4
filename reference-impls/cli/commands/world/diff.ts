import { defineCommand } from '#cli/command.ts'
import { renderTable } from '#cli/output/table.ts'
import { createCaller } from '#cli/sdk.ts'

type Change = {
  readonly kind: string
  readonly id: string
  readonly change: string
  readonly fields?: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[]
}
type Difference = {
  readonly before: { readonly id: string; readonly now: string }
  readonly after: { readonly id: string; readonly now: string }
  readonly changes: readonly Change[]
  readonly balances: readonly {
    readonly account: string
    readonly currency: string
    readonly before: string
    readonly after: string
  }[]
  readonly next?: string
}

export const diff = defineCommand({
  path: 'world diff',
  about: 'Compare the world with a snapshot or another world',
  arguments: { with: { about: 'id of a snapshot, or id or name of a world' } },
  examples: ['sandbank world diff snp_1f2e3d4c5b6a', 'sandbank world diff demo --world pr-7'],
  nextIfMissing: 'sandbank world snapshot --list',
  async run(context, { args }) {
    const world = await context.world()
    const other = args.with.startsWith('snp_') ? undefined : context.findWorld(args.with)
    const headers = other && { 'x-other-control-key': other.controlKey }
    const { call } = createCaller({ baseUrl: context.url, token: world.controlKey, headers })
    const pages: Difference[] = []
    for (let page: string | undefined; ; ) {
      const query = new URLSearchParams({ with: other?.id ?? args.with, ...(page !== undefined && { page }) })
      const answer: Difference = await call('GET', `${context.url}/control/worlds/${world.id}/diff?${query}`)
      pages.push(answer)
      page = answer.next
      if (page === undefined) break
    }
    const { next: _, ...first } = pages[0] as Difference
    const changes = pages.flatMap((one) => one.changes)
    const balances = pages.flatMap((one) => one.balances)
    const { terminal } = context
    const objects = renderTable(
      terminal,
      [
        { title: 'change', value: ({ change }) => change },
        { title: 'kind', value: ({ kind }) => kind },
        { title: 'object', value: ({ id }) => id },
        {
          title: 'fields',
          value: ({ fields = [] }) =>
            fields.map(({ path, before, after }) => `${path}: ${text(before)} -> ${text(after)}`).join(', '),
        },
      ],
      changes,
      `${world.id} and ${other?.id ?? args.with} hold the same.`,
    )
    const sums = renderTable(
      terminal,
      [
        { title: 'account', value: ({ account }) => account },
        { title: 'currency', value: ({ currency }) => currency },
        { title: 'before', value: ({ before }) => before, isRight: true },
        { title: 'after', value: ({ after }) => after, isRight: true },
      ],
      balances,
      '',
    )
    return { json: { ...first, changes, balances }, people: [objects, sums].filter((part) => part !== '').join('\n\n') }
  },
})

const text = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)
