import { defineCommand } from '#cli/command.ts'
import { describeNewWorld, rememberWorld } from '#cli/worlds/new-world.ts'
import { type CreatedWorld, lifeOf, lifeOptions } from './create.ts'

export const fork = defineCommand({
  path: 'world fork',
  about: 'Make a new world with all that was done in this one',
  options: { snapshot: { about: 'fork this snapshot (default the world as it is now)', value: 'ID' }, ...lifeOptions },
  examples: [
    'sandbank world fork --name pr-7 --use',
    'sandbank world fork --snapshot snp_1f2e3d4c5b6a --expires 2h --json',
  ],
  nextIfMissing: 'sandbank world snapshot --list',
  async run(context, { options }) {
    const world = await context.world()
    const { snapshot } = options
    const forked = await world.call<CreatedWorld>('POST', '/fork', {
      ...(snapshot && { snapshot }),
      ...lifeOf(options),
    })
    await rememberWorld(context, forked, options.use === true)
    return { json: forked, people: describeNewWorld(context, forked, options.use === true) }
  },
})
