import * as z from 'zod'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'
import { buildWorldView } from '#actions/worlds/worlds.ts'
import { fastestRate } from '#bank/time/clock.ts'
import { operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { WorldId } from './worlds.ts'

const Clock = z
  .strictObject({
    start: z.iso.datetime().meta({ description: 'The time at which the clock started' }),
    now: z.iso.datetime().meta({ description: 'The current time of the clock' }),
    rate: z.number().meta({ description: 'How many seconds of the world pass in one real second; 0 means paused' }),
  })
  .meta({ id: 'Clock' })

function buildClockView(world: World): z.output<typeof Clock> {
  const { start, now, rate } = buildWorldView(world)
  return { start, now, rate }
}

const params = z.object({ WorldId })
const timeUnit = z.int().min(0).max(100_000).optional()

export const clock = [
  operation({
    id: 'GetClock',
    tag: 'Clock',
    summary: 'Get the clock of a world',
    method: 'get',
    path: '/worlds/{WorldId}/clock',
    needs: 'world',
    params,
    returns: { status: 200, schema: Clock },
    problems: [],
    run: async ({ world }) => buildClockView(world),
  }),
  operation({
    id: 'SetClock',
    tag: 'Clock',
    summary: 'Set the rate of a clock: pause it or speed it up',
    method: 'put',
    path: '/worlds/{WorldId}/clock',
    needs: 'world',
    params,
    body: z.object({
      rate: z
        .number()
        .min(0)
        .max(fastestRate)
        .meta({
          description: 'Seconds of the world in one real second; 0 pauses the clock, 1 is real time',
          examples: [60],
        }),
    }),
    returns: { status: 200, schema: Clock },
    problems: ['conflict'],
    run: async ({ world, grant, body }) => buildClockView(await setClockRate(world, grant, body.rate)),
  }),
  operation({
    id: 'AdvanceClock',
    tag: 'Clock',
    summary: 'Advance the clock to an instant or by a span of time',
    description:
      'Send either `to` or a span such as `{"days": 1}`. A clock only moves forward. One month after 31 January is the last day of February. If a request with `from` gets no answer or 503, you can repeat it safely: it advances the clock once.',
    method: 'post',
    path: '/worlds/{WorldId}/clock/advance',
    needs: 'world',
    params,
    body: z.object({
      to: z
        .string()
        .optional()
        .meta({ format: 'date-time', description: 'The new time of the clock', examples: ['2026-12-25T09:00:00Z'] }),
      from: z.string().optional().meta({
        format: 'date-time',
        description:
          'The start of the span: a time that the clock showed before. Default: the current time. A clock that already passed the end of the span does not move.',
      }),
      months: z.int().min(0).max(1200).optional(),
      days: timeUnit,
      hours: timeUnit,
      minutes: timeUnit,
      seconds: timeUnit,
    }),
    returns: { status: 200, schema: Clock },
    problems: ['date-invalid', 'conflict'],
    run: async ({ world, grant, body }) => buildClockView(await advanceClock(world, grant, body)),
  }),
]
