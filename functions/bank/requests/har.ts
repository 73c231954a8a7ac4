import type { WholeRequest } from './views.ts'

type Pair = { readonly name: string; readonly value: string }
type Message = WholeRequest['request']

/** Writes logged requests as an HTTP Archive (HAR 1.2), which browsers and tools open. */
export function writeHar(requests: readonly WholeRequest[], baseUrl: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Sandbank', version: '0.1.0' },
      entries: requests.map((one) => entryOf(one, baseUrl)),
    },
  }
}

function entryOf(one: WholeRequest, baseUrl: string): object {
  const { id, realAt, durationMs, method, target, request, answer, status, problem, interactionId } = one
  const url = new URL(baseUrl + target)
  return {
    startedDateTime: realAt,
    time: durationMs,
    request: {
      method,
      url: url.href,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: request.headers,
      queryString: [...url.searchParams].map(([name, value]): Pair => ({ name, value })),
      ...(request.body !== undefined && { postData: { mimeType: mediaOf(request), text: request.body } }),
      headersSize: -1,
      bodySize: request.bodyLength ?? 0,
    },
    response: {
      // A cut connection has no status; 0 is what browsers write.
      status: status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: answer?.headers ?? [],
      content: {
        size: answer?.bodyLength ?? 0,
        mimeType: answer ? mediaOf(answer) : 'x-unknown',
        ...(answer?.body !== undefined && { text: answer.body }),
        ...(answer?.isCut && { comment: 'The log holds only the first 16 KB.' }),
      },
      redirectURL: answer?.headers.find(({ name }) => name === 'location')?.value ?? '',
      headersSize: -1,
      bodySize: answer?.bodyLength ?? 0,
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: [id, `interaction ${interactionId}`, ...(problem === undefined ? [] : [problem])].join(', '),
  }
}

const mediaOf = ({ headers }: Message): string =>
  headers.find(({ name }) => name === 'content-type')?.value ?? 'application/octet-stream'
