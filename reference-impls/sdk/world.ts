import type { components, paths } from '#contract/control'
import { type Api, createApi } from './api.ts'
import type { CallOptions } from './connection.ts'
import type { Listing } from './listing.ts'
import { type WriteOptions, withKey } from './payments/payments.ts'
import { listPages, type WorldContext } from './worlds/context.ts'
import { buildCopies } from './worlds/copies.ts'
import { buildEvents } from './worlds/events.ts'
import { buildFaults } from './worlds/faults.ts'
import { buildRequests } from './worlds/requests.ts'
import { buildWebhooks } from './worlds/webhooks.ts'

/**
 * The clock of a world: its start, its current time, and its rate. The rate is how many seconds of
 * the world pass in one real second; 0 means paused.
 */
export type Clock = { readonly start: string; readonly now: string; readonly rate: number }

/** How far to advance a clock: by a span of time, or `to` an instant. */
export type Span =
  | { readonly to: Date | string }
  | {
      /**
       * The start of the span: a time that the clock showed before. With it, you can repeat a
       * request that got no answer; the clock advances once.
       */
      readonly from?: Date | string
      readonly months?: number
      readonly days?: number
      readonly hours?: number
      readonly minutes?: number
      readonly seconds?: number
    }

/** A world as the control API returns it. */
export type WorldState = Clock & {
  readonly id: string
  readonly seed: number | string
  readonly size: number
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  /** The real time at which the world expires and is deleted. */
  readonly expiresAt?: string
  /** The base URL of the Read/Write API. */
  readonly openBanking: string
}

/** What to change in a world. Fields that are absent stay; null removes what a field holds. */
export type WorldChange = {
  readonly name?: string | null
  readonly labels?: Readonly<Record<string, string | null>>
  /** The hours of real time that the world lives from now on. */
  readonly expiresInHours?: number | null
}

export type Customer = {
  readonly id: string
  readonly persona: string
  readonly name: string
  readonly born: string
  readonly town: string
  readonly accounts: readonly string[]
  /** How to pay each account: without its `AccountId`, an entry is a `CreditorAccount`. */
  readonly identifications: readonly {
    readonly AccountId: string
    readonly SchemeName: string
    readonly Identification: string
    readonly Name?: string
  }[]
}

export type DeveloperToken = { readonly id: string; readonly customer: string; readonly createdAt: string }
/** `developerToken` is the bearer token. The sandbox returns it only once. */
export type NewDeveloperToken = DeveloperToken & { readonly developerToken: string }

/** The keys of a world. The sandbox returns them only when it creates the world. */
export type WorldKeys = {
  /** The key for the control API of this world. */
  readonly controlKey: string
  /** Reads the accounts of `customer` on the Read/Write API at `openBanking`. */
  readonly developerToken: string
  readonly customer: string
  readonly openBanking: string
}

/** The methods of one world, apart from those that make another one. */
export type WorldClient = ReturnType<typeof buildWorldClient>

/** Whether the money of a world adds up, and what was proved. */
export type Proof = components['schemas']['Proof']

/** What a fork begins with. */
export type ForkRequest = {
  /** The snapshot to fork. Absent: the world as it is now. */
  readonly snapshot?: string
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly expiresInHours?: number
}

/** What the sandbox answers when it has made a world. */
export type CreatedWorld = WorldState & WorldKeys

/**
 * Creates a client of one world. `control` is the URL of the control API, and `call` sends the
 * control key of the world.
 */
export function buildWorldClient(
  { call, send, url }: WorldContext,
  { id, control }: { readonly id: string; readonly control: string },
) {
  const context: WorldContext = { call, send, url }
  const encode = encodeURIComponent
  const setRate = (rate: number) => call<Clock>('PUT', `${url}/clock`, { rate })
  const remove = () => call<void>('DELETE', url)

  return {
    id,
    /** Calls any operation of the control API by its path. The world fills in its `WorldId`. */
    api: createApi<paths>(send, control, {
      resolve: (path) => resolvePath(path).replace('{WorldId}', encode(id)),
    }) as Api<paths>,
    read: () => call<WorldState>('GET', url),
    /** Renames or labels the world, or moves its end. */
    update: (change: WorldChange) => call<WorldState>('PATCH', url, change),
    delete: remove,
    /** `await using world = ...` deletes the world at the end of the block. */
    [Symbol.asyncDispose]: remove,

    ...buildCopies(context),
    /** Proves that the money of the world adds up. */
    proof: (options?: CallOptions) => call<Proof>('GET', `${url}/proof`, undefined, options),
    /** What happened in the world. */
    events: buildEvents(context),
    /** Scenarios that are armed in the world. */
    faults: buildFaults(context),
    /** Where the events of the world are sent. */
    webhooks: buildWebhooks(context),
    /** What callers sent to the world, and what it answered. */
    requests: buildRequests(context),

    clock: {
      read: () => call<Clock>('GET', `${url}/clock`),
      pause: () => setRate(0),
      setRate,
      /** Advances the clock. It cannot go back. */
      advance: (by: Span) =>
        call<Clock>(
          'POST',
          `${url}/clock/advance`,
          'to' in by ? { to: typeof by.to === 'string' ? by.to : by.to.toISOString() } : by,
        ),
    },

    /**
     * Lists the customers of the world in a fixed order: of one persona or of all, and only those
     * whose `name` contains a text, in any case.
     */
    customers: ({ persona, name }: { persona?: string; name?: string } = {}): Listing<Customer> =>
      listPages(call, `${url}/customers`, { persona, name }, 'customers'),
    findCustomer: (customerId: string) => call<Customer>('GET', `${url}/customers/${encode(customerId)}`),

    /** Creates a token for the accounts of one customer (`cus_2`), or of `all` customers. */
    createToken: (customer: string) => call<NewDeveloperToken>('POST', `${url}/tokens`, { customer }),
    tokens: async () => (await call<{ tokens: DeveloperToken[] }>('GET', `${url}/tokens`)).tokens,
    deleteToken: (tokenId: string) => call<void>('DELETE', `${url}/tokens/${encode(tokenId)}`),
  }
}

/** Asks a world for a fork of itself. */
export const requestFork = ({ call, url }: WorldContext, request: ForkRequest, options?: WriteOptions) =>
  call<CreatedWorld>('POST', `${url}/fork`, request, withKey(options))

/** The status feed of the bank stands beside the control API. */
export const resolvePath = (path: string): string => (path.startsWith('/open-banking/') ? `/..${path}` : path)
