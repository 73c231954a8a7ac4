import type { Call } from './call.ts'
import { type Listing, listing } from './listing.ts'

/**
 * A world's clock: what it said first, what it says now, and how many of its seconds pass in a real
 * one (0 is paused).
 */
export type Clock = { readonly start: string; readonly now: string; readonly rate: number }

/** A span of time, or `to` an instant. */
export type Span =
  | { readonly to: Date | string }
  | {
      /**
       * Where it begins, as the clock said it before: then it may be asked for again when there was
       * no answer, and moves the clock once.
       */
      readonly from?: Date | string
      readonly months?: number
      readonly days?: number
      readonly hours?: number
      readonly minutes?: number
      readonly seconds?: number
    }

/** A world as the control API tells of it. */
export type WorldState = Clock & {
  readonly id: string
  readonly seed: number
  readonly size: number
  /** The base URL of the Read/Write API. */
  readonly openBanking: string
}

export type Customer = {
  readonly id: string
  readonly persona: string
  readonly name: string
  readonly born: string
  readonly town: string
  readonly accounts: readonly string[]
}

export type DeveloperToken = { readonly id: string; readonly customer: string; readonly createdAt: string }
/** `developerToken` is the bearer token itself; it is shown once. */
export type NewDeveloperToken = DeveloperToken & { readonly developerToken: string }

/** The keys of a world, shown once, when it is made. */
export type WorldKeys = {
  /** Rules this world. */
  readonly controlKey: string
  /** Reads the accounts of `customer` on the Read/Write API, which begins at `openBanking`. */
  readonly developerToken: string
  readonly customer: string
  readonly openBanking: string
}

export type NewWorld = World & WorldKeys & Pick<WorldState, 'seed' | 'size' | 'start'>

export type World = ReturnType<typeof worldAt>

/** The hold on one world; `url` is its place in the control API, and `call` sends its key. */
export function worldAt(call: Call, url: string, id: string) {
  const path = (name: string) => encodeURIComponent(name)
  const setRate = (rate: number) => call<Clock>('PUT', `${url}/clock`, { rate })
  const remove = () => call<void>('DELETE', url)

  return {
    id,
    read: () => call<WorldState>('GET', url),
    delete: remove,
    /** `await using world = ...` takes the world away at the end of the block. */
    [Symbol.asyncDispose]: remove,

    clock: {
      read: () => call<Clock>('GET', `${url}/clock`),
      pause: () => setRate(0),
      setRate,
      /** Forward only. */
      advance: (by: Span) =>
        call<Clock>(
          'POST',
          `${url}/clock/advance`,
          'to' in by ? { to: typeof by.to === 'string' ? by.to : by.to.toISOString() } : by,
        ),
    },

    /** The world's customers in a fixed order, of one persona or of all. */
    customers: ({ persona }: { persona?: string } = {}): Listing<Customer> =>
      listing(async function* () {
        let next: string | undefined
        do {
          const query = new URLSearchParams({
            ...(persona !== undefined && { persona }),
            ...(next !== undefined && { page: next }),
          })
          const page: { customers: Customer[]; next?: string } = await call('GET', `${url}/customers?${query}`)
          yield page.customers
          next = page.next
        } while (next !== undefined)
      }),
    findCustomer: (customerId: string) => call<Customer>('GET', `${url}/customers/${path(customerId)}`),

    /** A bearer token that reads the accounts of one customer (`cus_2`), or everybody's (`all`). */
    createToken: (customer: string) => call<NewDeveloperToken>('POST', `${url}/tokens`, { customer }),
    tokens: async () => (await call<{ tokens: DeveloperToken[] }>('GET', `${url}/tokens`)).tokens,
    deleteToken: (tokenId: string) => call<void>('DELETE', `${url}/tokens/${path(tokenId)}`),
  }
}
