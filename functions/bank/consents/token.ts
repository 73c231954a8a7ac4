import { hash } from 'node:crypto'
import * as z from 'zod'
import { boundedCache } from '#bank/base/bounded-cache.ts'

/**
 * A bearer token names its world, so that one read finds both: `dev_<world>_<secret>` speaks for
 * customers on the Read/Write API, `ctl_<world>_<secret>` rules its world. The store keeps only
 * digests of secrets.
 */
type TokenKind = 'dev' | 'ctl'
type Token = { readonly kind: TokenKind; readonly worldId: string; readonly secret: string }
/** A token that was read, and the digest by which the store knows it. */
export type ParsedToken = Token & { readonly digest: string }

const shape = /^(dev|ctl)_([a-z0-9]{1,24})_([A-Za-z0-9-]{8,64})$/

const remembered = boundedCache<ParsedToken | null>(1_000)

/** The parts of a token, or null where the text is none. */
export const parseToken = (text: string): ParsedToken | null => remembered(text, () => readToken(text))

function readToken(text: string): ParsedToken | null {
  const match = shape.exec(text)
  if (!match) return null
  const [, kind, world, secret] = match as unknown as [string, TokenKind, string, string]
  return { kind, worldId: `wld_${world}`, secret, digest: digestOf(secret) }
}

/** A token as its owner sends it: what `parseToken` reads. */
export const formatToken = ({ kind, worldId, secret }: Token): string => `${kind}_${worldId.slice(4)}_${secret}`

/** SHA-256, hexadecimal. Secrets are random and long, so nothing slower is needed. */
export const digestOf = (secret: string): string => hash('sha256', secret)

/** What is kept of a developer token. */
export const DeveloperToken = z.strictObject({
  /** `tok_` and the first characters of the digest: enough to name it, too little to use it. */
  id: z.string(),
  customer: z.string(),
  createdAt: z.iso.datetime(),
})
export type DeveloperToken = z.output<typeof DeveloperToken>

/** What a developer token is called where its secret may not stand, by the digest of that. */
export const tokenIdOf = (digest: string): string => `tok_${digest.slice(0, 16)}`
export const isTokenId = (text: string): boolean => /^tok_[0-9a-f]{16}$/.test(text)
