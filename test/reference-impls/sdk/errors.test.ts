import { beforeAll, expect, test } from 'vitest'
import { ApiError, type Exchange, type Fetch, openBanking, sandbank } from '#sdk/index.ts'
import { baseUrl, openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
let fetch: Fetch
let token: string

beforeAll(async () => {
  fetch = await openSandbox()
  token = (await openBank(fetch)).world.developerToken
})

const clientOf = (options: Partial<Parameters<typeof openBanking>[0]>) =>
  openBanking({ baseUrl: `${baseUrl}/open-banking/v4.0`, token, fetch, ...options })

/** The error that a call must end in. */
async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('a rejection carries status, code, the list of errors and the interaction id that was sent', async () => {
  const exchanges: Exchange[] = []
  const error = await failureOf(clientOf({ observe: (one) => exchanges.push(one) }).account('acc_none'))
  expect(error).toMatchObject({ failure: 'rejected', status: 400, code: 'U011', codes: ['U011'] })
  expect(error.errors).toEqual([
    expect.objectContaining({
      ErrorCode: 'U011',
      Path: 'path AccountId',
      Message: expect.stringContaining('acc_none'),
    }),
  ])
  expect(error.interactionId).toMatch(uuid)
  expect(exchanges).toEqual([expect.objectContaining({ status: 400, interactionId: error.interactionId })])
  expect(error.message).toContain(error.interactionId)
})

test.each([
  ['too-many-requests', 429, 30],
  ['unavailable', 503, 120],
  ['server-error', 500, undefined],
  ['token-expired', 401, undefined],
])('the scenario %s is a rejection with status %i', async (scenario, status, retryAfterSeconds) => {
  const client = clientOf({ headers: { 'x-sandbank-scenario': scenario } })
  const error = await failureOf(client.balances().toArray())
  expect(error).toMatchObject({ failure: 'rejected', status, retryAfterSeconds })
})

test('an unknown token is rejected, and the message does not repeat it', async () => {
  const error = await failureOf(clientOf({ token: 'dev_abc_secret1234' }).accounts().toArray())
  expect(error).toMatchObject({ failure: 'rejected', status: 401 })
  expect(error.message).not.toContain('secret')
})

test('a rejection by the control API has the same form, with its own code', async () => {
  const { world } = await openBank(fetch)
  const foreign = sandbank({ baseUrl, fetch }).world({ id: 'wld_other', controlKey: world.controlKey })
  const error = await failureOf(foreign.read())
  expect(error).toMatchObject({ failure: 'rejected', status: 403, code: 'world-foreign' })
  expect(error.errors[0]?.Url).toBe(`${baseUrl}/problems/world-foreign`)
})

test('every reason of a rejection is listed, and the first one gives the code', async () => {
  const request = { seed: -1, size: 0 }
  const error = await failureOf(sandbank({ baseUrl, fetch }).createWorld(request))
  expect(error.codes).toEqual(['field-invalid', 'field-invalid'])
  expect(error.errors.map(({ Path }) => Path)).toEqual(['seed', 'size'])
})

test("a proxy's page is reported as unreadable, not as a rejection", async () => {
  const page = '<html>502 Bad Gateway</html>'
  const error = await failureOf(clientOf({ fetch: () => new Response(page, { status: 502 }) }).account('acc_0_current'))
  expect(error).toMatchObject({ failure: 'unreadable', status: 502, code: undefined, errors: [] })
  expect(error.message).toContain('502 Bad Gateway')
  expect(error.interactionId).toMatch(uuid)
})

test('a response with status 200 that is not JSON is reported as unreadable', async () => {
  const error = await failureOf(clientOf({ fetch: () => new Response('maintenance') }).account('acc_0_current'))
  expect(error).toMatchObject({ failure: 'unreadable', status: 200 })
  expect(error.cause).toBeInstanceOf(SyntaxError)
})

test('a failed connection is reported as unreachable, with the cause', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  const exchanges: Exchange[] = []
  const client = clientOf({
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause: refused })),
    observe: (one) => exchanges.push(one),
  })
  const error = await failureOf(client.account('acc_0_current'))
  expect(error).toMatchObject({ failure: 'unreachable', status: undefined, code: undefined })
  expect(error.message).toContain('ECONNREFUSED')
  expect(exchanges).toMatchObject([{ status: undefined, interactionId: error.interactionId }])
})

test('a bank that does not answer within the limit is reported as unreachable', async () => {
  const never: Fetch = (_, { signal }) =>
    new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
  const error = await failureOf(clientOf({ fetch: never, timeoutMilliseconds: 1 }).account('acc_0_current'))
  expect(error.failure).toBe('unreachable')
  expect(error.cause).toMatchObject({ name: 'TimeoutError' })
})
