import type { Call } from './call.ts'
import { createListing, type Listing } from './listing.ts'

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

export type NewWorld = World & WorldKeys & Pick<WorldState, 'seed' | 'size' | 'start'>

export type World = ReturnType<typeof buildWorldClient>

/**
 * Creates a client of one world. `url` is its URL in the control API, and `call` sends its control
 * key.
 */
export function buildWorldClient(call: Call, url: string, id: string) {
  const encode = encodeURIComponent
  const setRate = (rate: number) => call<Clock>('PUT', `${url}/clock`, { rate })
  const remove = () => call<void>('DELETE', url)

  return {
    id,
    read: () => call<WorldState>('GET', url),
    /** Renames or labels the world, or moves its end. */
    update: (change: WorldChange) => call<WorldState>('PATCH', url, change),
    delete: remove,
    /** `await using world = ...` deletes the world at the end of the block. */
    [Symbol.asyncDispose]: remove,

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
      createListing(async function* () {
        let next: string | undefined
        do {
          const query = new URLSearchParams({
            ...(persona !== undefined && { persona }),
            ...(name !== undefined && { name }),
            ...(next !== undefined && { page: next }),
          })
          const page: { customers: Customer[]; next?: string } = await call('GET', `${url}/customers?${query}`)
          yield page.customers
          next = page.next
        } while (next !== undefined)
      }),
    findCustomer: (customerId: string) => call<Customer>('GET', `${url}/customers/${encode(customerId)}`),

    /** Creates a token for the accounts of one customer (`cus_2`), or of `all` customers. */
    createToken: (customer: string) => call<NewDeveloperToken>('POST', `${url}/tokens`, { customer }),
    tokens: async () => (await call<{ tokens: DeveloperToken[] }>('GET', `${url}/tokens`)).tokens,
    deleteToken: (tokenId: string) => call<void>('DELETE', `${url}/tokens/${encode(tokenId)}`),
  }
}
