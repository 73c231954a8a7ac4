import { defineCommand } from '#cli/command.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderFields } from '#cli/output/table.ts'
import { keepSecret } from '#cli/worlds/partner.ts'

type Certificate = { readonly subject: string; readonly certificate: string; readonly expiresAt: string }

export const rotate = defineCommand({
  path: 'partner rotate',
  about: 'Issue a new client certificate for an app',
  details: 'The earlier certificate stays valid until it expires',
  arguments: { partner: { about: 'its client id' } },
  examples: ['sandbank partner rotate tpp_4f0c9be1d2a7'],
  nextIfMissing: 'sandbank partner list',
  async run(context, { args }) {
    const path = `/partners/${encodeURIComponent(args.partner)}/certificate`
    const issued = await (await context.world()).control<Certificate>('POST', path)
    const file = await keepSecret(context, `${args.partner}.certificate`, issued)
    const people = renderFields(context.terminal, [
      ['subject', issued.subject],
      ['expires', formatInstant(issued.expiresAt)],
      ['certificate', file],
    ])
    return { json: issued, people }
  },
})
