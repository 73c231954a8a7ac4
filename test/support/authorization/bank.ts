import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { ask, call, clientToken, exchange, join, lodge, refresh } from '#test/support/partners.ts'
import { aisp, type Json, type TestSandbox, testSandbox, uniqueNames } from '#test/support/sandbox.ts'

/** What a partner asks for in these tests, unless a test says otherwise. */
const usual = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
]

export type Asked = {
  readonly url: string
  readonly consent: string
  /** The partner takes its consent back. */
  remove(): Promise<void>
  finish(callback: string): Promise<Tokens>
}
export type Tokens = {
  /** Sends a body to a path of the whole API. */
  post(path: string, body: object): Promise<{ status: number; body: Json }>
  read(path: string): Promise<{ status: number; body: Json }>
  /** A new access token, for when the world's clock has gone on. */
  refresh(): Promise<void>
}
export type Bank = TestSandbox & {
  readonly world: NewWorld
  /** The path of the world's authorization server. */
  readonly base: string
  /** Puts the real clock forward, in seconds. */
  wait(seconds: number): void
  /** Lodges a consent and gives the URL that a customer is sent to. */
  ask(terms?: object, more?: Record<string, string>): Promise<Asked>
  /**
   * Lodges what is no account access, by the path of the whole API, and gives the URL that a
   * customer is sent to.
   */
  askTo(path: string, body: object): Promise<Asked>
  /** Sends a customer again for a consent that there is. */
  askFor(consent: string, more?: Record<string, string>): Promise<Asked>
}

/**
 * A world with one FAPI 2.0 partner, for tests of what its customers see. Real time goes on, as the
 * provider's does.
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
    ask: async (terms, more) => askFor(await lodge(partner, { Permissions: usual, ...terms }), more),
  }
}
