import * as z from 'zod'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'
import { buildWorldView } from '#actions/worlds/worlds.ts'
import { fastestRate } from '#bank/time/clock.ts'
import { operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { WorldId } from './worlds.ts'

const Clock = z
  .strictObject({ start: z.iso.datetime(), now: z.iso.datetime(), rate: z.number() })
  .meta({ id: 'Clock', description: 'Seconds of the world that pass in one real second are its rate; 0 is paused' })

function view(world: World): z.output<typeof Clock> {
  const { start, now, rate } = buildWorldView(world)
  return { start, now, rate }
}

const params = z.object({ WorldId })
const part = z.int().min(0).max(100_000).optional()

export const clock = [
  operation({
    id: 'GetClock',
    tag: 'Clock',
    summary: 'What time it is in a world',
    method: 'get',
    path: '/worlds/{WorldId}/clock',
    needs: 'world',
    params,
    returns: { status: 200, schema: Clock },
    problems: [],
    run: async ({ world }) => view(world),
  }),
  operation({
    id: 'SetClock',
    tag: 'Clock',
    summary: 'Pause a world (rate 0), or let its time pass faster',
    method: 'put',
    path: '/worlds/{WorldId}/clock',
    needs: 'world',
    params,
    body: z.object({ rate: z.number().min(0).max(fastestRate) }),
    returns: { status: 200, schema: Clock },
    problems: ['conflict'],
    run: async ({ world, grant, body }) => view(await setClockRate(world, grant, body.rate)),
  }),
  operation({
    id: 'AdvanceClock',
    tag: 'Clock',
    summary: 'Move a world forward, to an instant or by a span of time',
    description:
      'Clocks go forward only. A month after 31 January is the last day of February. A span with `from` may be sent again when there was no answer, or 503: it moves the clock once.',
    method: 'post',
    path: '/worlds/{WorldId}/clock/advance',
    needs: 'world',
    params,
    body: z.object({
      to: z
        .string()
        .optional()
        .meta({ format: 'date-time', examples: ['2026-12-25T09:00:00Z'] }),
      from: z.string().optional().meta({
        format: 'date-time',
        description:
          'Where the span begins, as the clock said it before; from what it says now when absent. Where the clock has come to the end of it already, it stays',
      }),
      months: z.int().min(0).max(1200).optional(),
      days: part,
      hours: part,
      minutes: part,
      seconds: part,
    }),
    returns: { status: 200, schema: Clock },
    problems: ['date-invalid', 'conflict'],
    run: async ({ world, grant, body }) => view(await advanceClock(world, grant, body)),
  }),
]
