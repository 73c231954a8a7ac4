import { defineCommand } from '#cli/command.ts'
import { defaultWorld } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'
import type { WorldState } from '#cli/sdk.ts'

export const use = defineCommand({
  path: 'world use',
  about: 'Choose the world that commands in this folder are about',
  arguments: { world: { about: 'id or name of the world; wld_default is that of a new sandbox' } },
  options: {
    key: { about: 'its control key, if this folder did not create it', value: 'ctl_...' },
    token: { about: 'a developer token of it', value: 'dev_...' },
  },
  examples: ['sandbank world use demo', 'sandbank world use wld_4k2 --key ctl_...', 'sandbank world use wld_default'],
  nextIfMissing: 'sandbank world list',
  async run(context, { args, options }) {
    const { key, token } = options
    if (key !== undefined && !/^wld_\w+$/.test(args.world))
      throw new Failure('usage', `world: must be an id such as wld_4k2 with --key (got ${args.world})`)
    const before = context.memory()
    if (key !== undefined) {
      const world = {
        ...before.worlds?.[args.world],
        url: context.url,
        controlKey: key,
        ...(token && { developerToken: token }),
      }
      // Not stored yet: the key is checked by the call below.
      context.preview({ ...before, worlds: { ...before.worlds, [args.world]: world } })
    }
    const target = context.findWorld(args.world)
    const state = await target.call<WorldState>('GET', '')
    const kept = context.memory().worlds?.[target.id] ?? {
      url: context.url,
      ...(target.id !== defaultWorld.id && { controlKey: target.controlKey }),
    }
    await context.remember((memory) => ({
      ...memory,
      url: context.url,
      world: target.id,
      worlds: { ...memory.worlds, [target.id]: { ...kept, ...(state.name && { name: state.name }) } },
    }))
    return {
      json: state,
      people: `This folder uses ${target.id}${state.name ? ` (${state.name})` : ''} at ${context.url}.`,
    }
  },
})
