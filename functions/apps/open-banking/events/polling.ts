import { pollEvents } from '#actions/events/polling.ts'
import { PollRequest, PollResponse } from '#bank/events/polling-schemas.ts'
import { operation } from '#edge/operation.ts'

/** Aggregated polling: a partner fetches and acknowledges the tokens of its event subscription. */
export const eventPolling = [
  operation({
    id: 'CreateEvents',
    tag: 'Events',
    summary: 'Poll for events and acknowledge them',
    description:
      'Returns up to 100 signed security event tokens, oldest first. A token comes again until you acknowledge it. If none waits, the bank waits up to 20 seconds for one, unless you set returnImmediately.',
    method: 'post',
    path: '/events',
    needs: 'partner',
    scope: 'any',
    body: PollRequest,
    returns: { status: 200, schema: PollResponse },
    problems: ['field-invalid', 'subscription-not-found', 'limit-reached'],
    run: ({ world, grant, body }) => pollEvents(world, grant, body),
  }),
]
