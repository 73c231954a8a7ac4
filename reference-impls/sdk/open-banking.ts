import { type Call, type Connection, caller, type Token } from './call.ts'
import { type Listing, listing } from './listing.ts'
import type {
  Account,
  Balance,
  Beneficiary,
  DirectDebit,
  Enveloped,
  Offer,
  Paged,
  Party,
  Product,
  ScheduledPayment,
  StandingOrder,
  Statement,
  Transaction,
} from './resources.ts'

/**
 * Which transactions: of one account or of all, booked between two instants, both included. The
 * standard ignores time zones.
 */
export type TransactionRange = {
  readonly accountId?: string
  readonly from?: Date | string
  readonly to?: Date | string
}

/**
 * Which statements: of one account or of all, and of which time. The standard ignores time zones.
 */
export type StatementRange = TransactionRange

export type OpenBanking = ReturnType<typeof openBanking>

/**
 * A client of the UK Open Banking Read/Write API v4.0, at a sandbox or at a bank: only `baseUrl`,
 * `token` and the certificate behind `fetch` differ. Every call throws `ApiError`.
 */
export function openBanking(connection: Connection & { readonly token: Token }) {
  const { call, download } = caller(connection)
  const base = connection.baseUrl.replace(/\/$/, '')
  const at = (path: string) => `${base}/aisp${path}`
  const ofAccount = (accountId: string, path = '') => at(`/accounts/${encodeURIComponent(accountId)}${path}`)
  const ofOneOrAll = (accountId: string | undefined, path: string) =>
    accountId === undefined ? at(path) : ofAccount(accountId, path)
  const during = (url: string, { from, to }: TransactionRange, of: string) => {
    const range = new URLSearchParams({
      ...(from !== undefined && { [`from${of}DateTime`]: written(from) }),
      ...(to !== undefined && { [`to${of}DateTime`]: written(to) }),
    })
    return range.size > 0 ? `${url}?${range}` : url
  }

  return {
    /** Every account that the token reaches. */
    accounts: (): Listing<Account> => pages(call, at('/accounts'), 'Account'),

    async account(accountId: string): Promise<Account> {
      const { Data } = await call<Enveloped<{ Account: [Account] }>>('GET', ofAccount(accountId))
      return Data.Account[0]
    },

    /**
     * What one account holds now, or every account: one balance for each type that the bank keeps.
     */
    balances: (accountId?: string): Listing<Balance> => pages(call, ofOneOrAll(accountId, '/balances'), 'Balance'),

    /** What moved, newest first. */
    transactions: ({ accountId, ...range }: TransactionRange = {}): Listing<Transaction> =>
      pages(call, during(ofOneOrAll(accountId, '/transactions'), range, 'Booking'), 'Transaction'),

    /** Who an account belongs to; without an account, the customer who consented. */
    async party(accountId?: string): Promise<Party> {
      const { Data } = await call<Enveloped<{ Party: Party }>>('GET', ofOneOrAll(accountId, '/party'))
      return Data.Party
    },

    /** Everybody who has to do with an account. */
    parties: (accountId: string): Listing<Party> => pages(call, ofAccount(accountId, '/parties'), 'Party'),

    standingOrders: (accountId?: string): Listing<StandingOrder> =>
      pages(call, ofOneOrAll(accountId, '/standing-orders'), 'StandingOrder'),

    directDebits: (accountId?: string): Listing<DirectDebit> =>
      pages(call, ofOneOrAll(accountId, '/direct-debits'), 'DirectDebit'),

    beneficiaries: (accountId?: string): Listing<Beneficiary> =>
      pages(call, ofOneOrAll(accountId, '/beneficiaries'), 'Beneficiary'),

    scheduledPayments: (accountId?: string): Listing<ScheduledPayment> =>
      pages(call, ofOneOrAll(accountId, '/scheduled-payments'), 'ScheduledPayment'),

    offers: (accountId?: string): Listing<Offer> => pages(call, ofOneOrAll(accountId, '/offers'), 'Offer'),

    /** Which product each account is, and what it costs or pays. */
    products: (): Listing<Product> => pages(call, at('/products'), 'Product'),

    async product(accountId: string): Promise<Product> {
      const { Data } = await call<Enveloped<{ Product: [Product] }>>('GET', ofAccount(accountId, '/product'))
      return Data.Product[0]
    },

    /** Periods that have ended, newest first. */
    statements: ({ accountId, ...range }: StatementRange = {}): Listing<Statement> =>
      pages(call, during(ofOneOrAll(accountId, '/statements'), range, 'Statement'), 'Statement'),

    /**
     * A statement as the customer would print it: the bytes of a file, a PDF unless another media
     * type is asked for.
     */
    statementFile: (
      accountId: string,
      statementId: string,
      media = 'application/pdf',
    ): Promise<Uint8Array<ArrayBuffer>> =>
      download(ofAccount(accountId, `/statements/${encodeURIComponent(statementId)}/file`), media),
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

/**
 * A link's path and query on the host we chose: the token goes nowhere else, and banks behind a
 * gateway may know another name.
 */
function onOwnHost(link: string, chosen: string): string {
  const { pathname, search } = new URL(link, chosen)
  return new URL(pathname + search, chosen).href
}
