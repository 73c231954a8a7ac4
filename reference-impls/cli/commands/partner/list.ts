import { defineCommand } from '#cli/command.ts'
import { renderTable } from '#cli/output/table.ts'
import type { Partner } from '#cli/worlds/partner.ts'

export const list = defineCommand({
  path: 'partner list',
  about: 'List the apps that are registered',
  examples: ['sandbank partner list'],
  async run(context) {
    const answer = await (await context.world()).control<{ partners: Partner[] }>('GET', '/partners')
    const people = renderTable(
      context.terminal,
      [
        { title: 'partner', value: ({ clientId }) => clientId },
        { title: 'name', value: ({ name }) => name },
        { title: 'profile', value: ({ profile }) => profile },
        { title: 'scopes', value: ({ scopes }) => scopes.join(' ') },
        { title: 'binding', value: ({ binding }) => binding },
        { title: 'robot', value: ({ robot }) => robot },
      ],
      answer.partners,
      'No partners. next: sandbank partner create',
    )
    return { json: answer, people }
  },
})
