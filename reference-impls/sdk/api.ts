import createClient, { type FetchOptions, type ParseAsResponse } from 'openapi-fetch'
import type {
  FilterKeys,
  HttpMethod,
  MediaType,
  PathsWithMethod,
  RequiredKeysOf,
  SuccessResponse,
} from 'openapi-typescript-helpers'
import { idempotencyHeader, newInteractionId, type Send } from './call.ts'

type Methods = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH'
type Init<Item, Method extends HttpMethod> = FetchOptions<FilterKeys<Item, Method & keyof Item>>
/** The body of a success, of the operation that a method has at a path. */
type Success<Item, Method extends HttpMethod> =
  Item extends Record<Method, { responses: infer Answers extends Record<number, unknown> }>
    ? SuccessResponse<Answers, MediaType>
    : never
type InitArgument<Options> =
  RequiredKeysOf<Options> extends never
    ? [(Options & { [key: string]: unknown })?]
    : [Options & { [key: string]: unknown }]

/**
 * Every operation of an API by its method and path. The types come from the OpenAPI document of the
 * sandbox. A failed call throws `ApiError`, so `data` is always that of a success. For an answer
 * that is not JSON, send `parseAs`.
 *
 * @example
 * ```ts
 * const { data } = await bank.api.GET('/aisp/accounts/{AccountId}', {
 *   params: { path: { AccountId: 'acc_0_current' } },
 * })
 * console.log(data.Data.Account[0]?.Currency)
 * ```
 */
export type Api<Paths extends object> = unknown extends Paths ? UncheckedApi : CheckedApi<Paths>

/** The API while the types of the contract are missing: see contract-missing.d.ts. */
type UncheckedApi = {
  [Name in Methods]: (
    path: string,
    init?: object,
  ) => Promise<{ readonly data: ReturnType<typeof JSON.parse>; readonly response: Response }>
}

type CheckedApi<Paths extends object> = {
  [Name in Methods]: <
    Path extends PathsWithMethod<Paths, Lowercase<Name>>,
    Options extends Init<Paths[Path], Lowercase<Name>>,
  >(
    path: Path,
    ...init: InitArgument<Options>
  ) => Promise<{
    readonly data: ParseAsResponse<Success<Paths[Path], Lowercase<Name>>, Options>
    readonly response: Response
  }>
}

/**
 * Creates the typed client of an API. `resolve` completes a path, and `takesKey` tells which
 * requests get an idempotency key of their own.
 */
export function createApi<Paths extends object>(
  send: Send,
  baseUrl: string,
  {
    resolve = (path) => path,
    takesKey = () => false,
  }: { resolve?: (path: string) => string; takesKey?: (method: string, path: string) => boolean } = {},
): Api<Paths> {
  const client = createClient<Record<string, never>>({
    baseUrl,
    // A file is sent as it is.
    bodySerializer: (body: unknown) =>
      typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    fetch: async (request: Request) => {
      const { method, url, signal } = request
      const body = new Uint8Array(await request.arrayBuffer())
      const headers = Object.fromEntries(request.headers)
      const { response, bytes } = await send({
        method,
        url,
        signal,
        mayBeEmpty: true,
        headers: {
          ...headers,
          ...(takesKey(method, url) && { [idempotencyHeader]: headers[idempotencyHeader] ?? newInteractionId() }),
        },
        ...(body.length > 0 && { body }),
      })
      if (response.body !== null && !response.bodyUsed) return response
      return new Response(bytes.length > 0 ? bytes : null, response)
    },
  })
  const request = client.request as unknown as (method: string, path: string, init?: object) => Promise<unknown>
  const call = (method: Methods) => (path: string, init?: object) => request(method.toLowerCase(), resolve(path), init)
  return Object.fromEntries(
    (['GET', 'PUT', 'POST', 'DELETE', 'PATCH'] as const).map((method) => [method, call(method)]),
  ) as Api<Paths>
}
