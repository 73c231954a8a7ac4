import type { Fault } from '#bank/base/problem.ts'
import { algorithmOf, isSigning } from './jwks.ts'
import type { PartnerRecord } from './partner.ts'
import { profileRules } from './profile-rules.ts'
import { organisationOf } from './software.ts'

/** The header with a detached JWS (RFC 7515, appendix F) of the body, in requests and responses. */
export const signatureHeader = 'x-jws-signature'

/**
 * The claims of the JOSE header of a signature besides the algorithm and the key (Read/Write API,
 * "Message Signing").
 */
export const claims = {
  iat: 'http://openbanking.org.uk/iat',
  iss: 'http://openbanking.org.uk/iss',
  tan: 'http://openbanking.org.uk/tan',
} as const

/** The value of `crit`: exactly these, and never `b64`, which was removed with v3.1.4. */
export const critical: readonly string[] = Object.values(claims)

/**
 * The trust anchor with all public keys. The sandbox has its own directory, and calls it what
 * clients expect.
 */
export const trustAnchor = 'openbanking.org.uk'

/**
 * Returns whether a partner's payment requests must be signed: by its setting, or else by its
 * profile.
 */
export const isSigningRequired = ({ signing, profile }: Pick<PartnerRecord, 'signing' | 'profile'>): boolean =>
  (signing ?? profileRules[profile].signing) === 'required'

/** Returns the keys with which a partner may sign payloads. */
export const signingKeysOf = ({ jwks }: Pick<PartnerRecord, 'jwks'>) =>
  jwks.keys.filter((jwk) => isSigning(jwk) && algorithmOf(jwk) === 'PS256')

/** The message if a partner has no key to sign requests with. */
export const rsaKeyRequired = 'signed requests use PS256, so the partner needs an RSA key'

/** What the claims of a signature are checked against. */
export type SignatureContext = {
  readonly world: { readonly id: string }
  readonly partner: PartnerRecord
  /** The media type of the signed body, without parameters. */
  readonly media: string
  /** Real time, epoch milliseconds. */
  readonly real: number
}

/**
 * Returns the allowed values of `iss`: the client id; with a software of the directory also
 * `org_id/software_id` and `org_id`.
 */
function issuersOf({ partner: { id, softwareId }, world }: SignatureContext): string[] {
  if (softwareId === undefined) return [id]
  const organisation = organisationOf(world.id).id
  return [id, `${organisation}/${softwareId}`, organisation]
}

/** The oldest accepted signature in seconds: as long as a client may retry one request. */
const maxAgeSeconds = 3_600
/** How far a client's clock may be ahead, in seconds. */
const maxSecondsAhead = 10

/** Returns what a claim must be, or undefined if it is valid. */
type Rule = (value: unknown, expected: SignatureContext) => string | undefined

const must = (holds: boolean, be: string) => (holds ? undefined : `must be ${be}`)
const oneOf = (value: unknown, allowed: readonly string[]) =>
  must(
    allowed.some((one) => one === value),
    allowed.join(' or '),
  )

const rules: Record<string, Rule> = {
  alg: (value) => oneOf(value, ['PS256']),
  kid: (value, { partner }) => {
    const kids = signingKeysOf(partner).map(({ kid }) => kid)
    return must(kids.includes(value as string), `the kid of one of your RSA keys: ${kids.join(', ') || 'none exists'}`)
  },
  [claims.iat]: (value, { real }) => {
    const now = Math.floor(real / 1000)
    if (typeof value !== 'number' || value > now + maxSecondsAhead)
      return `must be epoch seconds that are not in the future; now: ${now}`
    return must(value >= now - maxAgeSeconds, `at most ${maxAgeSeconds} seconds old; sign again; now: ${now}`)
  },
  [claims.iss]: (value, expected) => oneOf(value, issuersOf(expected)),
  [claims.tan]: (value) => oneOf(value, [trustAnchor]),
  crit: (value) =>
    must(
      Array.isArray(value) && value.length === critical.length && critical.every((one) => value.includes(one)),
      `a list of ${critical.join(', ')}`,
    ),
  typ: (value) => oneOf(value, ['JOSE']),
  cty: (value, { media }) => oneOf(value, isJson(media) ? ['application/json', 'json'] : [media]),
}

const isJson = (media: string) => media === 'application/json'

/** The required claims. A body other than JSON must state its media type. */
const requiredClaims = ({ media }: SignatureContext) => [
  'alg',
  'kid',
  ...critical,
  'crit',
  ...(isJson(media) ? [] : ['cty']),
]

/**
 * Returns every fault of a JOSE header. The path of a fault is the name of its claim, as in the
 * standard.
 */
export function findSignatureFaults(header: Readonly<Record<string, unknown>>, expected: SignatureContext): Fault[] {
  const missing = requiredClaims(expected).filter((name) => !Object.hasOwn(header, name))
  const faults = Object.entries(header).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const why = rule ? rule(value, expected) : 'is not a known claim; remove it'
    if (why === undefined) return []
    const given = JSON.stringify(value).slice(0, 100)
    return [{ code: 'signature-claim-invalid' as const, message: `${name}: ${why} (got ${given})`, path: name }]
  })
  return [
    ...missing.map((name) => ({
      code: 'signature-claim-missing' as const,
      message: `${name}: is required in the header of the signature`,
      path: name,
    })),
    ...faults,
  ]
}
