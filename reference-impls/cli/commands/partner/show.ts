import { defineCommand } from '#cli/command.ts'
import { renderFields } from '#cli/output/table.ts'
import type { Partner } from '#cli/worlds/partner.ts'

export const show = defineCommand({
  path: 'partner show',
  about: 'Show one app',
  arguments: { partner: { about: 'its client id' } },
  examples: ['sandbank partner show tpp_4f0c9be1d2a7'],
  nextIfMissing: 'sandbank partner list',
  async run(context, { args }) {
    const partner = await (await context.world()).control<Partner>(
      'GET',
      `/partners/${encodeURIComponent(args.partner)}`,
    )
    const people = renderFields(context.terminal, [
      ['partner', partner.clientId],
      ['name', partner.name],
      ['profile', partner.profile],
      ['scopes', partner.scopes.join(' ')],
      ['redirect', partner.redirectUris.join(' ')],
      ['authentication', partner.authentication],
      ['binding', partner.binding],
      ['robot', partner.robot],
      ['discovery', partner.discovery],
      ['bank', partner.openBanking],
    ])
    return { json: partner, people }
  },
})
