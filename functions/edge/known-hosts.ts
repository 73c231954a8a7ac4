import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem } from '#bank/base/problem.ts'
import type { Sandbox } from '#store/world.ts'
import { corsHeadersOf } from './cors.ts'
import { buildErrorResponse, interactionIdFor } from './error-response.ts'
import type { Host, NodeFastPath } from './host.ts'
import { parseHost } from './origin.ts'

/** The names of this sandbox, beyond the loopback names. */
export type HostNames = {
  /** Host names that the operator allows, without ports, in lower case. */
  readonly allowed: ReadonlySet<string>
  /** Returns the addresses and names of the machine. They change with its networks. */
  readonly ofMachine: () => Iterable<string>
}

/** The parts of a request that decide whether a web page may have sent it without a secret. */
type Sender = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** The most Host headers that are remembered; `*.localhost` has no end. */
const mostHosts = 1_000

/**
 * Whether a host is the machine that the caller runs on: browsers resolve these names without DNS.
 */
const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  /^127\.\d+\.\d+\.\d+$/.test(host) ||
  ['[::1]', '0.0.0.0', '[::]'].includes(host)

/**
 * Builds the check that a sandbox without secrets needs. It throws for a request whose `Host` is
 * not a name of this sandbox: a web page can re-point its own name to 127.0.0.1 (DNS rebinding),
 * and the browser then treats the sandbox as that page's own server. It also throws for a change
 * under `/control` that a page sends without a key, unless it is of one of the `origins`: the
 * sandbox's own, and those that the operator lists (`--cors`). A page of the address that the
 * request came to may always send it.
 */
export function checkSender(
  { allowed, ofMachine }: HostNames,
  origins: ReadonlySet<string>,
): (request: Sender) => void {
  const knownHeaders = new Set<string>()
  const isKnown = (header: string): boolean => {
    if (knownHeaders.has(header)) return true
    const host = parseHost(header)
    if (host === undefined) return false
    if (!isLoopbackHost(host) && !allowed.has(host) && ![...ofMachine()].includes(host)) return false
    if (knownHeaders.size >= mostHosts) knownHeaders.clear()
    knownHeaders.add(header)
    return true
  }
  return ({ method = '', url = '/', headers: { host, origin, authorization } }) => {
    // Every browser sends Host; only HTTP/1.0 may omit it.
    if (host !== undefined && !isKnown(host)) throw hostUnknown(host)
    // A request target may be a whole URL (RFC 9112, section 3.2.2), which then replaces Host.
    const target = url.startsWith('/') ? undefined : URL.parse(url)
    if (target?.host && !isKnown(target.host)) throw hostUnknown(target.host)
    if (origin === undefined || authorization !== undefined || safeMethods.has(method)) return
    if (!(target?.pathname ?? url).startsWith('/control')) return
    if (!origins.has(origin) && URL.parse(origin)?.host !== host) throw originForeign(origin)
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

const hostUnknown = (host: string) => {
  const name = parseHost(host)
  const remedy = name === undefined ? '' : `; to allow it, start the sandbox with --allow-host ${name}`
  return new Problem(
    'host-unknown',
    `Host: must be localhost, an address of the machine or an allowed name (got ${host.slice(0, 100)})${remedy}`,
    { path: 'header host' },
  )
}

const originForeign = (origin: string) =>
  new Problem(
    'origin-foreign',
    `Origin: a page of another site must not change worlds without a key (got ${origin.slice(0, 100)}); send a control key as Authorization, or list the origin with --cors`,
    { path: 'header origin' },
  )

/**
 * Answers the requests that `check` rejects, before any surface sees them. A page of a listed
 * origin can read the rejection where it could read an answer.
 */
export function rejectForeignSenders(
  { sandbox, corsOrigins }: Pick<Host, 'sandbox' | 'corsOrigins'>,
  check: (request: Sender) => void,
  next: NodeFastPath,
): NodeFastPath {
  return (incoming, outgoing) => {
    try {
      check(incoming)
    } catch (error) {
      void sendError(sandbox, error, incoming, outgoing, corsOrigins)
      return true
    }
    return next(incoming, outgoing)
  }
}

async function sendError(
  sandbox: Sandbox,
  error: unknown,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  corsOrigins: ReadonlySet<string> | undefined,
): Promise<void> {
  const sentId = incoming.headers['x-fapi-interaction-id']
  const interactionId = interactionIdFor(sandbox, typeof sentId === 'string' ? sentId : undefined)
  const [, surface] = /^\/(open-banking|control)(?:\/|$)/.exec(incoming.url ?? '') ?? []
  const form = surface === 'open-banking' ? 'standard' : 'details'
  const cors = surface === undefined ? {} : corsHeadersOf(corsOrigins, incoming.headers.origin)
  const response = buildErrorResponse(sandbox, error, interactionId, form)
  // The body is not read, so the connection cannot carry another request.
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...cors, connection: 'close' })
  outgoing.end(await response.text())
}
