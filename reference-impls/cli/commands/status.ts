import { defineCommand } from '#cli/command.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderFields } from '#cli/output/table.ts'
import type { WorldState } from '#cli/sdk.ts'

export const status = defineCommand({
  path: 'status',
  about: 'Show the sandbox and the world that this folder uses',
  examples: ['sandbank status', 'sandbank status --json'],
  nextIfMissing: 'sandbank world list',
  async run(context) {
    const world = await context.world()
    const state = await world.call<WorldState>('GET', '')
    const json = { url: context.url, ...state }
    const people = renderFields(context.terminal, [
      ['sandbox', context.url],
      ['world', state.name === undefined ? state.id : `${state.id} (${state.name})`],
      ['customers', `${state.size}, seed ${state.seed}`],
      ['clock', `${formatInstant(state.now)}, ${state.rate === 0 ? 'paused' : `rate ${state.rate}`}`],
      ['ends', state.expiresAt === undefined ? undefined : formatInstant(state.expiresAt)],
      ['bank', state.openBanking],
      ['remembers', context.folder],
    ])
    return { json, people }
  },
})
