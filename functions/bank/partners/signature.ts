import type { Fault } from '#bank/base/problem.ts'
import { algorithmOf, isSigning } from './jwks.ts'
import type { PartnerRecord } from './partner.ts'
import { profileRules } from './profile-rules.ts'
import { organisationOf } from './software.ts'

/**
 * The header that carries a detached JWS (RFC 7515, appendix F) of the body, of requests and of
 * answers.
 */
export const signatureHeader = 'x-jws-signature'

/**
 * Claims that the JOSE header of a signature carries beside the algorithm and the key (Read/Write
 * API, "Message Signing").
 */
export const claims = {
  iat: 'http://openbanking.org.uk/iat',
  iss: 'http://openbanking.org.uk/iss',
  tan: 'http://openbanking.org.uk/tan',
} as const

/** What `crit` lists: exactly these, and never `b64`, which went with v3.1.4. */
export const critical: readonly string[] = Object.values(claims)

/**
 * The trust anchor that holds everybody's keys. A sandbox has a directory of its own, and calls it
 * what clients expect.
 */
export const trustAnchor = 'openbanking.org.uk'

/**
 * Whether a partner's payment requests must be signed: as its setting says, or else its profile.
 */
export const isSigningRequired = ({ signing, profile }: Pick<PartnerRecord, 'signing' | 'profile'>): boolean =>
  (signing ?? profileRules[profile].signing) === 'required'

/** The keys that a partner may sign payloads with. */
export const signingKeysOf = ({ jwks }: Pick<PartnerRecord, 'jwks'>) =>
  jwks.keys.filter((jwk) => isSigning(jwk) && algorithmOf(jwk) === 'PS256')

/** Why a partner cannot be made to sign. */
export const rsaKeyRequired = 'requests are signed PS256, and for that the partner needs an RSA key'

/** What a signature is held against. */
export type SignatureContext = {
  readonly world: { readonly id: string }
  readonly partner: PartnerRecord
  /** The media type of what was signed, without parameters. */
  readonly media: string
  /** Real time, epoch milliseconds. */
  readonly real: number
}

/**
 * How a partner may call itself: its client id; with a software of the directory also
 * `org_id/software_id`, or its `org_id`.
 */
function issuersOf({ partner: { id, softwareId }, world }: SignatureContext): string[] {
  if (softwareId === undefined) return [id]
  const organisation = organisationOf(world.id).id
  return [id, `${organisation}/${softwareId}`, organisation]
}

/**
 * How old a signature may be, in seconds: as long as a client may go on trying to send one request.
 */
const maxAgeSeconds = 3_600
/** How far a client's clock may be ahead of ours, in seconds. */
const maxSecondsAhead = 10

/** What a claim must be; undefined where it is. */
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
    return must(
      kids.includes(value as string),
      `the id of an RSA key of yours; there are: ${kids.join(', ') || 'none'}`,
    )
  },
  [claims.iat]: (value, { real }) => {
    const now = Math.floor(real / 1000)
    if (typeof value !== 'number' || value > now + maxSecondsAhead)
      return `must be seconds since 1970 that have passed; now: ${now}`
    return must(value >= now - maxAgeSeconds, `at most ${maxAgeSeconds} seconds old: sign again; now: ${now}`)
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

/** Claims that must be there. What is no JSON must say what it is. */
const mandatory = ({ media }: SignatureContext) => [
  'alg',
  'kid',
  ...critical,
  'crit',
  ...(isJson(media) ? [] : ['cty']),
]

/**
 * Everything that is wrong with a JOSE header, in the standard's words: the path of a fault is the
 * name of its claim.
 */
export function findSignatureFaults(header: Readonly<Record<string, unknown>>, expected: SignatureContext): Fault[] {
  const missing = mandatory(expected).filter((name) => !Object.hasOwn(header, name))
  const faults = Object.entries(header).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const why = rule ? rule(value, expected) : 'has no meaning here: take it out'
    if (why === undefined) return []
    const given = JSON.stringify(value).slice(0, 100)
    return [{ code: 'signature-claim-invalid' as const, message: `${name} ${why} (got ${given})`, path: name }]
  })
  return [
    ...missing.map((name) => ({
      code: 'signature-claim-missing' as const,
      message: `the signature's header must have ${name}`,
      path: name,
    })),
    ...faults,
  ]
}
