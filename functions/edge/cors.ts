import type { Context } from 'hono'
import { answer } from './error-response.ts'
import type { Host } from './host.ts'

/** The headers of answers that a script may read, beyond those that every script may. */
const exposedHeaders = [
  'content-disposition',
  'link',
  'location',
  'retry-after',
  'sunset',
  'www-authenticate',
  'x-fapi-interaction-id',
  'x-idempotency-replayed',
  'x-jws-signature',
  'x-sandbank-scenario',
].join(', ')

/** The headers of requests that a script may send, beyond those of `headerFamilies`. */
const allowedHeaders = [
  'authorization',
  'content-type',
  'dpop',
  'x-customer-user-agent',
  'x-idempotency-key',
  'x-jws-signature',
  'x-other-control-key',
]

/**
 * Any header of these families may come: the bank itself rejects a misspelt one, with its reason.
 */
const headerFamilies = /^x-(?:fapi|sandbank)-[\w-]+$/

/** Seconds for which a browser may remember the answer to a preflight request. */
const maxAge = 600

/**
 * Returns the headers that let a page of a listed origin read an answer (CORS). A page of another
 * origin gets none. Never allows credentials: tokens travel in a header, and cookies stay out.
 */
export function corsHeadersOf(
  origins: ReadonlySet<string> | undefined,
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (!origins?.size) return {}
  if (origin === undefined || !origins.has(origin)) return { vary: 'Origin' }
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders }
}

/**
 * Answers the preflight request of a page of a listed origin. Returns undefined for any other
 * request. A path without operations allows every method, so that the page can read the 404.
 */
export function answerPreflight(
  c: Context,
  methods: readonly string[],
  { sandbox, corsOrigins }: Pick<Host, 'sandbox' | 'corsOrigins'>,
): Response | undefined {
  const origin = c.req.header('origin')
  if (c.req.method !== 'OPTIONS' || c.req.header('access-control-request-method') === undefined) return undefined
  if (origin === undefined || !corsOrigins?.has(origin)) return undefined
  const asked = (c.req.header('access-control-request-headers') ?? '').toLowerCase().split(/[\s,]+/)
  return answer(204, null, sandbox.newInteractionId(), {
    vary: 'Origin, Access-Control-Request-Headers',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': (methods.length > 0 ? methods : everyMethod).join(', '),
    'access-control-allow-headers': [...allowedHeaders, ...asked.filter((name) => headerFamilies.test(name))].join(
      ', ',
    ),
    'access-control-max-age': String(maxAge),
  })
}

const everyMethod: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
