import { defineCommand } from '#cli/command.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderTable } from '#cli/output/table.ts'

type Snapshot = {
  readonly id: string
  readonly name?: string
  readonly createdAt: string
  readonly now: string
  readonly items: number
}

export const snapshot = defineCommand({
  path: 'world snapshot',
  about: 'Keep the state of the world, to restore or compare it',
  arguments: { name: { about: 'a name for people', isOptional: true } },
  options: {
    list: { about: 'list the snapshots instead' },
    delete: { about: 'delete a snapshot instead', value: 'ID' },
  },
  examples: [
    'sandbank world snapshot "before the demo"',
    'sandbank world snapshot --list',
    'sandbank world snapshot --delete snp_1f2e',
  ],
  nextIfMissing: 'sandbank world snapshot --list',
  async run(context, { args, options }) {
    const world = await context.world()
    if (options.delete !== undefined) {
      await world.call('DELETE', `/snapshots/${encodeURIComponent(options.delete)}`)
      return { json: { deleted: options.delete }, people: `Deleted ${options.delete}.` }
    }
    if (options.list) {
      const answer = await world.call<{ snapshots: Snapshot[] }>('GET', '/snapshots')
      const people = renderTable(
        context.terminal,
        [
          { title: 'snapshot', value: ({ id }) => id },
          { title: 'name', value: ({ name }) => name },
          { title: 'clock', value: ({ now }) => formatInstant(now) },
          { title: 'made', value: ({ createdAt }) => formatInstant(createdAt) },
          { title: 'items', value: ({ items }) => items, isRight: true },
        ],
        answer.snapshots,
        'No snapshots. next: sandbank world snapshot',
      )
      return { json: answer, people }
    }
    const made = await world.call<Snapshot>('POST', '/snapshots', {
      ...(args.name !== undefined && { name: args.name }),
    })
    return {
      json: made,
      people: `${made.id} holds ${world.id} at ${formatInstant(made.now)}.\nnext:  sandbank world restore ${made.id}`,
    }
  },
})
