import { problems } from '#bank/base/problem.ts'

/*
 * Masks secrets in what the request log shows. A secret is known by the name of its field and, so
 * that a new field cannot leak one, by its shape. Texts may be cut, so none is parsed.
 */

/** What stands in place of a secret. */
export const mask = '***'

/** Headers that are never secret, although their names sound like it. */
const openHeaders = new Set(['x-idempotency-key', 'x-fapi-auth-date', 'www-authenticate', 'sec-websocket-key'])
const secretHeader = /auth|token|key|secret|cookie|signature|cert|dpop|assertion|credential|password/

/** Names of fields, parameters and form inputs that hold secrets. */
const secretName =
  /(token|secret|password|passcode|passphrase|assertion|proof|verifier|credentials?|cookies?|signature|software_?statement|private_?key|control_?key|api_?key|id_token_hint|request_uri)$/i
/** Names that hold secrets only if they are the whole name. */
const secretWord = /^(code|otp|pin|request|response|jwt|jws|ssa|user_code|auth_req_id)$/
/** Members of a private or symmetric JWK (RFC 7518). */
const privateMember = /^(d|p|q|dp|dq|qi|k)$/

const isSecretName = (name: string): boolean => secretName.test(name) || secretWord.test(name)

/** Whether a value under a secret's name is none: a problem's code, a word, or empty. */
function isHarmless(name: string, value: string): boolean {
  if (value === '' || value === mask) return true
  if (name === 'code') return Object.hasOwn(problems, value)
  // `response` is also a word of OAuth and of the standard.
  return (name === 'response' || name === 'request') && value.length < 20
}

/** Masks a header by its name, and every secret in its value. Keeps the scheme of credentials. */
export function maskHeader(name: string, value: string): string {
  const lower = name.toLowerCase()
  if (openHeaders.has(lower) || !secretHeader.test(lower)) return maskText(value)
  if (lower === 'set-cookie') return maskText(value.replace(/=[^;]*/, `=${mask}`))
  const [, scheme] = /^(Bearer|DPoP|Basic) /i.exec(value) ?? []
  return scheme ? `${scheme} ${mask}` : mask
}

/** Masks the secrets of any text: JSON, a form, a page, a URL. */
export function maskText(text: string): string {
  return maskShapes(maskHandles(maskInputs(maskPairs(maskFields(text)))))
}

/** Masks the handle of an authorization in the path of its pages: a cookie has the same value. */
const maskHandles = (text: string): string =>
  text.replace(/(\/authorization\/[\w%-]+\/(?:interaction|authorize)\/)[\w-]+/g, `$1${mask}`)

/** Masks fields of JSON by their names, also where the text is cut in the middle of a value. */
const maskFields = (text: string): string =>
  text.replace(
    /"((?:[^"\\]|\\.){1,80})"(\s*:\s*)(?:"((?:[^"\\]|\\.)*)("|\\?$)|(-?\d[\d.]*))/g,
    (whole, name: string, colon: string, value: string | undefined, end: string | undefined, number?: string) => {
      const isKey = privateMember.test(name) && (value?.length ?? 0) >= 16
      if (!isKey && !isSecretName(name)) return whole
      if (isHarmless(name, value ?? number ?? '')) return whole
      return `"${name}"${colon}"${mask}${end === undefined ? '"' : end}`
    },
  )

/** Masks parameters of queries, fragments and forms by their names. */
const maskPairs = (text: string): string =>
  text.replace(/(^|[?&#]|&amp;|&#38;)([\w.%-]{1,80})=([^&#\s"'<>\\]*)/g, (whole, start, name: string, value: string) =>
    isSecretName(decode(name)) && !isHarmless(name, value) ? `${start}${name}=${mask}` : whole,
  )

/** Masks the values of form inputs of a page by their names, whatever order they have. */
const maskInputs = (text: string): string =>
  text.replace(/<input\b[^>]*>/gi, (tag) => {
    const [, name = ''] = /\bname="([^"]*)"/i.exec(tag) ?? []
    return isSecretName(name) ? tag.replace(/\bvalue="[^"]*"/i, `value="${mask}"`) : tag
  })

const shapes: readonly RegExp[] = [
  // Developer tokens and control keys.
  /\b(?:dev|ctl)_[a-z0-9]{1,24}_[A-Za-z0-9-]{8,64}/g,
  // Secrets of webhooks, also such as are cut.
  /\bwhsec_[A-Za-z0-9+/=_-]+/g,
  // JWTs (JWS and JWE), also detached ones and such as are cut.
  /eyJ[\w-]*\.[\w.-]*/g,
  // Private keys in PEM, also inside JSON.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
]

/** Long random texts: codes, refresh tokens, handles, thumbprints. */
const randomText = /(?<![\w+-])[\w-]{32,}(?![\w-])/g

/** One-time codes that a page shows in place of a text message: six digits. */
const oneTimeCode = /(?<![\w.,:#&/-])\d{6}(?![\w,/-]|\.\d)/g

function maskShapes(text: string): string {
  const masked = shapes
    .reduce((before, shape) => before.replace(shape, mask), text)
    .replace(randomText, (run) => (isRandom(run) ? mask : run))
  return /^\s*<!doctype html/i.test(text) ? masked.replace(oneTimeCode, mask) : masked
}

/** Whether a long run of letters and digits looks drawn, not written: it mixes all three kinds. */
const isRandom = (run: string): boolean => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
