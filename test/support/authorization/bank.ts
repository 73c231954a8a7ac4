import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { ask, call, clientToken, exchange, join, lodge, refresh } from '#test/support/partners.ts'
import { aisp, type Json, type TestSandbox, testSandbox, uniqueNames } from '#test/support/sandbox.ts'

/** The permissions of a consent, unless a test sets others. */
const defaultPermissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
]

export type AuthorizationLink = {
  readonly url: string
  readonly consent: string
  /** Deletes the consent as the partner. */
  remove(): Promise<void>
  finish(callback: string): Promise<Tokens>
}
export type Tokens = {
  /** Sends a body to a path of the whole API. */
  post(path: string, body: object): Promise<{ status: number; body: Json }>
  read(path: string): Promise<{ status: number; body: Json }>
  /** Gets a new access token, after the world's clock was advanced. */
  refresh(): Promise<void>
}
export type Bank = TestSandbox & {
  readonly world: NewWorld
  /** The path of the world's authorization server. */
  readonly base: string
  /** Advances the real clock, in seconds. */
  wait(seconds: number): void
  /** Creates a consent and returns the link that the customer follows. */
  ask(terms?: object, more?: Record<string, string>): Promise<AuthorizationLink>
  /**
   * Creates a consent of another kind, by its path, and returns the link that the customer follows.
   */
  askTo(path: string, body: object): Promise<AuthorizationLink>
  /** Returns a new link for an existing consent. */
  askFor(consent: string, more?: Record<string, string>): Promise<AuthorizationLink>
}

/**
 * Opens a world with one FAPI 2.0 partner, for tests of the customer's pages. Real time runs, as
 * the provider's does.
 */
export async function openBank({
  baseUrl = 'http://sandbank.test',
  redirectUri = 'http://localhost:3999/back',
  request = {},
  partner: more = {},
}: {
  baseUrl?: string
  redirectUri?: string
  request?: object
  partner?: Partial<PartnerRecord>
} = {}): Promise<Bank> {
  let waited = 0
  const real = () => Date.now() + waited * 1000
  const sandbox = await testSandbox({ baseUrl, real, randomText: uniqueNames(), store: sqliteStore({ now: real }) })
  const world = await sandbox.createWorld(request)
  const own = { id: 'ptn_budget', name: 'Budget Buddy', redirectUris: [redirectUri] }
  const scopes: PartnerRecord['scopes'] = ['accounts', 'payments', 'fundsconfirmations']
  const partner = await join({ ...sandbox, world }, { ...own, scopes, ...more })
  const tokenFor = async (scope: string) => (await clientToken(partner, scope)).access_token

  let sent = 0
  const post = (token: string, path: string, body: object) =>
    call(partner, token, path, { method: 'POST', body, more: { 'x-idempotency-key': `key ${++sent}` } })

  const askFor: Bank['askFor'] = async (consent, more) => {
    const asked = await ask(partner, consent, { state: 's1', ...more })
    return {
      url: asked.url.href,
      consent,
      async remove() {
        const path = `account-access-consents/${consent}`
        const { status } = await call(partner, await tokenFor('accounts'), path, { method: 'DELETE' })
        if (status !== 204) throw new Error(`the consent was not deleted: ${status}`)
      },
      async finish(callback) {
        const tokens = await exchange(partner, asked, new Response(null, { headers: { location: callback } }))
        return {
          async refresh() {
            Object.assign(tokens, await refresh(partner, tokens.refresh_token ?? ''))
          },
          post: (path, body) => post(tokens.access_token, path, body),
          read: (path) => call(partner, tokens.access_token, aisp + path),
        }
      },
    }
  }

  return {
    ...sandbox,
    world,
    base: `/authorization/${world.id}`,
    wait: (seconds) => {
      waited += seconds
    },
    askFor,
    async askTo(path, body) {
      const scope = path.includes('/cbpii/') ? 'fundsconfirmations' : 'payments'
      const made = await post(await tokenFor(scope), path, body)
      if (made.status !== 201) throw new Error(`the consent was refused: ${JSON.stringify(made.body)}`)
      return askFor(made.body.Data.ConsentId, { scope: `openid ${scope}` })
    },
    ask: async (terms, more) => askFor(await lodge(partner, { Permissions: defaultPermissions, ...terms }), more),
  }
}
