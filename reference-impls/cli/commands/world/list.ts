import { defineCommand } from '#cli/command.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderTable } from '#cli/output/table.ts'
import { endOf } from './create.ts'

type Listed = {
  readonly id: string
  readonly createdAt: string
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly expiresAt?: string
}

export const list = defineCommand({
  path: 'world list',
  about: 'List the worlds of the sandbox',
  options: { label: { about: 'only worlds with this label, such as team:blue', value: 'KEY:VALUE', isRepeated: true } },
  examples: ['sandbank world list', 'sandbank world list --label team:blue'],
  async run(context, { options }) {
    const worlds: Listed[] = []
    let page: string | undefined
    do {
      const query = new URLSearchParams({
        ...(options.label && { label: options.label.join(',') }),
        ...(page !== undefined && { page }),
      })
      const answer = await context.organise<{ worlds: Listed[]; next?: string }>('GET', `/worlds?${query}`)
      worlds.push(...answer.worlds)
      page = answer.next
    } while (page !== undefined)
    const { world: used = 'wld_default', worlds: known = {} } = context.memory()
    const people = renderTable(
      context.terminal,
      [
        { title: 'world', value: ({ id }) => `${id === used ? '* ' : '  '}${id}` },
        { title: 'name', value: ({ name }) => name, isWhole: true },
        {
          title: 'labels',
          value: ({ labels = {} }) =>
            Object.entries(labels)
              .map((pair) => pair.join('='))
              .join(' '),
        },
        { title: 'created', value: ({ createdAt }) => formatInstant(createdAt) },
        { title: 'ends', value: endOf },
        { title: 'key', value: ({ id }) => (id in known || id === 'wld_default' ? 'yes' : 'no') },
      ],
      worlds,
      'No worlds. next: sandbank world create',
    )
    return { json: { worlds }, people }
  },
})
