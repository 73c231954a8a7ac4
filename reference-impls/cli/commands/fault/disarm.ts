import { defineCommand } from '#cli/command.ts'
import { Failure } from '#cli/failure.ts'
import type { Fault } from '#cli/output/fault.ts'

export const disarm = defineCommand({
  path: 'fault disarm',
  about: 'Disarm a fault, or all',
  arguments: { fault: { about: 'id of the fault, such as flt_1', isOptional: true } },
  options: { all: { about: 'disarm all faults' } },
  examples: ['sandbank fault disarm flt_1', 'sandbank fault disarm --all'],
  nextIfMissing: 'sandbank fault list',
  async run(context, { args, options }) {
    if ((args.fault === undefined) !== (options.all === true))
      throw new Failure('usage', 'fault: send either an id or --all', 'sandbank fault list')
    const world = await context.world()
    const ids =
      args.fault === undefined
        ? (await world.call<{ faults: Fault[] }>('GET', '/faults')).faults.map(({ id }) => id)
        : [args.fault]
    for (const id of ids) await world.call('DELETE', `/faults/${encodeURIComponent(id)}`)
    return { json: { disarmed: ids }, people: ids.length === 0 ? 'Nothing is armed.' : `Disarmed ${ids.join(', ')}.` }
  },
})
