import { defineCommand } from '#cli/command.ts'
import { confirm } from '#cli/output/confirm.ts'
import { forgetWorld } from '#cli/worlds/new-world.ts'

export const remove = defineCommand({
  path: 'world delete',
  about: 'Delete a world and everything in it',
  arguments: { world: { about: 'id or name of the world (default the one that this folder uses)', isOptional: true } },
  options: { yes: { about: 'do not ask' } },
  examples: ['sandbank world delete demo', 'sandbank world delete demo --yes'],
  nextIfMissing: 'sandbank world list',
  async run(context, { args, options }) {
    const world = args.world === undefined ? await context.world() : context.findWorld(args.world)
    await confirm(context, options.yes, `Delete ${world.id}?`, `sandbank world delete ${world.id} --yes`)
    await world.call('DELETE', '')
    await forgetWorld(context, world.id)
    return { json: { deleted: world.id }, people: `Deleted ${world.id}.` }
  },
})
