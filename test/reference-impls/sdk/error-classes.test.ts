import { beforeAll, expect, test } from 'vitest'
import * as sdk from '#sdk/index.ts'
import { baseUrl, openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

const to = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
const amount = { minor: 1234n, currency: 'GBP' }

let fetch: sdk.Fetch
let world: sdk.NewWorld
beforeAll(async () => {
  fetch = await openSandbox()
  world = (await openBank(fetch)).world
})

/** Returns a client that retries nothing. */
const open = (more: Partial<Parameters<typeof sdk.openBanking>[0]> = {}) =>
  sdk.openBanking({
    baseUrl: world.openBanking,
    token: world.developerToken,
    fetch,
    retries: { attempts: 1 },
    ...more,
  })
const armed = (scenario: string) =>
  open({ headers: { 'x-sandbank-scenario': scenario } })
    .balances()
    .toArray()

/** What ends in each class of failure, and what the error says. */
const provoked: Record<string, [call: () => Promise<unknown>, expected: object]> = {
  BadRequestError: [() => open().account('acc_none'), { failure: 'rejected', status: 400, code: 'U011' }],
  UnauthorizedError: [() => open({ token: 'dev_none' }).account('acc_0_current'), { failure: 'rejected', status: 401 }],
  ForbiddenError: [
    () => sdk.sandbank({ baseUrl, fetch }).world({ id: 'wld_other', controlKey: world.controlKey }).read(),
    { failure: 'rejected', status: 403, code: 'world-foreign' },
  ],
  NotFoundError: [
    () => open().api.GET('/aisp/acounts' as '/aisp/accounts'),
    { failure: 'rejected', status: 404, code: 'U011' },
  ],
  ConflictError: [
    async () => {
      const order = await open().pay({ to, amount })
      await world.clock.advance({ minutes: 1 })
      return world.events.trigger({ event: 'payment.returned', object: order.id })
    },
    { failure: 'rejected', status: 409, code: 'event-impossible' },
  ],
  RateLimitedError: [() => armed('too-many-requests'), { failure: 'rejected', status: 429, retryAfterSeconds: 30 }],
  UnavailableError: [() => armed('unavailable'), { failure: 'rejected', status: 503, retryAfterSeconds: 120 }],
  ServerError: [() => armed('server-error'), { failure: 'rejected', status: 500 }],
  UnreadableError: [
    () => open({ fetch: () => new Response('<html>') }).account('acc_0_current'),
    { failure: 'unreadable', status: 200 },
  ],
  SignatureError: [
    () => {
      const signing = { sign: async () => 'a..b', verify: () => Promise.reject(new Error('another body')) }
      return open({ signing, fetch: () => Response.json({}) })
        .payments('domestic-payment')
        .find('pay_1')
    },
    { failure: 'unreadable', status: 200 },
  ],
  UnreachableError: [
    () => open({ fetch: () => Promise.reject(new TypeError('fetch failed')) }).account('acc_0_current'),
    { failure: 'unreachable', status: undefined },
  ],
  TimeoutError: [
    () => {
      const never: sdk.Fetch = (_, { signal }) =>
        new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
      return open({ fetch: never, timeoutMilliseconds: 1 }).account('acc_0_current')
    },
    { failure: 'unreachable', status: undefined },
  ],
  OrderFailedError: [
    async () => {
      const order = await open().pay({ to, amount: { minor: 90_000_000n, currency: 'GBP' } })
      return order.waitUntilSettled()
    },
    { failure: 'rejected', code: 'AM04', orderId: expect.stringMatching(/^pay_/), orderStatus: 'RJCT' },
  ],
  OrderTimeoutError: [
    async () => {
      const order = await open({ retries: { sleep: async () => {} } }).pay({ to, amount })
      return order.waitUntilSettled({ timeoutSeconds: 1 })
    },
    { failure: 'unreachable', orderId: expect.stringMatching(/^pay_/), orderStatus: 'RCVD' },
  ],
}

/** The classes of errors by their names. */
const classes = new Map<string, unknown>(Object.entries(sdk).filter(([name]) => name.endsWith('Error')))

test.each(Object.entries(provoked))('%s says what failed, with the interaction id', async (name, [call, expected]) => {
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect((error as Error).constructor).toBe(classes.get(name))
  expect(error).toMatchObject({ name, ...expected })
  const { message, interactionId } = error as sdk.ApiError
  expect(interactionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(message).toContain(`(interaction ${interactionId})`)
})

test('every class of the main entry is provoked', () => {
  // They are what the others extend.
  const bases = ['ApiError', 'RejectedError']
  const leaves = [...classes.keys()].filter((name) => !bases.includes(name))
  expect(Object.keys(provoked).sort()).toEqual(leaves.sort())
})
