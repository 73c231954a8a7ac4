import { UnauthorizedError, UnreachableError } from '../error.ts'
import { type OpenBanking, openBanking } from '../open-banking.ts'
import { type NewWorld, type SandbankOptions, sandbank, type WorldRequest } from '../sandbank.ts'

/** What a test gets: a world of its own, and a client of its bank. */
export type WorldTools = {
  readonly world: NewWorld
  /** Reads and pays as the customer of the world's developer token. */
  readonly bank: OpenBanking
  /** What `registerPartner` of `@sandbank/sdk/oauth` takes. */
  readonly access: { readonly baseUrl: string; readonly controlKey: string; readonly fetch: SandbankOptions['fetch'] }
}

/** Registers what a test framework does after the last test of a file. */
export type AfterAll = (end: () => Promise<void>) => unknown

export type WithWorldOptions = SandbankOptions & {
  /** The settings of the prepared world. Its clock is paused unless `rate` says otherwise. */
  readonly request?: WorldRequest
  /** Does once what every test needs: pays, arms faults, moves the clock. Each test gets a fork. */
  readonly prepare?: (tools: WorldTools) => Promise<void>
  /** `afterAll` of vitest and jest, `after` of node:test. Default: the global `afterAll`. */
  readonly afterAll?: AfterAll
}

/** Wraps a test, which gets a world and then what the framework gives it. */
export type InWorld = {
  <Context extends unknown[]>(
    run: (tools: WorldTools, ...context: Context) => Promise<void> | void,
  ): (...context: Context) => Promise<void>
  /** Deletes the prepared world. The framework calls it if it has an `afterAll`. */
  close(): Promise<void>
}

/** How long a world lives if the process of the tests dies before it can delete it. */
const expiresInHours = 1

/**
 * Gives each test a world of its own: a fork of one that is prepared once, deleted at the end of
 * the test, also if it fails. Tests may run at the same time. It works with vitest, jest and
 * node:test, against a running sandbox or with a `fetch` into one in the same process.
 *
 * @example
 * ```ts
 * import { withWorld } from '@sandbank/sdk/testing'
 * import { afterAll, expect, test } from 'vitest'
 *
 * const inWorld = withWorld({
 *   afterAll,
 *   request: { seed: 7, now: '2026-11-24T09:30:00Z' },
 *   prepare: ({ world }) => world.clock.advance({ days: 3 }).then(() => {}),
 * })
 *
 * test('the history of a customer goes on', inWorld(async ({ world, bank }) => {
 *   const before = await bank.transactions().toArray()
 *   await world.clock.advance({ months: 1 })
 *   expect((await bank.transactions().toArray()).length).toBeGreaterThan(before.length)
 * }))
 * ```
 */
export function withWorld({ request = {}, prepare, afterAll, ...options }: WithWorldOptions = {}): InWorld {
  const { baseUrl = 'http://localhost:4000' } = options
  const openTools = (world: NewWorld): WorldTools => ({
    world,
    bank: openBanking({ ...options, baseUrl: world.openBanking, token: world.developerToken }),
    access: { baseUrl, controlKey: world.controlKey, fetch: options.fetch },
  })

  const create = async (): Promise<NewWorld> => {
    const created = await sandbank(options)
      .createWorld({ name: 'prepared for tests', rate: 0, expiresInHours, ...request })
      .catch((cause) => {
        if (!(cause instanceof UnreachableError)) throw cause
        throw new Error(`no sandbox answers at ${baseUrl}: start one with \`npm start\`, or set \`baseUrl\``, { cause })
      })
    try {
      await prepare?.(openTools(created))
    } catch (error) {
      await removeWorld(created)
      throw error
    }
    return created
  }

  let prepared: Promise<NewWorld> | undefined
  const inWorld =
    <Context extends unknown[]>(run: (tools: WorldTools, ...context: Context) => Promise<void> | void) =>
    // No parameter is named: jest would take it for a callback.
    async (...context: Context): Promise<void> => {
      prepared ??= create()
      const world = await (await prepared).fork({ name: 'a test', expiresInHours })
      const [ran] = await Promise.allSettled([(async () => run(openTools(world), ...context))()])
      const [removed] = await Promise.allSettled([removeWorld(world)])
      // The failure of the test says more than that of the deletion.
      for (const outcome of [ran, removed]) if (outcome.status === 'rejected') throw outcome.reason
    }
  const close = async (): Promise<void> => {
    const pending = prepared
    prepared = undefined
    // If it was not created, the tests have said so.
    const [outcome] = await Promise.allSettled([pending])
    if (outcome.status === 'fulfilled' && outcome.value) await removeWorld(outcome.value)
  }
  const hook = afterAll ?? (globalThis as { afterAll?: AfterAll }).afterAll
  hook?.(close)
  return Object.assign(inWorld, { close })
}

/** Deletes a world, unless the test has done so. */
async function removeWorld(world: NewWorld): Promise<void> {
  await world.delete().catch((error) => {
    if (!(error instanceof UnauthorizedError)) throw error
  })
}
