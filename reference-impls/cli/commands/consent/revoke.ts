import { defineCommand } from '#cli/command.ts'
import type { WorldEvent } from '#cli/events/world-events.ts'

export const revoke = defineCommand({
  path: 'consent revoke',
  about: 'Revoke a consent as its customer',
  arguments: { consent: { about: 'its ConsentId' } },
  examples: ['sandbank consent revoke aac_4f0c9be1d2a7'],
  async run(context, { args }) {
    const event = args.consent.startsWith('vrc_') ? 'mandate.revoked' : 'consent.revoked'
    const world = await context.world()
    const answer = await world.call<{ done: string; events: WorldEvent[] }>('POST', '/events/trigger', {
      event,
      object: args.consent,
    })
    return { json: answer, people: `${args.consent}: ${answer.done}` }
  },
})
