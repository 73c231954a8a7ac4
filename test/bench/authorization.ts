import { hash, randomUUID } from 'node:crypto'
import autocannon, { type Request, type Result } from 'autocannon'
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { Figure } from './http.ts'
import { median, type Running, start } from './process.ts'

export const controlKey = 'Bearer ctl_default_hackathon'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Returns the rate, in requests a second, at which a server answers requests that all differ. The
 * requests are made before the measurement begins.
 */
export async function rateOf(url: string, requests: readonly Request[]): Promise<number> {
  let sent = 0
  const setupRequest = (request: Request) => ({ ...request, ...requests[sent++ % requests.length] })
  // The rate counts from the first request to the last answer, not in whole seconds.
  let [first, last] = [0, 0]
  const { non2xx, errors } = await new Promise<Result>((resolve, reject) => {
    const options = { url, amount: requests.length, connections: 24, sampleInt: 20, requests: [{ setupRequest }] }
    const run = autocannon(options, (error: unknown, result: Result) => (error ? reject(error) : resolve(result)))
    run.on('start', () => {
      first = performance.now()
    })
    run.on('response', () => {
      last = performance.now()
    })
  })
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} refusals, ${errors} errors under load`)
  return (requests.length / (last - first)) * 1000
}

type Key = Parameters<SignJWT['sign']>[0]
type Partner = { clientId: string; issuer: string; privateJwks: { keys: { kid: string; alg: string }[] } }

const assertion = (key: Key, kid: string, client: string, audience: string, alg = 'PS256'): Promise<string> =>
  new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg, kid })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key)

async function tokenRequests(
  key: Key,
  kid: string,
  client: string,
  audience: string,
  count: number,
): Promise<Request[]> {
  const one = async (): Promise<Request> => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'accounts',
      client_assertion_type: assertionType,
      client_assertion: await assertion(key, kid, client, audience),
    })
    // autocannon changes the headers object that it gets.
    return { method: 'POST', headers: { ...form }, body: body.toString() }
  }
  return Promise.all(Array.from({ length: count }, one))
}

export async function newPartner(bank: Running, asked: object): Promise<Partner> {
  const response = await fetch(new URL('/control/partners', bank.url), {
    method: 'POST',
    headers: { authorization: controlKey, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  })
  if (response.status !== 201) throw new Error(`a partner was refused: ${await response.text()}`)
  return response.json() as Promise<Partner>
}

/**
 * Many short rounds: each compares two servers within a second or two, in which the machine changes
 * little.
 */
const tokenRounds = 10

/**
 * Measures the rate of client-credentials tokens against plain oidc-provider with its memory
 * adapter. Returns the median of all rounds except the first.
 */
export async function tokens(folder: string, count: number): Promise<Figure> {
  const client = await generateKeyPair('PS256', { extractable: true })
  const provider = await generateKeyPair('ES256', { extractable: true })
  process.env.BENCH_CLIENT_JWK = JSON.stringify({
    ...(await exportJWK(client.publicKey)),
    kid: 'c',
    alg: 'PS256',
    use: 'sig',
  })
  process.env.BENCH_PROVIDER_JWK = JSON.stringify({
    ...(await exportJWK(provider.privateKey)),
    kid: 'p',
    alg: 'ES256',
    use: 'sig',
  })
  const each = Math.ceil((count * 3) / tokenRounds)
  const control = await start('test/bench/provider.ts', [], folder)
  const bank = await start('functions/local.ts', ['--port', '0'], folder)
  try {
    const { clientId, issuer, privateJwks } = await newPartner(bank, { profile: 'obuk-fapi1-advanced' })
    const [jwk] = privateJwks.keys as [{ kid: string; alg: string }]
    const key = (await importJWK(jwk, jwk.alg)) as Key
    const ratios: number[] = []
    const controls: number[] = []
    for (let round = 0; round < tokenRounds; round++) {
      const plain = control.url.replace(/\/token$/, '')
      const [theirs, ours] = await Promise.all([
        tokenRequests(client.privateKey, 'c', 'bench', plain, each),
        tokenRequests(key, jwk.kid, clientId, `${issuer}/token`, each),
      ])
      const base = await rateOf(control.url, theirs)
      const measured = await rateOf(`${issuer}/token`, ours)
      // The first round warms both servers.
      if (round > 0) {
        controls.push(base)
        ratios.push(measured / base)
      }
    }
    const ratio = median(ratios)
    return {
      what: 'client-credentials tokens',
      target: '>= 0.8 of plain oidc-provider in memory',
      measured: `${ratio.toFixed(2)} of ${Math.round(median(controls))}/s`,
      passes: ratio >= 0.8,
    }
  } finally {
    await Promise.all([control.stop(), bank.stop()])
  }
}

/**
 * Measures pages of account information with a DPoP-bound token and a new proof for each request,
 * against the usual control.
 */
export async function boundPages(folder: string, count: number): Promise<Figure> {
  const control = await start('test/bench/control.ts', [], folder)
  const bank = await start('functions/local.ts', ['--port', '0'], folder)
  try {
    const { token, proofs } = await boundToken(bank)
    const url = `${new URL(bank.url).origin}/open-banking/v4.0/aisp/accounts/acc_0_current/transactions`
    const ratios: number[] = []
    const controls: number[] = []
    for (let round = 0; round < 4; round++) {
      const made = await proofs('GET', url, count, token)
      const bound = made.map((dpop): Request => ({ method: 'GET', headers: { authorization: `DPoP ${token}`, dpop } }))
      // Both servers get the same requests, so that the cost of creating and sending them cancels
      // out.
      const base = await rateOf(control.url, bound)
      const measured = await rateOf(url, bound)
      if (round > 0) {
        controls.push(base)
        ratios.push(measured / base)
      }
    }
    const ratio = median(ratios)
    return {
      what: 'page of 50 with a DPoP-bound token',
      target: '>= 0.07 of the control',
      measured: `${ratio.toFixed(2)} of ${Math.round(median(controls))}/s`,
      passes: ratio >= 0.07,
    }
  } finally {
    await Promise.all([control.stop(), bank.stop()])
  }
}

/**
 * Creates a FAPI 2.0 partner whose robot customer has consented to everything, by plain calls as a
 * client makes them.
 */
async function boundToken(bank: Running) {
  const { clientId, issuer, privateJwks } = await newPartner(bank, { profile: 'fapi2', robot: 'approve' })
  const [jwk] = privateJwks.keys as [{ kid: string; alg: string }]
  const key = (await importJWK(jwk, jwk.alg)) as Key
  const own = await generateKeyPair('ES256', { extractable: true })
  const publicJwk = await exportJWK(own.publicKey)
  const proof = (method: string, url: string, token?: string) =>
    new SignJWT({ jti: randomUUID(), htm: method, htu: url, ...(token && { ath: hash('sha256', token, 'base64url') }) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk })
      .setIssuedAt()
      .sign(own.privateKey)
  const post = async (path: string, fields: Record<string, string>) => {
    const url = `${issuer}${path}`
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...form, dpop: await proof('POST', url) },
      body: new URLSearchParams({
        ...fields,
        client_id: clientId,
        client_assertion_type: assertionType,
        client_assertion: await assertion(key, jwk.kid, clientId, issuer, jwk.alg),
      }),
    })
    const body = (await response.json()) as Record<string, string>
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`)
    return body
  }
  const { access_token: ownToken = '' } = await post('/token', { grant_type: 'client_credentials', scope: 'accounts' })
  const consents = `${new URL(bank.url).origin}/open-banking/v4.0/aisp/account-access-consents`
  const lodged = await fetch(consents, {
    method: 'POST',
    headers: {
      authorization: `DPoP ${ownToken}`,
      dpop: await proof('POST', consents, ownToken),
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      Data: {
        Permissions: [
          'ReadAccountsDetail',
          'ReadTransactionsDetail',
          'ReadTransactionsCredits',
          'ReadTransactionsDebits',
        ],
      },
      Risk: {},
    }),
  })
  const { Data } = (await lodged.json()) as { Data: { ConsentId: string } }
  const verifier = 'v'.repeat(43)
  const redirect_uri = 'http://localhost:3000/callback'
  const { request_uri = '' } = await post('/par', {
    response_type: 'code',
    redirect_uri,
    scope: 'openid accounts',
    code_challenge: hash('sha256', verifier, 'base64url'),
    code_challenge_method: 'S256',
    claims: JSON.stringify({ id_token: { openbanking_intent_id: { value: Data.ConsentId, essential: true } } }),
  })
  const query = new URLSearchParams({ client_id: clientId, request_uri })
  const { headers } = await fetch(`${issuer}/authorize?${query}`, { redirect: 'manual' })
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
  const { access_token: token = '' } = await post('/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri,
    code_verifier: verifier,
  })
  const proofs = (method: string, url: string, count: number, of: string) =>
    Promise.all(Array.from({ length: count }, () => proof(method, url, of)))
  return { token, proofs }
}
