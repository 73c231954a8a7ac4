import * as z from 'zod'
import {
  changeCallbackUrl,
  createCallbackUrl,
  deleteCallbackUrl,
  listCallbackUrls,
} from '#actions/events/partner-subscriptions.ts'
import { buildEnvelope } from '#apps/open-banking/envelope.ts'
import {
  CallbackUrlChange,
  CallbackUrlRequest,
  CallbackUrlResponse,
  CallbackUrlsResponse,
  SubscriptionId,
} from '#bank/events/subscription-schemas.ts'
import { operation } from '#edge/operation.ts'

const params = z.object({
  CallbackUrlId: SubscriptionId.meta({
    description: 'The id of your callback URL',
    examples: ['cbu_1f2e3d4c5b6a7980'],
  }),
})

const shared = { tag: 'Callback URLs', needs: 'partner', scope: 'any' } as const

/**
 * Callback URLs: the older way to subscribe, which only tells of updated resources. It stands in
 * the prose of the standard, and not in its OpenAPI file.
 */
export const callbackUrls = [
  operation({
    ...shared,
    id: 'CreateCallbackUrls',
    summary: 'Register the URL where you get events',
    description:
      'The bank sends resource-update events to it, and no other type. A partner has at most one callback URL. An event subscription does more.',
    method: 'post',
    path: '/callback-urls',
    isSigned: true,
    body: CallbackUrlRequest,
    returns: { status: 201, schema: CallbackUrlResponse },
    problems: ['field-invalid', 'limit-reached', 'conflict'],
    run: async ({ world, grant, body, url }) => {
      const created = await createCallbackUrl(world, grant, body)
      return buildEnvelope(`${url}/${created.CallbackUrlId}`, created)
    },
  }),
  operation({
    ...shared,
    id: 'GetCallbackUrls',
    summary: 'Get your callback URL',
    method: 'get',
    path: '/callback-urls',
    isSigned: true,
    returns: { status: 200, schema: CallbackUrlsResponse },
    problems: [],
    run: async ({ world, grant, url }) => buildEnvelope(url, { CallbackUrl: await listCallbackUrls(world, grant) }),
  }),
  operation({
    ...shared,
    id: 'ChangeCallbackUrlsCallbackUrlId',
    summary: 'Change your callback URL',
    method: 'put',
    path: '/callback-urls/{CallbackUrlId}',
    params,
    isSigned: true,
    body: CallbackUrlChange,
    returns: { status: 200, schema: CallbackUrlResponse },
    problems: ['field-invalid', 'subscription-not-found'],
    run: async ({ world, grant, params, body, url }) =>
      buildEnvelope(url, await changeCallbackUrl(world, grant, params.CallbackUrlId, body)),
  }),
  operation({
    ...shared,
    id: 'DeleteCallbackUrlsCallbackUrlId',
    summary: 'Delete your callback URL',
    method: 'delete',
    path: '/callback-urls/{CallbackUrlId}',
    params,
    returns: { status: 204 },
    problems: ['subscription-not-found'],
    run: ({ world, grant, params }) => deleteCallbackUrl(world, grant, params.CallbackUrlId),
  }),
]
