import { defineCommand } from '#cli/command.ts'
import { describeClock } from '#cli/output/clock.ts'
import type { Clock } from '#cli/sdk.ts'

export const show = defineCommand({
  path: 'clock show',
  about: 'Show the time of the world',
  examples: ['sandbank clock show'],
  async run(context) {
    const clock = await (await context.world()).call<Clock>('GET', '/clock')
    return { json: clock, people: describeClock(context, clock) }
  },
})
