/**
 * What a client runs before each request of the collection: it signs the client assertion
 * (RFC 7523) and the DPoP proof (RFC 9449), and makes the PKCE challenge. Clients differ in the
 * cryptography that their scripts may use, so this is plain JavaScript: SHA-256, and ES256 over
 * BigInt. It takes no care against timing, so it is for the keys of a sandbox alone.
 */
export const signingScript = `// Signs with the partner's key, for a sandbox only: a real app uses a library.
const bytesOf = (text) => Array.from(unescape(encodeURIComponent(text)), (c) => c.charCodeAt(0))
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const base64url = (bytes) => {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0)
    for (let j = 0; j < Math.min(4, bytes.length - i + 1); j++) text += letters[(n >> (18 - 6 * j)) & 63]
  }
  return text
}
const bytesOfBase64url = (text) => {
  const bytes = []
  let bits = 0
  let n = 0
  for (const letter of text) {
    n = ((n << 6) | letters.indexOf(letter)) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((n >> bits) & 255)
    }
  }
  return bytes
}

// SHA-256 (FIPS 180-4). Its constants are bits of the roots of the first primes.
const primes = []
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
const fraction = (root) => ((root - Math.floor(root)) * 0x100000000) | 0
const rounds = primes.map((prime) => fraction(Math.cbrt(prime)))
const turn = (word, by) => (word >>> by) | (word << (32 - by))
const sha256 = (message) => {
  const bytes = message.concat([0x80])
  while (bytes.length % 64 !== 56) bytes.push(0)
  const length = message.length * 8
  bytes.push(0, 0, 0, 0, (length >>> 24) & 255, (length >>> 16) & 255, (length >>> 8) & 255, length & 255)
  const state = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
  for (let at = 0; at < bytes.length; at += 64) {
    const w = []
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        const k = at + 4 * i
        w.push((bytes[k] << 24) | (bytes[k + 1] << 16) | (bytes[k + 2] << 8) | bytes[k + 3])
      } else {
        const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3)
        const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10)
        w.push((w[i - 16] + s0 + w[i - 7] + s1) | 0)
      }
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i] + word) | 0
    })
  }
  return state.flatMap((word) => [(word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

// ES256 (FIPS 186-5) on the curve P-256, with points in Jacobian coordinates.
const hex = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
const number = (bytes) => BigInt('0x' + hex(bytes))
const bytes32 = (n) => n.toString(16).padStart(64, '0').match(/../g).map((pair) => parseInt(pair, 16))
const p = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
const gx = BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296')
const gy = BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5')
const [zero, one, two, three, four, eight] = [0, 1, 2, 3, 4, 8].map((n) => BigInt(n))
const mod = (a, m) => ((a % m) + m) % m
const inverse = (a, m) => {
  let [r0, r1, t0, t1] = [m, mod(a, m), zero, one]
  while (r1 !== zero) {
    const q = r0 / r1
    ;[r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1]
  }
  return mod(t0, m)
}
const double = ([x, y, z]) => {
  const s = mod(four * x * y * y, p)
  const m = mod(three * (x - z * z) * (x + z * z), p)
  const x2 = mod(m * m - two * s, p)
  return [x2, mod(m * (s - x2) - eight * y * y * y * y, p), mod(two * y * z, p)]
}
const add = ([x, y, z]) => {
  if (z === zero) return [gx, gy, one]
  const h = mod(gx * z * z - x, p)
  const r = mod(gy * z * z * z - y, p)
  const v = mod(x * h * h, p)
  const x2 = mod(r * r - h * h * h - two * v, p)
  return [x2, mod(r * (v - x2) - y * h * h * h, p), mod(h * z, p)]
}
const signEs256 = (text, d) => {
  const digest = sha256(bytesOf(text))
  const k = mod(number(sha256(bytes32(d).concat(digest))), order)
  let point = [one, one, zero]
  for (const bit of k.toString(2)) {
    point = double(point)
    if (bit === '1') point = add(point)
  }
  const z = inverse(point[2], p)
  const r = mod(mod(point[0] * z * z, p), order)
  const s = mod(inverse(k, order) * (number(digest) + r * d), order)
  return bytes32(r).concat(bytes32(s))
}
const signJwt = (header, claims, key) => {
  const part = (object) => base64url(bytesOf(JSON.stringify(object)))
  const text = part(Object.assign({ alg: 'ES256' }, header)) + '.' + part(claims)
  return text + '.' + base64url(signEs256(text, number(bytesOfBase64url(key.d))))
}

const authorization = String(pm.request.headers.get('Authorization') || '')
const stored = pm.collectionVariables.get('privateKey')
if (stored && !authorization.startsWith('Bearer ')) {
  const key = JSON.parse(stored)
  const now = Number(pm.variables.replaceIn('{{$timestamp}}'))
  const random = () => pm.variables.replaceIn('{{$guid}}')
  const clientId = pm.collectionVariables.get('clientId')

  const assertion = { iss: clientId, sub: clientId, aud: pm.collectionVariables.get('issuer') }
  const times = { jti: random(), iat: now, exp: now + 60 }
  pm.collectionVariables.set('clientAssertion', signJwt({ kid: key.kid }, Object.assign(assertion, times), key))

  const url = pm.variables.replaceIn(pm.request.url.toString()).split('?')[0]
  const proof = { htm: pm.request.method, htu: url, jti: random(), iat: now }
  const scheme = 'DPoP '
  if (authorization.startsWith(scheme)) {
    const token = pm.variables.replaceIn(authorization).slice(scheme.length)
    proof.ath = base64url(sha256(bytesOf(token)))
  }
  const jwk = { kty: key.kty, crv: key.crv, x: key.x, y: key.y }
  pm.collectionVariables.set('dpopProof', signJwt({ typ: 'dpop+jwt', jwk }, proof, key))

  if (!pm.collectionVariables.get('codeVerifier')) {
    const verifier = (random() + random()).replace(/-/g, '')
    pm.collectionVariables.set('codeVerifier', verifier)
    pm.collectionVariables.set('codeChallenge', base64url(sha256(bytesOf(verifier))))
  }
}
`
