import type { Context } from 'hono'
import { type AuthorizationServer, openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { interactionIdFor, refuse } from '#edge/error-response.ts'
import { headerNamesOf } from '#edge/header-names.ts'
import type { Host } from '#edge/host.ts'
import { renderErrorPage } from './error-page.ts'
import { buildPageSettings } from './page-response.ts'
import { runInWorld } from './request-context.ts'

/** Answers a request to the authorization server of one world. */
export type Handler = (c: Context, server: AuthorizationServer, host: Host) => Promise<Response>

/**
 * Wraps a handler: checks the sandbox's own headers, plays the scenario, opens the world's
 * authorization server, and answers errors as a page or as problem details.
 */
export function wrapRequest(host: Host, handler: Handler, showsErrorPage: (c: Context) => boolean) {
  const { sandbox } = host
  return async (c: Context): Promise<Response> => {
    let server: AuthorizationServer | undefined
    try {
      checkSandbankHeaders(headerNamesOf(c))
      applyScenario(c.req.header('x-sandbank-scenario'))
      const opened = await openAuthorizationServer(sandbox, c.req.param('WorldId') as string)
      server = opened
      return await runInWorld(opened.world, () => handler(c, opened, host))
    } catch (error) {
      const interactionId = interactionIdFor(sandbox, c.req.header('x-fapi-interaction-id'))
      if (!showsErrorPage(c)) return refuse(sandbox, error, interactionId, 'details')
      return renderErrorPage(sandbox, error, interactionId, buildPageSettings(c, server?.world))
    }
  }
}
