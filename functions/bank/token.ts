import { hash } from 'node:crypto'
import * as z from 'zod'

/**
 * A bearer token names its world, so that one read finds both: `dev_<world>_<secret>` speaks for customers on the Read/Write
 * API, `ctl_<world>_<secret>` rules its world. The store keeps only digests of secrets.
 */
export type TokenKind = 'dev' | 'ctl'
export type Token = { readonly kind: TokenKind; readonly worldId: string; readonly secret: string }

const shape = /^(dev|ctl)_([a-z0-9]{1,24})_([A-Za-z0-9-]{8,64})$/

export function parseToken(text: string): Token | undefined {
  const match = shape.exec(text)
  return match ? { kind: match[1] as TokenKind, worldId: `wld_${match[2]}`, secret: match[3] as string } : undefined
}

export const writeToken = ({ kind, worldId, secret }: Token): string => `${kind}_${worldId.slice(4)}_${secret}`

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

export const tokenIdOf = (digest: string): string => `tok_${digest.slice(0, 16)}`
