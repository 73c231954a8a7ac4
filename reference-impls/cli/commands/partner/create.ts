import { defineCommand } from '#cli/command.ts'
import { renderFields } from '#cli/output/table.ts'
import { keepSecret, type Partner } from '#cli/worlds/partner.ts'

export const create = defineCommand({
  path: 'partner create',
  about: 'Register an app, with keys and a certificate',
  details: 'The private keys are stored in .sandbank/partners/ of this folder: the sandbox returns them only once',
  options: {
    name: { about: 'name that customers see', value: 'NAME' },
    profile: { about: 'security profile (default fapi2)', value: 'PROFILE', choices: ['fapi2', 'obuk-fapi1-advanced'] },
    redirect: { about: 'redirect URI; may be repeated', value: 'URI', isRepeated: true },
    scope: {
      about: 'accounts, payments or fundsconfirmations; may be repeated (default accounts)',
      value: 'SCOPE',
      isRepeated: true,
    },
    authentication: { about: 'how it authenticates', value: 'METHOD', choices: ['private_key_jwt', 'tls_client_auth'] },
    binding: { about: 'what its tokens are bound to', value: 'BINDING', choices: ['dpop', 'mtls', 'none'] },
    robot: { about: 'robot that answers for its customers, such as approve', value: 'ROBOT' },
  },
  examples: [
    'sandbank partner create',
    'sandbank partner create --name "My app" --scope accounts --scope payments --redirect http://localhost:3000/callback',
  ],
  async run(context, { options }) {
    const { name, profile, redirect, scope, authentication, binding, robot } = options
    const fields = { name, profile, redirectUris: redirect, scopes: scope, authentication, binding, robot }
    const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const created = await (await context.world()).control<Partner>('POST', '/partners', body)
    const file = await keepSecret(context, created.clientId, created)
    const people = renderFields(context.terminal, [
      ['partner', created.clientId],
      ['name', created.name],
      ['profile', created.profile],
      ['scopes', created.scopes.join(' ')],
      ['redirect', created.redirectUris.join(' ')],
      ['discovery', created.discovery],
      ['bank', created.openBanking],
      ['keys', file],
    ])
    return { json: created, people }
  },
})
