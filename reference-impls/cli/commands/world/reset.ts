import { defineCommand } from '#cli/command.ts'
import { confirm } from '#cli/output/confirm.ts'
import { formatInstant } from '#cli/output/format.ts'
import type { WorldState } from '#cli/sdk.ts'

export const reset = defineCommand({
  path: 'world reset',
  about: 'Return the world to its creation; partners and keys stay',
  options: { yes: { about: 'do not ask' } },
  examples: ['sandbank world reset', 'sandbank world reset --yes --json'],
  async run(context, { options }) {
    const world = await context.world()
    await confirm(
      context,
      options.yes,
      `Reset ${world.id}? Its payments and consents end.`,
      'sandbank world reset --yes',
    )
    const state = await world.call<WorldState>('POST', '/reset')
    return { json: state, people: `${world.id} is as it was created. Its clock shows ${formatInstant(state.now)}.` }
  },
})
