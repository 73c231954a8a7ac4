import '../node-version.ts'
import { Agent, request as send } from 'node:https'
import { Readable } from 'node:stream'
import type { Fetch } from '../connection.ts'

/** A client certificate, as `registerPartner` returns it in `transport`. */
export type ClientCertificate = {
  /** In PEM. */
  readonly certificate: string
  /** In PEM. */
  readonly privateKey: string
  /** Authorities that sign the bank's own certificate, in PEM. Default: those of Node. */
  readonly trust?: string | readonly string[]
}

/** A status whose answer has no body (Fetch standard, "null body status"). */
const isBodiless = (status: number) => status === 204 || status === 205 || status === 304

/**
 * Creates a fetch that presents a client certificate (mutual TLS, RFC 8705), for `connectPartner`.
 * Connections are kept open, and redirects are not followed. It needs Node and https.
 *
 * @example
 * ```ts
 * import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'
 * import { createCertificateFetch } from '@sandbank/sdk/oauth/mutual-tls'
 *
 * const request = { authentication: 'tls_client_auth', binding: 'mtls' } as const
 * const partner = await registerPartner({ controlKey: 'ctl_default_hackathon' }, request)
 * const { certificate, privateKey } = partner.transport!
 * const fetch = createCertificateFetch({ certificate, privateKey: privateKey! })
 *
 * // A sandbox on a laptop speaks plain http, and takes the certificate from a header instead.
 * const isSecure = partner.issuer.startsWith('https:')
 * await connectPartner(partner, isSecure ? { fetch } : {})
 * ```
 */
export function createCertificateFetch({ certificate, privateKey, trust }: ClientCertificate): Fetch {
  const ca = trust === undefined ? {} : { ca: typeof trust === 'string' ? trust : [...trust] }
  const agent = new Agent({ cert: certificate, key: privateKey, ...ca, keepAlive: true })
  return async (url, { method = 'GET', headers, body, signal }) => {
    const { protocol } = new URL(url)
    if (protocol !== 'https:') throw new TypeError(`url: must be https to present a certificate (got ${url})`)
    // A Request sets the content type that a form has without one.
    const whole = new Request(url, { method, ...(headers && { headers }), ...(body != null && { body }) })
    const bytes = new Uint8Array(await whole.arrayBuffer())
    return new Promise((resolve, reject) => {
      const options = { agent, method, headers: Object.fromEntries(whole.headers), ...(signal && { signal }) }
      const outgoing = send(url, options, (incoming) => {
        const { statusCode: status = 500, statusMessage: statusText = '', rawHeaders } = incoming
        const received = new Headers()
        for (let n = 0; n < rawHeaders.length; n += 2)
          received.append(rawHeaders[n] as string, rawHeaders[n + 1] as string)
        if (isBodiless(status)) incoming.resume()
        const content = isBodiless(status)
          ? null
          : (Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>)
        resolve(new Response(content, { status, statusText, headers: received }))
      })
      outgoing.once('error', reject)
      outgoing.end(bytes)
    })
  }
}
