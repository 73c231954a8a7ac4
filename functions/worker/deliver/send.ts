import { lookup as lookupByHost } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { checkAddress, checkUrl } from '#bank/events/egress.ts'
import type { Message, Send, Sent } from '#bank/events/message.ts'

/** An address of a name. */
type Found = { readonly address: string; readonly family: number }

type SenderSettings = {
  /** Whether the sandbox runs on a machine of its users: then it may reach private addresses. */
  readonly isLocal: boolean
  /** Reads milliseconds for durations. */
  readonly now: () => number
  /** The longest time of one attempt, in milliseconds: 10 s if absent. */
  readonly timeoutMs?: number
  /** Resolves a name. Absent: as the host does. Tests inject names. */
  readonly resolve?: (name: string) => Promise<readonly Found[]>
  /** Certificates that are trusted besides those of the host. For tests. */
  readonly ca?: string
}

/** How much of an answer is read, in bytes: of its headers, and of its body. */
const mostBytes = 16 * 1024

/** The most connections that stay open for the next message to the same receiver. */
const mostIdleSockets = 16

/**
 * Creates the sender of one process. It connects to the address that it has checked: a connection
 * resolves its name once, in `lookup`, and a kept connection stays with its address. It follows no
 * redirect, and ends each attempt after `timeoutMs`.
 */
export function createSender({ isLocal, now, timeoutMs = 10_000, resolve, ca }: SenderSettings): Send {
  const lookup = lookupChecked(isLocal, resolve ?? ((name) => lookupByHost(name, { all: true })))
  const settings = { keepAlive: true, maxFreeSockets: mostIdleSockets, scheduling: 'lifo', lookup } as const
  const agents = { http: new http.Agent(settings), https: new https.Agent({ ...settings, ...(ca && { ca }) }) }

  const attempt = (message: Message): Promise<Sent & { readonly isStale?: boolean }> => {
    const began = now()
    const end = (sent: Omit<Sent, 'durationMs'>) => ({ ...sent, durationMs: Math.max(0, Math.round(now() - began)) })
    return new Promise((done) => {
      const fail = (error: NodeJS.ErrnoException) => done(end({ error: describe(error, message.url, timeoutMs) }))
      try {
        const url = checkUrl(message.url, { isLocal })
        const isSecure = url.protocol === 'https:'
        const request = (isSecure ? https : http).request(url, {
          method: 'POST',
          agent: isSecure ? agents.https : agents.http,
          headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
          maxHeaderSize: mostBytes,
        })
        const timer = setTimeout(() => request.destroy(new TimedOut()), timeoutMs)
        let isAnswered = false
        request.on('response', (answer) => {
          isAnswered = true
          readAnswer(answer, (sent) => done(end(sent)))
        })
        request.on('error', (error: NodeJS.ErrnoException) => {
          if (isAnswered) return
          if (request.reusedSocket && error.code === 'ECONNRESET') done({ ...end({}), isStale: true })
          else fail(error)
        })
        request.on('close', () => {
          clearTimeout(timer)
          // A switch of protocols (status 101) ends a request without answer and error.
          if (!isAnswered) fail(Object.assign(new Error(), { code: 'ECONNRESET' }))
        })
        request.end(message.body)
      } catch (error) {
        fail(error as Error)
      }
    })
  }
  return async (message) => {
    // The receiver closed an idle connection while the message was on its way: a new one is needed.
    for (;;) {
      const { isStale, ...sent } = await attempt(message)
      if (!isStale) return sent
    }
  }
}

class TimedOut extends Error {}

/** Reads the status of an answer, and the beginning of its body: what has come before it breaks. */
function readAnswer(answer: http.IncomingMessage, done: (sent: Omit<Sent, 'durationMs'>) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const end = () => {
    const { statusCode: status = 0, headers } = answer
    const body = Buffer.concat(chunks).subarray(0, mostBytes).toString()
    const retryAfter = headers['retry-after']
    done({ status, ...(body !== '' && { body }), ...(retryAfter !== undefined && { retryAfter }) })
  }
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= mostBytes) answer.destroy()
  })
  answer.on('error', end)
  answer.on('close', end)
  answer.on('end', end)
}

/** Returns a `lookup` that resolves a name and passes its addresses if each of them is allowed. */
function lookupChecked(isLocal: boolean, resolve: NonNullable<SenderSettings['resolve']>): LookupFunction {
  return (name, options, done) => {
    const find = async () => {
      const found = await resolve(name)
      for (const { address } of found) checkAddress(address, { isLocal })
      return found
    }
    find().then(
      (found) => {
        const [first] = found
        if (!first) done(Object.assign(new Error(), { code: 'ENOTFOUND' }), '', 0)
        else if (options.all) done(null, [...found])
        else done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    )
  }
}

/** Says in plain words why there is no answer. */
function describe(error: NodeJS.ErrnoException, target: string, timeoutMs: number): string {
  const { code = '', message } = error
  const host = URL.parse(target)?.host ?? target
  if (error instanceof TimedOut) return `${host} did not answer within ${timeoutMs / 1_000} seconds`
  if (code === 'ECONNREFUSED') return `${host} refused the connection: nothing listens there`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name ${host} cannot be resolved (${code})`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${host} closed the connection without an answer`
  if (code === 'HPE_HEADER_OVERFLOW') return `${host} sent headers of more than ${mostBytes / 1_024} KB`
  if (code.startsWith('HPE_')) return `${host} did not answer in HTTP (${code})`
  if (/CERT|SIGNATURE|SSL|TLS/.test(code)) return `the TLS certificate of ${host} is not accepted (${code})`
  return message || `${host} cannot be reached (${code})`
}
