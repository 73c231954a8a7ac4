import './node-version.ts'
import { base64url, createRemoteJWKSet, customFetch, FlattenedSign, flattenedVerify, importJWK } from 'jose'
import type { Fetch, Signing } from './connection.ts'
import { discoverKeys } from './key-discovery.ts'
import { readRealTime } from './real-time.ts'

/**
 * Who signs, and whose answers are verified. A `Partner` of `@sandbank/sdk/oauth` has all of it.
 */
export type SigningOptions = {
  /**
   * Your client id; for another bank perhaps `org_id/software_id`. It is the `iss` of the
   * signature.
   */
  readonly clientId: string
  /** The issuer URL of the bank's authorization server, whose keys sign the answers. */
  readonly issuer: string
  /** Your private keys. The first RSA key that may sign is used; its `kid` names it. */
  readonly privateJwks?: { readonly keys: readonly JsonWebKey[] } | undefined
  /** Where the keys of the bank are. Default: what the metadata of the issuer says. */
  readonly jwksUri?: string | undefined
  /** The `iss` that answers must have: the id of the bank in the directory. Default: any. */
  readonly bankId?: string | undefined
  /** The directory in which both are known, the `tan`. Default: `openbanking.org.uk`. */
  readonly trustAnchor?: string | undefined
  /** How far the `iat` of an answer may be from now. Default: 300. */
  readonly toleranceSeconds?: number | undefined
  /**
   * Accepts answers to reads without a signature, as a bank gives them to a partner who may sign
   * but need not (`signing: optional`). Default: false.
   */
  readonly unsignedReads?: boolean | undefined
  readonly fetch?: Fetch | undefined
  /** Returns real time in epoch milliseconds. */
  readonly now?: (() => number) | undefined
}

const claim = (name: string) => `http://openbanking.org.uk/${name}`
const [iat, iss, tan] = [claim('iat'), claim('iss'), claim('tan')] as const
const critical: readonly string[] = [iat, iss, tan]
/** Tells jose that this file checks these members itself. */
const crit = Object.fromEntries(critical.map((name) => [name, true]))

/**
 * Creates the signing of payment requests, and the verification of the answers: a detached JWS of
 * the body in `x-jws-signature` (Read/Write API, "Message Signing"), PS256. Give it to
 * `openBanking` as `signing`. It signs each attempt and fetches the keys of the bank when it
 * meets an unknown one. An answer whose signature is missing or wrong is a `SignatureError`. It
 * needs the package `jose`.
 *
 * @example
 * ```ts
 * import { openBanking } from '@sandbank/sdk'
 * import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'
 * import { createSigning } from '@sandbank/sdk/signing'
 *
 * const world = { controlKey: 'ctl_default_hackathon' }
 * const registered = await registerPartner(world, { scopes: ['payments'], signing: 'required' })
 * const partner = await connectPartner(registered)
 * const connection = partner.ownConnection('payments')
 * const bank = openBanking({ ...connection, signing: createSigning(registered) })
 *
 * const consent = await bank.payments('domestic-payment').createConsent({
 *   Initiation: {
 *     InstructionIdentification: 'lunch',
 *     EndToEndIdentification: 'tuesday',
 *     InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
 *     CreditorAccount: {
 *       SchemeName: 'UK.OBIE.SortCodeAccountNumber',
 *       Identification: '08080021325698',
 *       Name: 'Bob Clements',
 *     },
 *   },
 * })
 * console.log(consent.status)
 * ```
 */
export function createSigning(options: SigningOptions): Signing {
  const {
    clientId,
    issuer,
    trustAnchor = 'openbanking.org.uk',
    toleranceSeconds = 300,
    unsignedReads,
    fetch = (url, init) => globalThis.fetch(url, init),
    now = readRealTime,
  } = options
  const seconds = () => Math.floor(now() / 1_000)
  const jwk = findSigningKey(options)
  let key: ReturnType<typeof importJWK> | undefined
  let bankKeys: ReturnType<typeof createRemoteJWKSet> | undefined

  return {
    unsignedReads,
    async sign(body, contentType) {
      key ??= importJWK(jwk as { kty: string }, 'PS256')
      const media = contentType.split(';')[0]?.trim().toLowerCase()
      const { protected: header, signature } = await new FlattenedSign(body)
        .setProtectedHeader({
          alg: 'PS256',
          kid: jwk.kid,
          ...(media && { cty: media }),
          [iat]: seconds(),
          [iss]: clientId,
          [tan]: trustAnchor,
          crit: [...critical],
        })
        .sign(await key, { crit })
      return `${header}..${signature}`
    },

    async verify(body, detached) {
      if (detached === null) throw new Error('x-jws-signature: is required (got none)')
      const [, encoded, signature] = /^([^.]+)\.\.([^.]+)$/.exec(detached) ?? []
      if (encoded === undefined || signature === undefined)
        throw new Error('x-jws-signature: must be <header>..<signature>, with nothing between the dots')
      bankKeys ??= createRemoteJWKSet(new URL(options.jwksUri ?? (await discoverKeys(issuer, fetch))), {
        [customFetch]: async (url: string, init: object) => fetch(url, init),
      })
      const jws = { protected: encoded, payload: base64url.encode(body), signature }
      const { protectedHeader } = await flattenedVerify(jws, bankKeys, { algorithms: ['PS256'], crit })
      checkClaims({ ...protectedHeader })
    },
  }

  /** Checks the members that jose does not know. */
  function checkClaims(header: Readonly<Record<string, unknown>>): void {
    const named = header.crit as readonly unknown[] | undefined
    const missing = critical.filter((name) => named?.includes(name) !== true)
    if (missing.length > 0) throw new Error(`crit: must name ${missing.join(', ')}`)
    if (typeof header[iat] !== 'number' || Math.abs(seconds() - header[iat]) > toleranceSeconds)
      throw new Error(`${iat}: must be at most ${toleranceSeconds} seconds from now, ${seconds()} (got ${header[iat]})`)
    if (header[tan] !== trustAnchor) throw new Error(`${tan}: must be ${trustAnchor} (got ${header[tan]})`)
    const { bankId = header[iss] } = options
    if (typeof header[iss] !== 'string' || header[iss] !== bankId)
      throw new Error(`${iss}: must be ${bankId ?? 'the id of the bank'} (got ${header[iss]})`)
  }
}

/**
 * Returns the key that signs: the first private RSA key that is not for TLS. Throws if there is
 * none.
 */
function findSigningKey({ privateJwks }: SigningOptions): JsonWebKey & { kid: string } {
  const keys = (privateJwks?.keys ?? []) as readonly (JsonWebKey & { kid?: string })[]
  const found = keys.find(
    ({ kty, d, use = 'sig', alg = 'PS256' }) => kty === 'RSA' && d !== undefined && use === 'sig' && alg === 'PS256',
  )
  if (!found)
    throw new TypeError(`privateJwks: must hold a private RSA key that signs PS256 (got ${keys.length} other keys)`)
  if (found.kid === undefined) throw new TypeError('privateJwks: the RSA key must have a `kid` (got none)')
  return { ...found, kid: found.kid }
}
