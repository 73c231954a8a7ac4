import { X509Certificate } from 'node:crypto'
import { surfaces } from '#surfaces'
import { mtlsUrl, type RunningLambda } from './lambda.ts'

/**
 * Sends a request to the built Lambdas. `certificate` is the client certificate of the connection,
 * in PEM.
 */
export type Gateway = (request: Request, shown?: { certificate?: string | undefined }) => Promise<Response>

/** A minimal API Gateway: passes each request to the Lambda whose route matches its path. */
export function gatewayTo(lambdas: Readonly<Record<string, RunningLambda>>): Gateway {
  const places = surfaces.map(({ name, routes }) => {
    return { name, prefixes: routes.map((route) => route.replace('{proxy+}', '')) }
  })
  return async (request, { certificate } = {}) => {
    const { pathname, search, host } = new URL(request.url)
    const place = places.find(({ prefixes }) => prefixes.some((prefix) => pathname.startsWith(prefix)))
    const lambda = lambdas[place?.name ?? '']
    if (!lambda) throw new Error(`no Lambda of this test answers at ${pathname}`)
    const { cookie, 'content-type': type = '', ...headers } = Object.fromEntries(request.headers)
    const { status, ...answer } = await lambda.request(request.method, pathname + search, {
      headers,
      certificate,
      domain: host,
      ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
      ...(request.body && { raw: { type, bytes: Buffer.from(await request.arrayBuffer()) } }),
    })
    const given = new Headers(answer.headers)
    for (const one of answer.cookies ?? []) given.append('set-cookie', one)
    return new Response(answer.bytes.length === 0 ? null : new Uint8Array(answer.bytes), { status, headers: given })
  }
}

/**
 * Wraps the gateway for partners of test/support/partners.ts, which send their certificate in
 * `client-cert` at the mutual-TLS host.
 */
export const tlsBefore =
  (gateway: Gateway) =>
  (request: Request): Promise<Response> => {
    const [, der] = /^:(.*):$/.exec(request.headers.get('client-cert') ?? '') ?? []
    const headers = new Headers(request.headers)
    headers.delete('client-cert')
    const isAsked = request.url.startsWith(`${mtlsUrl}/`)
    const certificate = isAsked && der ? new X509Certificate(Buffer.from(der, 'base64')).toString() : undefined
    return gateway(new Request(request, { headers }), { certificate })
  }
