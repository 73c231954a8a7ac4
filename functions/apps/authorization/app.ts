import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Host } from '#edge/host.ts'
import { mountCustomerPages } from './customer/routes.ts'
import { machineEndpoints } from './http/node-fast-path.ts'
import { wantsPage } from './http/page-response.ts'
import { forwardMachineRequest, forwardRequest, metadataNames, sendMetadata } from './http/provider-request.ts'
import { type Handler, wrapRequest } from './http/request-wrapper.ts'
import { rejectMethod, rejectPath } from './http/unknown-route.ts'
import { authorize, resumeAuthorization } from './interaction/authorize.ts'
import { showInteraction, takeStep } from './interaction/steps.ts'
import { mountRegistration } from './registration.ts'

export { nodeFastPath } from './http/node-fast-path.ts'

/**
 * Mounts the authorization server of every world: the OpenID provider, the customer's pages and
 * dynamic client registration.
 */
export function mount(app: Hono, host: Host): void {
  const base = '/authorization/:WorldId'
  /** Errors are JSON. */
  const machine = (handler: Handler) => wrapRequest(host, handler, () => false)
  /** Errors are pages. */
  const page = (handler: Handler) => wrapRequest(host, handler, () => true)
  /** Errors are pages in a browser, else JSON. */
  const either = (handler: Handler) => wrapRequest(host, handler, wantsPage)

  // Pages only: compressing a token would cost more than it saves.
  app.use('/authorization/*', compress({ contentTypeFilter: /^text\/html/ }))

  app.get(`${base}/authorize`, either(authorize))
  app.all(`${base}/authorize`, machine(rejectMethod('GET')))

  app.get(`${base}/interaction/:uid`, either(showInteraction))
  app.post(`${base}/interaction/:uid`, page(takeStep))

  for (const path of machineEndpoints) {
    app.post(base + path, machine(forwardMachineRequest))
    app.all(base + path, machine(rejectMethod('POST')))
  }

  mountCustomerPages(app, base, page)
  mountRegistration(app, host)

  app.get(`${base}/authorize/:uid`, either(resumeAuthorization))
  app.all(`${base}/authorize/:uid`, machine(rejectMethod('GET')))

  for (const path of ['/jwks', ...metadataNames.map((name) => `/.well-known/${name}`)]) {
    app.get(base + path, either(forwardRequest))
    app.all(base + path, machine(rejectMethod('GET')))
  }

  // The provider also matches paths in another case or with a slash behind them. There the robots
  // would be bypassed, so no other path reaches the provider.
  app.all(`${base}/*`, either(rejectPath))

  // RFC 8414, section 3.1, puts the well-known part in front of the issuer's path.
  app.get('/.well-known/:name/authorization/:WorldId', machine(sendMetadata))
}
