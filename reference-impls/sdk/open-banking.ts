import type { paths } from '#contract/open-banking'
import { type Api, createApi } from './api.ts'
import { type Call, createCaller } from './call.ts'
import type { Connection, Token } from './connection.ts'
import { createListing, type Listing } from './listing.ts'
import { createFundsConfirmations } from './payments/funds.ts'
import type { OrderData, PaymentKind } from './payments/kinds.ts'
import { createMandates } from './payments/mandates.ts'
import type { Order, OrderContext } from './payments/order.ts'
import { type PayRequest, pay } from './payments/pay.ts'
import { createPaymentFiles, createPayments } from './payments/payments.ts'
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
import { sleep } from './retries.ts'

/**
 * Selects the transactions of one account, or of all, that are booked between two instants, both
 * inclusive. The standard ignores the time zone.
 */
export type TransactionRange = {
  readonly accountId?: string
  readonly from?: Date | string
  readonly to?: Date | string
}

/**
 * Selects the statements of one account, or of all, that cover part of a time range. The standard
 * ignores the time zone.
 */
export type StatementRange = TransactionRange

export type OpenBanking = ReturnType<typeof openBanking>

/**
 * Creates a client of the UK Open Banking Read/Write API v4.0. Between a sandbox and a bank, only
 * `baseUrl`, `token` and the certificate of `fetch` differ. A failed call throws `ApiError`.
 *
 * @example
 * ```ts
 * import { openBanking, sandbank, signedMinorUnits } from '@sandbank/sdk'
 *
 * const { openBanking: baseUrl, developerToken: token } = await sandbank().createWorld({ seed: 7 })
 * const bank = openBanking({ baseUrl, token })
 * for await (const balance of bank.balances()) console.log(balance.Type, signedMinorUnits(balance))
 * ```
 */
export function openBanking(connection: Connection & { readonly token: Token }) {
  const { send, call, callWithId, download } = createCaller(connection)
  const base = connection.baseUrl.replace(/\/$/, '')
  const urlOf = (path: string) => `${base}/aisp${path}`
  const accountUrl = (accountId: string, path = '') => urlOf(`/accounts/${encodeURIComponent(accountId)}${path}`)
  const oneOrAllUrl = (accountId: string | undefined, path: string) =>
    accountId === undefined ? urlOf(path) : accountUrl(accountId, path)
  const withRange = (url: string, { from, to }: TransactionRange, name: 'Booking' | 'Statement') => {
    const range = new URLSearchParams({
      ...(from !== undefined && { [`from${name}DateTime`]: toText(from) }),
      ...(to !== undefined && { [`to${name}DateTime`]: toText(to) }),
    })
    return range.size > 0 ? `${url}?${range}` : url
  }

  const context: OrderContext = { call, callWithId, base, sleep: connection.retries?.sleep ?? sleep }
  return {
    /**
     * Pays in pounds with a token that needs no further authorisation, such as a developer token.
     * The money moves at most once, whatever is retried.
     *
     * @example
     * ```ts
     * const to = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
     * const amount = { minor: 1234n, currency: 'GBP' }
     * const order = await bank.pay({ to, amount, reference: 'lunch' })
     * console.log(order.id, order.status)
     * ```
     */
    pay: (request: PayRequest): Promise<Order<OrderData<'domestic-payment'>>> => pay(context, request),

    /** Returns the methods for one kind of payment: consent, order, status. */
    payments: <Kind extends PaymentKind>(kind: Kind) => createPayments(context, kind),
    /** Uploads and downloads the files of file payments. */
    files: createPaymentFiles(send, base),
    /** Mandates for variable recurring payments. */
    mandates: createMandates(context),
    /** Confirmation of funds for card issuers. */
    funds: createFundsConfirmations(call, base),

    /** Calls any operation of the API by its path. */
    api: createApi<paths>(send, base, { takesKey }) as Api<paths>,

    /** Lists every account that the token gives access to. */
    accounts: (): Listing<Account> => listPages(call, urlOf('/accounts'), 'Account'),

    async account(accountId: string): Promise<Account> {
      const { Data } = await call<Enveloped<{ Account: [Account] }>>('GET', accountUrl(accountId))
      return Data.Account[0]
    },

    /**
     * Lists the current balances of one account, or of all. An account has one balance for each
     * type that the bank supports.
     */
    balances: (accountId?: string): Listing<Balance> => listPages(call, oneOrAllUrl(accountId, '/balances'), 'Balance'),

    /** Lists transactions, newest first. */
    transactions: ({ accountId, ...range }: TransactionRange = {}): Listing<Transaction> =>
      listPages(call, withRange(oneOrAllUrl(accountId, '/transactions'), range, 'Booking'), 'Transaction'),

    /** Returns the owner of an account; without an account, the party who gave the consent. */
    async party(accountId?: string): Promise<Party> {
      const { Data } = await call<Enveloped<{ Party: Party }>>('GET', oneOrAllUrl(accountId, '/party'))
      return Data.Party
    },

    /** Lists the owner, joint holders and other parties of an account. */
    parties: (accountId: string): Listing<Party> => listPages(call, accountUrl(accountId, '/parties'), 'Party'),

    standingOrders: (accountId?: string): Listing<StandingOrder> =>
      listPages(call, oneOrAllUrl(accountId, '/standing-orders'), 'StandingOrder'),

    directDebits: (accountId?: string): Listing<DirectDebit> =>
      listPages(call, oneOrAllUrl(accountId, '/direct-debits'), 'DirectDebit'),

    beneficiaries: (accountId?: string): Listing<Beneficiary> =>
      listPages(call, oneOrAllUrl(accountId, '/beneficiaries'), 'Beneficiary'),

    scheduledPayments: (accountId?: string): Listing<ScheduledPayment> =>
      listPages(call, oneOrAllUrl(accountId, '/scheduled-payments'), 'ScheduledPayment'),

    offers: (accountId?: string): Listing<Offer> => listPages(call, oneOrAllUrl(accountId, '/offers'), 'Offer'),

    /** Lists the product of each account, with its fees and interest. */
    products: (): Listing<Product> => listPages(call, urlOf('/products'), 'Product'),

    async product(accountId: string): Promise<Product> {
      const { Data } = await call<Enveloped<{ Product: [Product] }>>('GET', accountUrl(accountId, '/product'))
      return Data.Product[0]
    },

    /** Lists statements, newest first. A statement covers a period that has ended. */
    statements: ({ accountId, ...range }: StatementRange = {}): Listing<Statement> =>
      listPages(call, withRange(oneOrAllUrl(accountId, '/statements'), range, 'Statement'), 'Statement'),

    /** Downloads a statement as a file, by default as a PDF. */
    statementFile: (
      accountId: string,
      statementId: string,
      media = 'application/pdf',
    ): Promise<Uint8Array<ArrayBuffer>> =>
      download(accountUrl(accountId, `/statements/${encodeURIComponent(statementId)}/file`), media),
  }
}

/** Payment requests take an idempotency key; a check of funds is made again each time. */
const takesKey = (method: string, url: string) =>
  method !== 'GET' && method !== 'DELETE' && /\/pisp\/(?!.*\/funds-confirmation$)/.test(url)

const toText = (instant: Date | string) => (typeof instant === 'string' ? instant : instant.toISOString())

function listPages<K extends string, T>(call: Call, first: string, name: K): Listing<T> {
  return createListing<T>(async function* () {
    const visited = new Set<string>()
    let url: string | undefined = first
    while (url !== undefined) {
      visited.add(url)
      const { Data, Links }: Paged<K, T> = await call('GET', url)
      yield Data[name] ?? []
      url = Links?.Next === undefined ? undefined : moveToHost(Links.Next, first)
      if (url !== undefined && visited.has(url))
        throw new Error(`Links.Next: ${url} was already read; the pages of the bank run in a circle`)
    }
  })
}

/**
 * Moves a link to the host of `baseUrl`. The token must go to no other host, and a bank behind a
 * gateway may name another one.
 */
function moveToHost(link: string, baseUrl: string): string {
  const { pathname, search } = new URL(link, baseUrl)
  return new URL(pathname + search, baseUrl).href
}
