import type { Context } from 'hono'
import { type AuthorizationServer, openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { withScenarios } from '#bank/scenarios/active.ts'
import { buildErrorResponse } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { noteWorld } from '#edge/request/faults.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { outgoingOf, requestHeadersOf, requestLineOf } from '#edge/request/headers.ts'
import { placeOfEndpoint } from '#edge/request/place.ts'
import { renderErrorPage } from './error-page.ts'
import { buildPageSettings } from './page-response.ts'
import { runInWorld } from './request-context.ts'

/** Answers a request to the authorization server of one world. */
export type Handler = (c: Context, server: AuthorizationServer, host: Host) => Promise<Response>

/**
 * Wraps a handler: opens the world's authorization server, and answers errors as a page or as
 * problem details.
 */
export function wrapRequest(host: Host, handler: Handler, showsErrorPage: (c: Context) => boolean) {
  const { sandbox } = host
  return (c: Context): Promise<Response> => {
    let server: AuthorizationServer | undefined
    return handleRequest(sandbox, requestHeadersOf(c), {
      place: placeOfEndpoint(c.req.path, c.req.method),
      line: requestLineOf(c),
      outgoing: outgoingOf(c),
      run: async (exchange) => {
        const opened = await openAuthorizationServer(sandbox, c.req.param('WorldId') as string)
        server = opened
        await noteWorld(exchange, opened.world, c.req.query('client_id'))
        const world = withScenarios(opened.world, exchange.uses)
        return runInWorld(world, () => handler(c, { ...opened, world }, host), exchange)
      },
      renderError: (error, interactionId) =>
        showsErrorPage(c)
          ? renderErrorPage(sandbox, error, interactionId, buildPageSettings(c, sandbox, server?.world))
          : buildErrorResponse(sandbox, error, interactionId, 'details'),
    })
  }
}
