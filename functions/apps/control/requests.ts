import * as z from 'zod'
import { getRequest } from '#actions/requests/chain.ts'
import { followRequests } from '#actions/requests/follow.ts'
import { buildReproduction } from '#actions/requests/reproduction.ts'
import { listRequests } from '#actions/requests/requests.ts'
import { writeCurl } from '#bank/requests/curl.ts'
import { checkFilter, requestFilter } from '#bank/requests/filter.ts'
import { writeHar } from '#bank/requests/har.ts'
import { RequestId, RequestLine, WholeRequest } from '#bank/requests/views.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import { Download, EventStream, operation } from '#edge/operation.ts'
import { placesOfEndpoints } from '#edge/request/place.ts'
import { NextPage } from './paging.ts'
import { WorldId } from './worlds.ts'

const Requests = z
  .strictObject({
    requests: z.array(RequestLine),
    next: NextPage,
    last: RequestId.meta({ description: 'Send it as `after` to get what comes later' }),
  })
  .meta({ id: 'LoggedRequests' })

const harMedia = 'application/har+json'
const reproductionMedia = 'application/vnd.sandbank.reproduction+json'

/** What every operation on the log has in common. Reading the log does not fill it. */
const base = { tag: 'Request log', needs: 'world', method: 'get', isUnlogged: true } as const

/** The operations of the other surfaces that a log may name. */
const elsewhere = [...placesOfOperations, ...placesOfEndpoints].flatMap((place) => place.operation ?? [])

/** Returns the operations on the log. `own` are the other operations of this surface, by id. */
export const requestsOf = (own: readonly string[]) => [
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
    run: async ({ world, grant, query }) => {
      checkFilter(query, [...elsewhere, ...own])
      return listRequests(world, grant, query)
    },
  }),
  operation({
    ...base,
    id: 'FollowRequests',
    summary: 'Follow the requests of a world as they come',
    description:
      'Server-sent events, one for each request, with its line of the log. The stream ends after `seconds`, or when the reader is 1 MB behind. In the cloud, use `after` and `waitS` of the list.',
    path: '/worlds/{WorldId}/requests/live',
    params: z.object({ WorldId }),
    query: z.object({
      ...requestFilter,
      seconds: z.coerce.number().int().min(0).max(3_600).optional().meta({
        description: 'How long to follow, in seconds; an hour if absent',
      }),
    }),
    returns: { status: 200, media: [EventStream.media] },
    problems: ['request-not-found'],
    run: async ({ world, grant, query: { seconds = 3_600, ...filter } }) => {
      checkFilter(filter, [...elsewhere, ...own])
      return new EventStream(followRequests(world, grant, filter, seconds))
    },
  }),
  operation({
    ...base,
    id: 'GetRequest',
    summary: 'Get one logged request, whole',
    description:
      'Headers and the first 16 KB of the bodies, with secrets masked, and what the request has to do with: token, consent, order and legs. `as=curl` answers a call of curl with shell variables for secrets, `as=har` an HTTP Archive, and `as=scenario` a test of it for `npm run reproduce`.',
    path: '/worlds/{WorldId}/requests/{RequestId}',
    params: z.object({ WorldId, RequestId }),
    query: z.object({
      as: z.enum(['json', 'curl', 'har', 'scenario']).optional().meta({ description: 'The form; `json` if absent' }),
    }),
    returns: { status: 200, schema: WholeRequest, files: ['text/plain', harMedia, reproductionMedia] },
    problems: ['request-not-found'],
    run: async ({ sandbox, world, grant, params: { RequestId }, query }) => {
      if (query.as === 'scenario') {
        const text = JSON.stringify(await buildReproduction(world, grant, RequestId), null, 2)
        return new Download(reproductionMedia, `${RequestId}.json`, text)
      }
      const whole = await getRequest(world, grant, RequestId)
      if (query.as === 'curl') return new Download('text/plain', `${RequestId}.sh`, writeCurl(whole, sandbox.baseUrl))
      if (query.as === 'har')
        return new Download(harMedia, `${RequestId}.har`, JSON.stringify(writeHar([whole], sandbox.baseUrl)))
      return whole
    },
  }),
]
