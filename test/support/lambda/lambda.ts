import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/**
 * A bundle that runs as in AWS Lambda: in its own process, with the given environment and nothing
 * else.
 */
export type RunningLambda = {
  /** Returns the handler's result for an event. */
  invoke(event: object): Promise<unknown>
  /** Invokes the handler with an HTTP request, as API Gateway passes it on. */
  request(method: string, path: string, more?: Sent): Promise<Answer>
  stop(): Promise<void>
}

/**
 * A body is sent as JSON, a form as browsers send it, `raw` unchanged; cookies as `name=value`; a
 * certificate in PEM.
 */
type Sent = {
  headers?: Record<string, string>
  body?: unknown
  form?: URLSearchParams
  raw?: { type: string; bytes: Buffer }
  cookies?: string[]
  certificate?: string | undefined
  /** The host name of the request, if it is not the API's own. */
  domain?: string
}

/** API Gateway's response from a Lambda's result: `body` holds its bytes as a text. */
export type Answer = {
  status: number
  headers: Record<string, string>
  bytes: Buffer
  body: string
  cookies?: string[] | undefined
}

const runner = `
const { [process.argv[2]]: handler } = await import(process.argv[1])
process.on('message', async (event) => {
  try { process.send({ answer: await handler(event, {}) ?? null }) } catch (error) { process.send({ error: String(error.stack) }) }
})
process.send('ready')`

/**
 * Starts the bundle in `folder` and calls its export `calls`. Throws the output of a bundle that
 * does not start.
 */
export async function startLambda(
  folder: string,
  env: Record<string, string>,
  calls = 'handler',
): Promise<RunningLambda> {
  const file = pathToFileURL(join(folder, 'index.mjs')).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', runner, file, calls], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint += text
  })
  const exited = once(child, 'exit')
  const next = () =>
    Promise.race([
      once(child, 'message').then(([message]) => message),
      exited.then(() => Promise.reject(new Error(`the Lambda ended: ${complaint}`))),
    ])
  await next()

  const invoke = async (event: object) => {
    const told = next()
    child.send(event)
    const { answer, error } = await told
    if (error !== undefined) throw new Error(`the Lambda failed: ${error}`)
    return answer
  }
  return {
    invoke,
    async request(method, path, more = {}) {
      const result = (await invoke(eventOf(method, path, more))) as APIGatewayProxyStructuredResultV2
      const bytes = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8')
      const headers = result.headers as Record<string, string>
      return { status: result.statusCode as number, headers, bytes, body: bytes.toString(), cookies: result.cookies }
    },
    async stop() {
      child.kill()
      await exited.catch(() => undefined)
    },
  }
}

const domainName = 'a1b2c3d4e5.execute-api.eu-west-2.amazonaws.com'

/** The host of these events. */
export const baseUrl = `https://${domainName}`

/** The host at which partners present certificates. */
export const mtlsUrl = 'https://mtls.bank.example'

/** Media types that an HTTP API passes on as text; all others arrive in base64. */
const textual = /^(text\/|application\/(json|javascript|xml))/

/** Returns the body of a request and its media type. */
function rawOf({ body, form, raw }: Sent): Sent['raw'] {
  if (form) return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(form.toString()) }
  return body === undefined ? raw : { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }
}

/** Builds an HTTP API event, payload format 2.0, with every field of a real one. */
function eventOf(method: string, path: string, sent: Sent): APIGatewayProxyEventV2 {
  const { headers = {}, cookies, certificate, domain = domainName } = sent
  const { pathname, search, searchParams } = new URL(path, baseUrl)
  const routeKey = 'ANY /{proxy+}'
  const raw = rawOf(sent)
  const isText = raw !== undefined && textual.test(raw.type)
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: {
      accept: '*/*',
      host: domain,
      'user-agent': 'curl/8.7.1',
      'x-amzn-trace-id': 'Root=1-69242d3a-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...(raw && { 'content-type': raw.type, 'content-length': String(raw.bytes.length) }),
      ...headers,
    },
    ...(search !== '' && { queryStringParameters: Object.fromEntries(searchParams) }),
    pathParameters: { proxy: pathname.slice(1) },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      ...(certificate !== undefined && { authentication: { clientCert: seenOf(certificate) } }),
      domainName: domain,
      domainPrefix: domain.slice(0, domain.indexOf('.')),
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8.7.1' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '24/Nov/2026:09:30:00 +0000',
      timeEpoch: 1_795_512_600_000,
    },
    ...(cookies && { cookies }),
    ...(raw && { body: raw.bytes.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: raw !== undefined && !isText,
  }
}

/** Returns the fields that API Gateway adds for a client certificate. */
function seenOf(clientCertPem: string) {
  const { subject, issuer, serialNumber, validFrom, validTo } = new X509Certificate(clientCertPem)
  const validity = { notBefore: validFrom, notAfter: validTo }
  return { clientCertPem, subjectDN: subject, issuerDN: issuer, serialNumber, validity }
}
