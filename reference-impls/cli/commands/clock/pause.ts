import { defineCommand } from '#cli/command.ts'
import { describeClock } from '#cli/output/clock.ts'
import type { Clock } from '#cli/sdk.ts'

export const pause = defineCommand({
  path: 'clock pause',
  about: 'Stop the time of the world',
  examples: ['sandbank clock pause'],
  async run(context) {
    const clock = await (await context.world()).call<Clock>('PUT', '/clock', { rate: 0 })
    return { json: clock, people: describeClock(context, clock) }
  },
})
