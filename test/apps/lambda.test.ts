import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mount, openBanking } from '#apps/open-banking/app.ts'
import { bundleLambdas } from '#infra/bundle.ts'
import { dynamoStore } from '#store/dynamo.ts'
import { oidcItems, wakeUps } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import { type Fetch, openSurfaces } from '#surfaces'
import { type Engine, engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { type Gateway, gatewayTo, tlsBefore } from '#test/support/lambda/gateway.ts'
import { type Answer, baseUrl, mtlsUrl, type RunningLambda, startLambda } from '#test/support/lambda/lambda.ts'
import { leftOf, recordOf } from '#test/support/lambda/stream.ts'
import { walks } from '#test/support/lambda/walks.ts'
import {
  assertionOf,
  type Bank,
  call,
  connect,
  join as joinAs,
  type Partner,
  proofFor,
  refresh,
  requestObjectOf,
} from '#test/support/partners.ts'
import { externalPayee, openPaymentBank, pounds } from '#test/support/payment-bank.ts'
import { clientOf, fillPath, testNow } from '#test/support/sandbox.ts'
import { fetchOverSocket } from '#test/support/sockets.ts'

const organiserKey = 'the-organiser-of-this-test'
const organiser = { authorization: `Bearer ${organiserKey}` }
const running: RunningLambda[] = []
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-lambdas-'))
  await bundleLambdas({ into: folder })
})

afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()))
  await rm(folder, { recursive: true })
})

async function start(name: string, settings: Record<string, string>, calls?: string): Promise<RunningLambda> {
  const started = await startLambda(join(folder, name), settings, calls)
  running.push(started)
  return started
}

describe('the built site, with one setting and no table', () => {
  let site: RunningLambda
  beforeAll(async () => {
    site = await start('site', { SANDBANK_BASE_URL: baseUrl })
  })

  test('serves its first page and the OpenAPI document, which name the address of the sandbox', async () => {
    const { status, body } = await site.request('GET', '/')
    expect(status).toBe(200)
    expect(body).toContain(`${baseUrl}/control/worlds`)
    expect(JSON.parse((await site.request('GET', '/openapi.json')).body).servers).toEqual([{ url: baseUrl }])
  })

  test.each([
    ['/looks/reference.css', 'text/css'],
    ['/looks/reference.js', 'text/javascript'],
  ])('serves %s from its bundle', async (path, type) => {
    const { status, headers, body } = await site.request('GET', path)
    expect(status).toBe(200)
    expect(headers['content-type']).toContain(type)
    expect(body.length).toBeGreaterThan(1_000)
  })

  test('serves no other file', async () => {
    expect((await site.request('GET', '/nowhere')).status).toBe(404)
  })
})

const engine = await startEngine()
if (!engine) test.skip(`the built Lambdas with a table: ${engineAbsent}`, () => {})
else describe('with a table', () => withTable(engine))

/** Returns the text of a page, which may be compressed. */
const gunzipped = ({ headers, bytes }: Answer): string =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()

function withTable(engine: Engine): void {
  let table: string
  let settings: Record<string, string>
  let lambdas: Record<'control' | 'open-banking' | 'authorization', RunningLambda>
  let control: RunningLambda

  beforeAll(async () => {
    table = await engine.createTable()
    settings = {
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      SANDBANK_TABLE: table,
    }
    const digest = createHash('sha256').update(organiserKey).digest('hex')
    const answering = { ...settings, SANDBANK_BASE_URL: baseUrl, SANDBANK_MTLS_URL: mtlsUrl }
    lambdas = {
      control: await start('control', { ...answering, SANDBANK_ORGANISER_DIGEST: digest }),
      'open-banking': await start('open-banking', answering),
      authorization: await start('authorization', answering),
    }
    control = lambdas.control
  })
  afterAll(() => engine.stop())

  async function newWorld() {
    const body = { seed: 7, size: 6, now: testNow, rate: 0, customer: 'all' }
    const made = await control.request('POST', '/control/worlds', { headers: organiser, body })
    expect(made.status).toBe(201)
    return JSON.parse(made.body) as { id: string; controlKey: string; developerToken: string; openBanking: string }
  }

  test('the built control creates a world for the organiser, whose links lead back to the API', async () => {
    expect((await newWorld()).openBanking).toBe(`${baseUrl}/open-banking/v4.0`)
  })

  test('an outage reaches the built Lambdas, and their status feed shows it', async () => {
    const { id, controlKey, developerToken } = await newWorld()
    const owner = { headers: { authorization: `Bearer ${controlKey}` } }
    const outages = `/control/worlds/${id}/outages`
    const body = { area: 'bank', minutes: 10, explanation: 'Storm' }
    const { id: outage } = JSON.parse((await control.request('POST', outages, { ...owner, body })).body)
    const accounts = () =>
      lambdas['open-banking'].request('GET', '/open-banking/v4.0/aisp/accounts', {
        headers: { authorization: `Bearer ${developerToken}` },
      })
    const token = await lambdas.authorization.request('POST', `/authorization/${id}/token`, { body: { a: 'b' } })
    for (const answer of [await accounts(), token]) {
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '60'])
      expect(answer.body).toContain(`Storm: sudden outage ${outage} of the whole bank`)
    }
    const feed = await lambdas['open-banking'].request('GET', `/open-banking/discovery/status?world=${id}`)
    expect([feed.status, JSON.parse(feed.body).data.status]).toEqual([200, 'UNAVAILABLE'])
    expect((await control.request('DELETE', `${outages}/${outage}`, owner)).status).toBe(204)
    expect((await accounts()).status).toBe(200)
  })

  test('the built console signs in by control key, and moves the clock of that world once', async () => {
    const { id, controlKey } = await newWorld()
    const digest = createHash('sha256').update(organiserKey).digest('hex')
    const own = { ...settings, SANDBANK_BASE_URL: baseUrl, SANDBANK_ORGANISER_DIGEST: digest }
    const console = await start('console', own)
    const jar = new Map<string, string>()
    const cookies = () => [...jar].map((pair) => pair.join('='))
    const keep = (answer: Answer) => {
      for (const one of answer.cookies ?? []) jar.set(...(/^([^=]+)=([^;]*)/.exec(one)!.slice(1) as [string, string]))
    }
    const open = async (path: string) => {
      const answer = await console.request('GET', path, { cookies: cookies() })
      keep(answer)
      return { status: answer.status, text: gunzipped(answer) }
    }
    const send = async (path: string, text: string, fields: Record<string, string>) => {
      const form = text.split(`action="${path}"`)[1] as string
      const hidden = [...form.split('</form>')[0]!.matchAll(/name="(\w+)" value="([^"]*)"/g)].slice(0, 3)
      const sent = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields }
      const answer = await console.request('POST', path, { cookies: cookies(), form: new URLSearchParams(sent) })
      keep(answer)
      return answer
    }
    const worlds = await open('/console/worlds')
    const signedIn = await send('/console/sign-in', worlds.text, { key: controlKey })
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, `/console/${id}`])
    const screen = await open(`/console/${id}`)
    expect([screen.status, screen.text]).toEqual([200, expect.stringContaining(`<h1>${id}</h1>`)])
    for (let n = 0; n < 2; n++)
      expect((await send(`/console/${id}/clock/advance`, screen.text, { move: 'day' })).status).toBe(303)
    const owner = { headers: { authorization: `Bearer ${controlKey}` } }
    const { now } = JSON.parse((await control.request('GET', `/control/worlds/${id}`, owner)).body)
    expect(now).toBe('2026-11-25T09:30:00.000Z')
  })

  test('the built control limits the worlds of its table', async () => {
    await newWorld()
    const digest = createHash('sha256').update(organiserKey).digest('hex')
    const own = { ...settings, SANDBANK_BASE_URL: baseUrl, SANDBANK_ORGANISER_DIGEST: digest, SANDBANK_WORLDS: '1' }
    const answer = await (await start('control', own)).request('POST', '/control/worlds', {
      headers: organiser,
      body: {},
    })
    expect([answer.status, JSON.parse(answer.body).errors[0].code]).toEqual([409, 'limit-reached'])
  })

  test('the built control and Read/Write API answer pages of the listed origins, the authorization server none', async () => {
    const settingsOf = (name: string) =>
      name === 'control' ? { SANDBANK_ORGANISER_DIGEST: createHash('sha256').update(organiserKey).digest('hex') } : {}
    const seen = await Promise.all(
      (
        [
          ['open-banking', '/open-banking/v4.0/aisp/accounts'],
          ['control', '/control/worlds'],
          ['authorization', '/authorization/wld_none/.well-known/openid-configuration'],
        ] as const
      ).map(async ([name, path]) => {
        const cors = { SANDBANK_CORS: 'http://localhost:5173,https://app.example' }
        const lambda = await start(name, { ...settings, ...settingsOf(name), ...cors, SANDBANK_BASE_URL: baseUrl })
        const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
        const [answer, preflight] = [
          await lambda.request('GET', path, { headers }),
          await lambda.request('OPTIONS', path, { headers }),
        ]
        return [answer, preflight].map((one) => [one.status, one.headers['access-control-allow-origin']])
      }),
    )
    expect(seen).toEqual([
      [
        [401, 'https://app.example'],
        [204, 'https://app.example'],
      ],
      [
        [401, 'https://app.example'],
        [204, 'https://app.example'],
      ],
      [
        [404, undefined],
        [404, undefined],
      ],
    ])
  })

  test.each<[string, Record<string, string>]>([
    ['without a key', {}],
    ['for another key', { authorization: 'Bearer another-key' }],
  ])('the built control creates no world %s', async (_, headers) => {
    expect((await control.request('POST', '/control/worlds', { headers, body: {} })).status).toBe(401)
  })

  test.each([
    ['fapi2', 'dpop'],
    ['obuk-fapi1-advanced', 'mtls'],
  ])('the built control creates a partner of %s, with keys and a certificate', async (profile, binding) => {
    const { controlKey } = await newWorld()
    const headers = { authorization: `Bearer ${controlKey}` }
    const { status, body } = await control.request('POST', '/control/partners', { headers, body: { profile } })
    const made = JSON.parse(body)
    expect([status, made.binding]).toEqual([201, binding])
    const [certificate, authority] = [made.transport.certificate, made.transport.authority].map(
      (pem) => new X509Certificate(pem),
    ) as [X509Certificate, X509Certificate]
    expect(certificate.verify(authority.publicKey)).toBe(true)
  })

  describe('the built open-banking answers like the local app, byte for byte,', () => {
    const { base, operations } = openBanking
    let lambda: RunningLambda
    let local: Hono
    let headers: Record<string, string>
    let oneCustomer: Record<string, string>
    let accounts: string[]

    beforeAll(async () => {
      lambda = lambdas['open-banking']
      local = localApp()
      const { id, controlKey, developerToken } = await newWorld()
      const made = await control.request('POST', `/control/worlds/${id}/tokens`, {
        headers: { authorization: `Bearer ${controlKey}` },
        body: { customer: 'cus_0' },
      })
      oneCustomer = { authorization: `Bearer ${JSON.parse(made.body).developerToken}` }
      headers = { authorization: `Bearer ${developerToken}`, 'x-fapi-interaction-id': randomUUID() }
      const { body } = await lambda.request('GET', `${base}/aisp/accounts`, { headers })
      accounts = JSON.parse(body).Data.Account.map(({ AccountId }: { AccountId: string }) => AccountId)
    })

    /** Sends a request to both, and returns both answers. */
    async function ask(method: string, path: string, sent = headers) {
      const { body, ...cloud } = await lambda.request(method, path, { headers: sent })
      const here = await local.request(baseUrl + path, { method, headers: sent })
      expect(cloud, `${method} ${path}`).toEqual({
        status: here.status,
        headers: Object.fromEntries(here.headers),
        bytes: Buffer.from(await here.arrayBuffer()),
      })
      expect(cloud.headers['x-fapi-interaction-id']).toBe(sent['x-fapi-interaction-id'])
      const isJson = cloud.headers['content-type']?.includes('json')
      return { status: cloud.status, next: isJson ? (JSON.parse(body).Links?.Next as string | undefined) : undefined }
    }

    const read = operations.filter(({ needs }) => needs === 'accounts')
    test.each(read)('$id', async ({ method, path, returns, problems }) => {
      const paths = path.includes('{AccountId}') ? accounts.map((id) => fillPath(path, id, testNow)) : [path]
      expect(paths.length).toBeGreaterThan(0)
      for (const one of paths) {
        const sent = problems.includes('customer-ambiguous') ? { ...headers, ...oneCustomer } : headers
        const { status, next } = await ask(method.toUpperCase(), base + one, sent)
        expect(status).toBe(returns.status)
        if (next) expect((await ask('GET', next.slice(baseUrl.length))).status).toBe(200)
      }
    })

    test.each([
      ['/aisp/accounts/nobodys', 400],
      ['/aisp/accounts?colour=red', 400],
      ['/nowhere', 404],
    ])('rejecting %s', async (path, status) => {
      expect((await ask('GET', base + path)).status).toBe(status)
    })

    test('rejecting an empty header', async () => {
      const sent = { ...headers, 'x-sandbank-scenario': '' }
      expect((await ask('GET', `${base}/aisp/accounts`, sent)).status).toBe(400)
    })

    test('ignoring the body of a read', async () => {
      const path = `${base}/aisp/accounts`
      const plain = await lambda.request('GET', path, { headers })
      expect(await lambda.request('GET', path, { headers, body: {} })).toEqual(plain)
    })

    test('rejecting a request without a token', async () => {
      const { authorization: _, ...anonymous } = headers
      expect((await ask('GET', `${base}/aisp/accounts`, anonymous)).status).toBe(401)
    })
  })

  describe('the built authorization', () => {
    test("signs a customer in to the customer's page, with cookies for https only", async () => {
      const { id } = await newWorld()
      const path = `/authorization/${id}/customer`
      const lambda = lambdas.authorization
      const page = await lambda.request('GET', `${path}?customer=cus_0`)
      const [, token = ''] = /name="token" value="([^"]+)"/.exec(page.body) ?? []
      const [, card = ''] = /name="card-passcode" value="([^"]+)"/.exec(page.body) ?? []
      const nameOf = (cookies: string[] = []) => cookies.map((cookie) => cookie.split(';', 1)[0] as string)
      const signedIn = await lambda.request('POST', path, {
        headers: { origin: baseUrl },
        cookies: nameOf(page.cookies),
        form: new URLSearchParams({ token, step: 'sign-in', 'card-passcode': card }),
      })
      expect([signedIn.status, signedIn.headers.location]).toEqual([303, path])
      for (const cookie of [...(page.cookies ?? []), ...(signedIn.cookies ?? [])]) expect(cookie).toContain('; Secure')
      const own = await lambda.request('GET', path, { cookies: nameOf(signedIn.cookies) })
      expect(own.body).toContain('Signed in as Grace Whitfield')
    })

    describe('answers machines like the local server on a socket:', () => {
      let partner: Partner
      let uk: Partner
      let local: Fetch
      let there: Gateway
      let store: Store
      beforeAll(async () => {
        const world = await newWorld()
        const sandbox = sandboxHere()
        store = sandbox.store
        const readAsset = () => Promise.reject(new Error('no test reads an asset'))
        local = fetchOverSocket(openSurfaces({ sandbox, strict: true, readAsset }))
        there = gatewayTo(lambdas)
        const fetch: Fetch = (request) => there(request)
        const bank = { sandbox, store, world, fetch } as unknown as Bank
        partner = await joinAs(bank)
        uk = await joinAs(bank, { profile: 'obuk-fapi1-advanced' })
        // A surface answers through Hono until it is loaded.
        await local(new Request(`${partner.issuer}/jwks`))
      })

      test('a complete authorization, whose records are stored no longer than needed', async () => {
        const { token, tokens } = await connect(partner)
        expect(tokens.expires_in).toBe(3600)
        expect((await call(partner, token, 'accounts')).status).toBe(200)
        expect((await refresh(partner, tokens.refresh_token as string)).expires_in).toBe(3600)
        const { partition, path } = oidcItems.key({ id: partner.bank.world.id, record: { epoch: 0 } }, '', '')
        const left = await store.list(partition, { prefix: path.slice(0, -1), limit: 100 })
        const lives = left.map(({ key, expiresAt = Number.POSITIVE_INFINITY }) => {
          return [key.path.split('/')[1], expiresAt - Date.now() / 1000] as const
        })
        const longest = (model: string) => Math.max(...lives.filter(([name]) => name === model).map(([, life]) => life))
        // A pushed request is stored until a customer who came within its minute has had time to
        // answer.
        for (const [model, most] of [
          ['AuthorizationCode', 60],
          ['PushedAuthorizationRequest', 3_660],
        ] as const)
          expect([model, longest(model)]).toEqual([model, expect.toSatisfy((life) => life > 0 && life <= most)])
        expect(longest('RefreshToken')).toBeGreaterThan(86_400)
      })

      type Sent = {
        form?: Record<string, string> | undefined
        headers?: Record<string, string>
        method?: string
        search?: object
      }
      /**
       * Returns a new assertion and proof for each of the two, because each can be used only once.
       */
      const proved = async (more: Record<string, string> = {}): Promise<Sent> => ({
        form: {
          grant_type: 'client_credentials',
          scope: 'accounts',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertionOf(partner),
          ...more,
        },
        headers: { dpop: await proofFor(partner, undefined, 'POST', `${partner.issuer}/token`) },
      })
      const ofUk = async (more: object): Promise<Sent> => {
        const parameters = { client_id: uk.id, response_type: 'code', scope: 'openid accounts' }
        return { method: 'GET', search: { ...parameters, ...more } }
      }
      const cases: [what: string, status: number, path: string, sent: () => Promise<Sent>][] = [
        ['a token request', 200, '/token', proved],
        ['a token request without a proof', 400, '/token', async () => ({ form: (await proved()).form })],
        ['a token request of an unknown client', 401, '/token', async () => ({ form: { client_id: 'unknown' } })],
        ['an unknown grant', 400, '/token', () => proved({ grant_type: 'password' })],
        ['an incomplete pushed request', 400, '/par', () => proved({ response_type: 'code' })],
        ['an introspection', 200, '/introspect', () => proved({ token: 'none' })],
        ['a revocation', 200, '/revoke', () => proved({ token: 'none' })],
        ['a path with an encoded letter', 404, '/%74oken', proved],
        ['another method', 405, '/token', async () => ({ form: {}, method: 'PUT' })],
        ['a UK request without a request object', 400, '/authorize', () => ofUk({})],
        [
          'a UK request object for another audience',
          400,
          '/authorize',
          async () =>
            ofUk({ request: await requestObjectOf(uk, {}, { payload: { aud: 'https://elsewhere.example' } }) }),
        ],
        [
          'a UK assertion for another audience',
          401,
          '/token',
          async () => ({
            form: { ...(await proved()).form, client_assertion: await assertionOf(uk, { payload: { aud: 'x' } }) },
          }),
        ],
        [
          'a forged header with a certificate',
          400,
          '/token',
          async () => ({ form: { client_id: partner.id }, headers: { 'x-sandbank-certificate': 'MIIB' } }),
        ],
        [
          'a forged header with a host',
          200,
          '/token',
          async () => {
            const { form, headers } = await proved()
            return {
              form,
              headers: { ...headers, 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'ftp' },
            }
          },
        ],
      ]

      /**
       * Returns an answer without values that differ each time and without headers of the
       * connection.
       */
      const lasting = (status: number, headers: Headers, text: string) => {
        const passing =
          /^(date|connection|keep-alive|content-length|transfer-encoding|x-fapi-interaction-id|dpop-nonce)$/
        const { access_token, interactionId, ...rest } = text === '' ? {} : JSON.parse(text)
        return { status, rest, headers: [...headers].filter(([name]) => !passing.test(name)) }
      }

      test.each(cases)('%s', async (_, status, path, make) => {
        const asked = async () => {
          const { form, headers = {}, method = 'POST', search } = await make()
          const query = search ? `?${new URLSearchParams({ ...search })}` : ''
          return new Request(partner.issuer + path + query, {
            method,
            headers,
            ...(form && { body: new URLSearchParams(form) }),
          })
        }
        const saidBy = async (answer: Response) => lasting(answer.status, answer.headers, await answer.text())
        const seen = await saidBy(await there(await asked()))
        expect(seen).toEqual(await saidBy(await local(await asked())))
        expect(seen.status).toBe(status)
      })
    })
  })

  walks(async () => {
    const [world, sandbox, gateway] = [await newWorld(), sandboxHere(), gatewayTo(lambdas)]
    const fetch = tlsBefore(gateway)
    const bank = { sandbox, store: sandbox.store, world, fetch, ...clientOf(fetch, baseUrl) }
    return { bank: bank as unknown as Bank, gateway }
  })

  test('a world leaves the built control in pages of 4 MB, and comes back in parts', async () => {
    const { request } = clientOf(gatewayTo(lambdas), baseUrl)
    const [{ store }, { id, controlKey }] = [sandboxHere(), await newWorld()]
    const consent = {
      ...{ partner: 'app_1', kind: 'domestic-payment', createdAt: 0, state: 'AWAU', stateAt: 0 },
      ...{ authorisations: 0, aliveFrom: 1, request: { text: 'x'.repeat(300_000) } },
    }
    for (let n = 0; n < 30; n++) {
      const value = { id: `pic_${n}`, ...consent }
      await store.commit([{ put: { partition: `world/${id}/0`, path: `consent/pic_${n}` }, expect: 'absent', value }])
    }
    const pages: Buffer[] = []
    for (let next: string | undefined = `/control/worlds/${id}/export`; next; ) {
      const response = await request(next, { token: controlKey })
      expect(response.status).toBe(200)
      pages.push(Buffer.from(await response.arrayBuffer()))
      next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
    }
    expect(pages).toHaveLength(3)
    let made: Response | undefined
    for (const [n, page] of pages.entries()) {
      made = await request(`/control/worlds/import?part=${n + 1}`, {
        method: 'POST',
        headers: { ...organiser, 'content-type': 'application/x-ndjson', 'x-idempotency-key': `import ${id}` },
        body: new Uint8Array(page),
      })
      expect(made.status).toBe(201)
    }
    const copy = (await made?.json()) as { id: string; controlKey: string }
    const headers = { 'x-other-control-key': controlKey }
    const compared = await request(`/control/worlds/${copy.id}/diff?with=${id}`, { token: copy.controlKey, headers })
    expect(await compared.json()).toMatchObject({ changes: [], balances: [] })
  })

  describe('the built worker, called by the stream,', () => {
    let worker: RunningLambda
    beforeAll(async () => {
      worker = await start('worker', settings)
    })

    test('removes everything of a deleted world except its name', async () => {
      const where = { client: engine.client, table }
      const { id, controlKey } = await newWorld()
      const headers = { authorization: `Bearer ${controlKey}` }
      expect((await control.request('DELETE', `/control/worlds/${id}`, { headers })).status).toBe(204)
      expect(await leftOf(where, id)).not.toEqual([])
      await worker.invoke({ Records: [await recordOf(where, id, 'MODIFY')] })
      expect(await leftOf(where, id)).toEqual([id])
    })

    test('leaves a world that exists alone', async () => {
      const where = { client: engine.client, table }
      const { id } = await newWorld()
      const before = await leftOf(where, id)
      await worker.invoke({ Records: [await recordOf(where, id, 'INSERT')] })
      expect(await leftOf(where, id)).toEqual(before)
    })
  })

  test('the built worker, called by the clock, executes due payments in a world without requests', async () => {
    const anHourAgo = Date.now() - 3_600_000
    const store = dynamoStore({ table, now: Date.now, newToken: randomUUID, client: engine.client })
    const paymentBank = await openPaymentBank({ ada: '100.00' }, { store, real: () => anHourAgo, world: { rate: 1 } })
    await paymentBank.place('ada', 'domestic-scheduled-payment', {
      InstructionIdentification: 'I1',
      InstructedAmount: pounds('30.00'),
      CreditorAccount: externalPayee,
      RequestedExecutionDateTime: new Date(Date.parse(testNow) + 30 * 60_000).toISOString(),
    })
    const waker = await start('worker', settings, 'wake')
    await waker.invoke({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} })
    expect(await paymentBank.journal('ada')).toEqual(['2026-11-24T10:00   -30.00 pay_0000'])
    // The next due item is the month's interest.
    const monthEnds = anHourAgo + Date.parse('2026-11-30T23:59:58Z') - Date.parse(testNow)
    const places = await store.list('waking', { limit: 10 })
    const own = places.map(({ key }) => key).filter(({ path }) => path.endsWith(paymentBank.newWorld.id))
    expect(own).toEqual([wakeUps.key(monthEnds, paymentBank.newWorld.id)])
  })

  /** Opens the same table in this process, as local.ts opens its store. */
  const sandboxHere = () => ({
    store: dynamoStore({ table, now: Date.now, newToken: randomUUID, client: engine.client }),
    real: Date.now,
    randomText: () => 'unused',
    newInteractionId: randomUUID,
    baseUrl,
    mtlsUrl,
    log: ({ error }: { error?: unknown }) => {
      throw error
    },
  })

  /** Returns the same surface over it, as local.ts mounts it. */
  function localApp(): Hono {
    const app = new Hono()
    const readAsset = () => Promise.reject(new Error('this surface has no assets'))
    mount(app, { sandbox: sandboxHere(), strict: true, readAsset })
    return app
  }
}
