import { defineCommand } from '#cli/command.ts'
import { parseWholeNumber } from '#cli/output/format.ts'
import { renderTable } from '#cli/output/table.ts'
import type { Customer } from '#cli/sdk.ts'

const fewest = 25

export const list = defineCommand({
  path: 'customer list',
  about: 'Find customers by name or persona',
  options: {
    name: { about: 'only customers whose name contains this text', value: 'TEXT' },
    persona: { about: 'only customers of this persona, such as gig-worker', value: 'ID' },
    limit: { about: `how many to list (default ${fewest})`, value: 'N', parse: parseWholeNumber },
  },
  examples: [
    'sandbank customer list',
    'sandbank customer list --name okafor',
    'sandbank customer list --persona student --json',
  ],
  nextIfMissing: 'sandbank customer list',
  async run(context, { options }) {
    const world = await context.world()
    const { name, persona, limit = fewest } = options
    const customers: Customer[] = []
    let page: string | undefined
    do {
      const query = new URLSearchParams({ ...(name && { name }), ...(persona && { persona }), ...(page && { page }) })
      const answer = await world.call<{ customers: Customer[]; next?: string }>('GET', `/customers?${query}`)
      customers.push(...answer.customers)
      page = answer.next
    } while (page !== undefined && customers.length < limit)
    const shown = customers.slice(0, limit)
    const isCut = page !== undefined || customers.length > limit
    const table = renderTable(
      context.terminal,
      [
        { title: 'customer', value: ({ id }) => id },
        { title: 'name', value: (one) => one.name },
        { title: 'persona', value: (one) => one.persona },
        { title: 'born', value: ({ born }) => born },
        { title: 'town', value: ({ town }) => town },
        { title: 'accounts', value: ({ accounts }) => accounts.map((id) => id.replace(/^acc_\d+_/, '')).join(' ') },
      ],
      shown,
      'No customers.',
    )
    const people = isCut ? `${table}\nThere are more: sandbank customer list --limit ${limit * 4}` : table
    return { json: { customers: shown, isMore: isCut }, people }
  },
})
