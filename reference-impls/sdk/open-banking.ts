import { type Call, type Connection, caller, type Token } from './call.ts'
import { type Listing, listing } from './listing.ts'
import type { Account, Balance, DirectDebit, Enveloped, Paged, Party, StandingOrder, Transaction } from './resources.ts'

/** Which transactions: of one account or of all, booked between two instants, both included. The standard ignores time zones. */
export type TransactionRange = {
  readonly accountId?: string
  readonly from?: Date | string
  readonly to?: Date | string
}

export type OpenBanking = ReturnType<typeof openBanking>

/**
 * A client of the UK Open Banking Read/Write API v4.0, at a sandbox or at a bank: only `baseUrl`, `token` and the certificate
 * behind `fetch` differ. Every call throws `ApiError`.
 */
export function openBanking(connection: Connection & { readonly token: Token }) {
  const call = caller(connection)
  const base = connection.baseUrl.replace(/\/$/, '')
  const at = (path: string) => `${base}/aisp${path}`
  const ofAccount = (accountId: string, path = '') => at(`/accounts/${encodeURIComponent(accountId)}${path}`)

  return {
    /** Every account that the token reaches. */
    accounts: (): Listing<Account> => pages(call, at('/accounts'), 'Account'),

    async account(accountId: string): Promise<Account> {
      const { Data } = await call<Enveloped<{ Account: [Account] }>>('GET', ofAccount(accountId))
      return Data.Account[0]
    },

    /** What one account holds now, or every account: one balance for each type that the bank keeps. */
    balances: (accountId?: string): Listing<Balance> =>
      pages(call, accountId === undefined ? at('/balances') : ofAccount(accountId, '/balances'), 'Balance'),

    /** What moved, newest first. */
    transactions({ accountId, from, to }: TransactionRange = {}): Listing<Transaction> {
      const range = new URLSearchParams({
        ...(from !== undefined && { fromBookingDateTime: written(from) }),
        ...(to !== undefined && { toBookingDateTime: written(to) }),
      })
      const url = accountId === undefined ? at('/transactions') : ofAccount(accountId, '/transactions')
      return pages(call, range.size > 0 ? `${url}?${range}` : url, 'Transaction')
    },

    /** Who an account belongs to. */
    async party(accountId: string): Promise<Party> {
      const { Data } = await call<Enveloped<{ Party: Party }>>('GET', ofAccount(accountId, '/party'))
      return Data.Party
    },

    standingOrders: (accountId: string): Listing<StandingOrder> =>
      pages(call, ofAccount(accountId, '/standing-orders'), 'StandingOrder'),

    directDebits: (accountId: string): Listing<DirectDebit> =>
      pages(call, ofAccount(accountId, '/direct-debits'), 'DirectDebit'),
  }
}

const written = (instant: Date | string) => (typeof instant === 'string' ? instant : instant.toISOString())

function pages<K extends string, T>(call: Call, first: string, name: K): Listing<T> {
  return listing<T>(async function* () {
    const asked = new Set<string>()
    let url: string | undefined = first
    while (url !== undefined) {
      asked.add(url)
      const { Data, Links }: Paged<K, T> = await call('GET', url)
      yield Data[name] ?? []
      url = Links?.Next === undefined ? undefined : onOwnHost(Links.Next, first)
      if (url !== undefined && asked.has(url)) throw new Error(`the bank's pages run in a circle at ${url}`)
    }
  })
}

/** A link's path and query on the host we chose: the token goes nowhere else, and banks behind a gateway may know another name. */
function onOwnHost(link: string, chosen: string): string {
  const { pathname, search } = new URL(link, chosen)
  return new URL(pathname + search, chosen).href
}
