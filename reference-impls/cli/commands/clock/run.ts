import { defineCommand } from '#cli/command.ts'
import { describeClock } from '#cli/output/clock.ts'
import { parseNumber } from '#cli/output/format.ts'
import type { Clock } from '#cli/sdk.ts'

export const run = defineCommand({
  path: 'clock run',
  about: 'Let the time of the world run',
  arguments: { rate: { about: 'seconds of the world in a real second, such as 60 (default 1)', isOptional: true } },
  examples: ['sandbank clock run', 'sandbank clock run 3600'],
  async run(context, { args }) {
    const rate = args.rate === undefined ? 1 : parseNumber(args.rate.replace(/x$/, ''), 'rate')
    const clock = await (await context.world()).call<Clock>('PUT', '/clock', { rate })
    return { json: clock, people: describeClock(context, clock) }
  },
})
