import { defineCommand } from '#cli/command.ts'
import { formatInstant } from '#cli/output/format.ts'
import type { WorldState } from '#cli/sdk.ts'

export const restore = defineCommand({
  path: 'world restore',
  about: 'Return the world to a snapshot, its clock included',
  arguments: { snapshot: { about: 'id of a snapshot' } },
  examples: ['sandbank world restore snp_1f2e3d4c5b6a'],
  nextIfMissing: 'sandbank world snapshot --list',
  async run(context, { args }) {
    const world = await context.world()
    const state = await world.call<WorldState>('POST', '/restore', { snapshot: args.snapshot })
    return {
      json: state,
      people: `${world.id} is as in ${args.snapshot}. Its clock shows ${formatInstant(state.now)}.`,
    }
  },
})
