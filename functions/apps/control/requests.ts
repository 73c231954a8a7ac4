import * as z from 'zod'
import { getRequest } from '#actions/requests/chain.ts'
import { listRequests } from '#actions/requests/requests.ts'
import { requestFilter } from '#bank/requests/filter.ts'
import { RequestId, RequestLine, WholeRequest } from '#bank/requests/views.ts'
import { operation } from '#edge/operation.ts'
import { NextPage } from './paging.ts'
import { WorldId } from './worlds.ts'

const Requests = z
  .strictObject({
    requests: z.array(RequestLine),
    next: NextPage,
    last: RequestId.meta({ description: 'Send it as `after` to get what comes later' }),
  })
  .meta({ id: 'LoggedRequests' })

/** What every operation on the log has in common. Reading the log does not fill it. */
const base = { tag: 'Request log', needs: 'world', method: 'get', isUnlogged: true } as const

export const requests = [
  operation({
    ...base,
    id: 'ListRequests',
    summary: 'List the requests of a world, newest first',
    description:
      'The log of what callers sent to this world, and what it answered, with secrets masked. A sandbox on a laptop keeps it in memory: 32 MB for all worlds, the oldest requests go first. With `after`, it lists what came after that request, oldest first, and waits up to `waitS` seconds for one.',
    path: '/worlds/{WorldId}/requests',
    params: z.object({ WorldId }),
    query: z.object({
      ...requestFilter,
      page: RequestId.optional().meta({ description: 'The value of `next` on the previous page' }),
      after: RequestId.optional().meta({ description: 'Only requests after this one, oldest first' }),
      waitS: z.coerce.number().int().min(0).max(20).optional().meta({
        description: 'How many seconds to wait for a request after `after`; 0 if absent',
      }),
    }),
    returns: { status: 200, schema: Requests },
    problems: ['request-not-found'],
    run: async ({ world, grant, query }) => listRequests(world, grant, query),
  }),
  operation({
    ...base,
    id: 'GetRequest',
    summary: 'Get one logged request, whole',
    description:
      'Headers and the first 16 KB of the bodies, with secrets masked, and what the request has to do with: token, consent, order and legs.',
    path: '/worlds/{WorldId}/requests/{RequestId}',
    params: z.object({ WorldId, RequestId }),
    returns: { status: 200, schema: WholeRequest },
    problems: ['request-not-found'],
    run: ({ world, grant, params }) => getRequest(world, grant, params.RequestId),
  }),
]
