import { defineCommand } from '#cli/command.ts'
import { Failure } from '#cli/failure.ts'
import { describeClock } from '#cli/output/clock.ts'
import { parseSpan } from '#cli/output/format.ts'
import type { Clock } from '#cli/sdk.ts'

export const advance = defineCommand({
  path: 'clock advance',
  about: 'Move the time of the world forward',
  details: 'What is due until then happens: salaries, direct debits, standing orders, settlement',
  arguments: { span: { about: 'such as 3d, 12h, 30m, 45s, 1mo, or "1mo 2d"', isOptional: true, isRepeated: true } },
  options: { to: { about: 'advance to this instant instead', value: 'T' } },
  examples: [
    'sandbank clock advance 3d',
    'sandbank clock advance 1mo',
    'sandbank clock advance --to 2026-12-25T09:00:00Z',
  ],
  async run(context, { args, options }) {
    if ((options.to === undefined) === (args.span.length === 0))
      throw new Failure('usage', 'span: send either a span or --to', 'sandbank clock advance 3d')
    const by = options.to === undefined ? parseSpan(args.span) : { to: options.to }
    const clock = await (await context.world()).call<Clock>('POST', '/clock/advance', by)
    return { json: clock, people: describeClock(context, clock) }
  },
})
