import type { PartnerRecord } from './partner.ts'
import type { Fault } from './problem.ts'

/** The header that carries a detached JWS (RFC 7515, appendix F) of the body, of requests and of answers. */
export const signatureHeader = 'x-jws-signature'

/** Claims that the JOSE header of a signature carries beside the algorithm and the key (Read/Write API, "Message Signing"). */
export const claims = {
  iat: 'http://openbanking.org.uk/iat',
  iss: 'http://openbanking.org.uk/iss',
  tan: 'http://openbanking.org.uk/tan',
} as const

/** What `crit` lists: exactly these, and never `b64`, which went with v3.1.4. */
export const critical: readonly string[] = Object.values(claims)

/** The trust anchor that holds everybody's keys. A sandbox has a directory of its own, and calls it what clients expect. */
export const trustAnchor = 'openbanking.org.uk'

/** This bank in the directory's books: of 18 characters, as the UK's are. */
export const bankId = 'SandbankSandbank00'

/** Whether a partner's payment requests must be signed. The UK profile asks for it, unless the partner's setting says otherwise. */
export const isSigningRequired = ({ signing, profile }: PartnerRecord): boolean =>
  (signing ?? (profile === 'obuk-fapi1-advanced' ? 'required' : 'optional')) === 'required'

/** How a partner may call itself: its client id, or what its software statement says, `org_id/software_id` first of all. */
export function issuersOf({ id, software: { org_id: organisation, software_id: software } = {} }: PartnerRecord) {
  if (typeof organisation !== 'string') return [id]
  return [id, organisation, ...(typeof software === 'string' ? [`${organisation}/${software}`] : [])]
}

/** The key that a partner signs with by this id: RSA, of 2048 bits at least. */
export function signingKeyOf({ jwks }: PartnerRecord, kid: unknown): { n: string; e: string } | undefined {
  for (const { kty, use = 'sig', alg = 'PS256', n, e, ...key } of jwks.keys) {
    if (key.kid !== kid || kty !== 'RSA' || use !== 'sig' || alg !== 'PS256') continue
    if (typeof n === 'string' && typeof e === 'string' && n.length >= shortestModulus) return { n, e }
  }
  return undefined
}
/** 2048 bits in base64url. */
const shortestModulus = 342

/** What a signature is held against. `media` is the type of what was signed, without parameters; `real` the real time in epoch milliseconds. */
export type Signing = { readonly partner: PartnerRecord; readonly media: string; readonly real: number }

/** How old a signature may be, in seconds: as long as a client may go on trying to send one request. */
const oldest = 3_600
/** How far a client's clock may be ahead of ours, in seconds. */
const ahead = 10

/** What a claim must be; undefined where it is. */
type Rule = (value: unknown, expected: Signing) => string | undefined

const must = (holds: boolean, be: string) => (holds ? undefined : `must be ${be}`)
const oneOf = (value: unknown, allowed: readonly string[]) =>
  must(
    allowed.some((one) => one === value),
    allowed.join(' or '),
  )

const rules: Record<string, Rule> = {
  alg: (value) => oneOf(value, ['PS256']),
  kid: (value, { partner }) =>
    must(
      signingKeyOf(partner, value) !== undefined,
      `the id of an RSA key of yours for PS256; your keys: ${partner.jwks.keys.map(({ kid }) => kid).join(', ')}`,
    ),
  [claims.iat]: (value, { real }) => {
    const now = Math.floor(real / 1000)
    if (typeof value !== 'number' || value > now + ahead)
      return `must be seconds since 1970 that have passed; now: ${now}`
    return must(value >= now - oldest, `at most ${oldest} seconds old: sign again; now: ${now}`)
  },
  [claims.iss]: (value, { partner }) => oneOf(value, issuersOf(partner)),
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
const mandatory = ({ media }: Signing) => ['alg', 'kid', ...critical, 'crit', ...(isJson(media) ? [] : ['cty'])]

/** Everything that is wrong with a JOSE header, in the standard's words: the path of a fault is the name of its claim. */
export function signatureFaults(header: Readonly<Record<string, unknown>>, expected: Signing): Fault[] {
  const missing = mandatory(expected).filter((name) => !Object.hasOwn(header, name))
  const faults = Object.entries(header).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const why = rule ? rule(value, expected) : 'has no meaning here: take it out'
    if (why === undefined) return []
    const given = JSON.stringify(value).slice(0, 100)
    return [{ code: 'signature-claim-invalid' as const, message: `${name} ${why}; given: ${given}`, path: name }]
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
