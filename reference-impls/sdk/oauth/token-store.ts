/** The tokens of one authorised consent. */
export type TokenSet = {
  readonly accessToken: string
  /** When the access token expires, in epoch milliseconds of real time. */
  readonly expiresAt: number
  readonly refreshToken?: string
  /** The scopes that the customer authorised, separated by spaces. */
  readonly scope?: string
}

/**
 * Where the tokens of customers are kept, by the id of the consent. Tokens are secrets: encrypt
 * them in a database. Implement these three for yours; each may return a promise.
 */
export type TokenStore = {
  read(consentId: string): Promise<TokenSet | undefined> | TokenSet | undefined
  write(consentId: string, tokens: TokenSet): Promise<void> | void
  delete(consentId: string): Promise<void> | void
}

/**
 * Creates a token store that lasts as long as the process.
 *
 * @example
 * ```ts
 * import { memoryTokenStore } from '@sandbank/sdk/oauth'
 *
 * const store = memoryTokenStore()
 * await store.write('aac_1', { accessToken: 'secret', expiresAt: 0 })
 * console.log(await store.read('aac_1'))
 * ```
 */
export function memoryTokenStore(): TokenStore {
  const held = new Map<string, TokenSet>()
  return {
    read: (consentId) => held.get(consentId),
    write: (consentId, tokens) => void held.set(consentId, tokens),
    delete: (consentId) => void held.delete(consentId),
  }
}
