import type { Context } from '#cli/context.ts'
import type { Clock } from '#cli/sdk.ts'
import { formatInstant } from './format.ts'
import { renderFields } from './table.ts'

/** Describes the clock of a world. */
export const describeClock = ({ terminal }: Context, { now, rate, start }: Clock): string =>
  renderFields(terminal, [
    ['now', formatInstant(now)],
    ['rate', rate === 0 ? 'paused' : `${rate} ${rate === 1 ? 'second' : 'seconds'} in a real second`],
    ['start', formatInstant(start)],
  ])
