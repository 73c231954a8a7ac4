import { beforeAll, describe, expect, test } from 'vitest'
import { approveOrder } from '#actions/approvals/approvals.ts'
import {
  chooseAccounts,
  confirmCode,
  findInteraction,
  openInteraction,
  signIn,
} from '#actions/authorization/interaction.ts'
import { checkPasscode, passcodeOf } from '#actions/authorization/passcodes.ts'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { triggerEvent } from '#actions/events/trigger.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { problemTexts } from '#apps/site/problems/problem-texts.ts'
import { Problem, type ProblemCode, problems } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { scenariosOf } from '#bank/scenarios/scenarios.ts'
import { toProblem } from '#edge/error-response.ts'
import { checkSender } from '#edge/known-hosts.ts'
import { toStoreFailure } from '#store/store-failure.ts'
import { findWorld, type World } from '#store/world.ts'
import { operations, pendingOrder } from '#test/support/operations/calls.ts'
import { paymentProblems } from '#test/support/operations/payment-problems.ts'
import {
  type Bank,
  clientToken,
  connect,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  stopClock,
} from '#test/support/partners.ts'
import { externalPayee, openPaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { advance, aisp, rejectionOf, type TestSandbox, testSandbox, tokenFor } from '#test/support/sandbox.ts'
import { signatureFor } from '#test/support/signatures.ts'
import {
  consentBody,
  consentsPath,
  orderBody,
  paymentsPath,
  paymentToken,
  readyToPay,
  sendSigned,
} from '#test/support/signed-payments.ts'

const codes = Object.keys(problems) as ProblemCode[]
let sandbox: TestSandbox
let world: NewWorld
let everybody: string
let bank: Bank
let held: Awaited<ReturnType<typeof partnersTokens>>
let payers: Awaited<ReturnType<typeof paymentProblems>>

beforeAll(async () => {
  stopClock()
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  everybody = await tokenFor(sandbox, world, 'all')
  bank = await openBank()
  held = await partnersTokens()
  payers = await paymentProblems(await openAnotherWorld(bank))
})

/**
 * A partner of the UK profile, with a token for each state of a consent; and a partner whose tokens
 * are bound to a key.
 */
async function partnersTokens() {
  const [one, other, bound, payer] = [
    await join(bank, { profile: 'obuk-fapi1-advanced' }),
    await join(bank, { profile: 'obuk-fapi1-advanced' }),
    await join(bank),
    await join(bank, { profile: 'obuk-fapi1-advanced', scopes: ['payments'] }),
  ]
  const soon = { Permissions: ['ReadAccountsBasic'], ExpirationDateTime: '2026-11-24T09:40:00Z' }
  const tokens = {
    own: (await clientToken(one)).access_token,
    consent: await lodge(one),
    foreign: await lodge(other),
    offersOnly: (await connect(one, { data: { Permissions: ['ReadOffers'] } })).token,
    expired: (await connect(one, { data: soon })).token,
    revoked: (await connect(one, { robot: 'approve, revokes-after=5m' })).token,
    bound: (await connect(bound)).token,
  }
  await advance(bank, bank.world, { minutes: 15 })
  const paying = await paymentToken(payer)
  const asked = { Data: { Initiation: { FileType: 'UK.OBIE.pain.001.001.08', FileHash: 'A'.repeat(43) } } }
  const { body } = await sendSigned(payer, paying, files, JSON.stringify(asked))
  const { consent, token } = await readyToPay(payer, paying)
  const ordered = await sendSigned(payer, token, paymentsPath, orderBody(consent))
  const more = { payer, paying, waiting: body.Data.ConsentId, paid: ordered.body.Data.DomesticPaymentId }
  return { ...tokens, own: (await clientToken(one)).access_token, ...more }
}

/** A request; `partner` sends it to the world of the partners, with a token of theirs. */
type Ask = {
  path: string
  method?: string
  headers?: Record<string, string>
  token?: 'dev' | 'ctl'
  partner?: string
  body?: string
}
/**
 * Some problems appear on a page only: for those the test calls the page's action.
 */
type Act = (world: World) => Promise<unknown>
const json = { 'content-type': 'application/json' }
const accounts = `${aisp}/accounts`
const consents = `${aisp}/account-access-consents`
const files = '/open-banking/v4.0/pisp/file-payment-consents'
const own = (tail = '') => `/control/worlds/${world.id}${tail}`

/** The problems of payments only. */
type PaymentCode = keyof typeof payers
type PaymentProvoked = Record<PaymentCode, () => Ask | Ask[]>
const paymentCodes: readonly PaymentCode[] = [
  'header-missing',
  'idempotency-mismatch',
  'consent-mismatch',
  'consent-used',
  'consent-over',
  'control-parameters-exceeded',
  'order-not-found',
  'field-expected',
  'currency-unsupported',
  'local-instrument-unsupported',
  'account-identifier-unsupported',
  'account-scheme-unsupported',
  'frequency-unsupported',
]

/** Creates a payment consent as a partner that must sign, with any text as signature. */
const lodging = (signature: string | undefined): Ask => ({
  path: consentsPath,
  method: 'POST',
  headers: {
    ...json,
    'x-idempotency-key': 'signed',
    ...(signature !== undefined && { 'x-jws-signature': signature }),
  },
  partner: held.paying,
  body: consentBody(),
})
const signedWith = (header: object, body = consentBody()) => signatureFor(held.payer, body, { header })

/** Only a laptop checks who sends a request, before any surface sees it. */
const senderCheck = checkSender({ allowed: new Set(), ofMachine: () => [] }, new Set(['http://localhost:4000']))

/** How to provoke each problem. A missing code does not compile. */
const provoked: Record<ProblemCode, () => Ask | Ask[] | Act> = {
  ...(Object.fromEntries(paymentCodes.map((code) => [code, () => payers[code]])) as PaymentProvoked),
  'header-invalid': () => ({ path: accounts, headers: { 'x-fapi-interaction-id': '1' } }),
  'scenario-unknown': () => ({ path: accounts, headers: { 'x-sandbank-scenario': 'flood' } }),
  'not-acceptable': () => ({ path: accounts, headers: { accept: 'text/csv' } }),
  'token-missing': () => ({ path: accounts }),
  'token-invalid': () => ({ path: accounts, headers: { authorization: 'Bearer nonsense' } }),
  'world-expired': () => async () => {
    const short = await testSandbox()
    const { id } = await short.createWorld({ expiresInHours: 1 })
    short.setReal('2026-11-24T10:30:00.000Z')
    return findWorld(short.sandbox, id)
  },
  'grant-insufficient': () => ({ path: accounts, token: 'ctl' }),
  'customer-ambiguous': () => ({ path: `${aisp}/party`, headers: { authorization: `Bearer ${everybody}` } }),
  'world-foreign': () => ({ path: '/control/worlds/wld_default', token: 'ctl' }),
  'signature-missing': () => lodging(undefined),
  'signature-malformed': () => lodging('nonsense'),
  'signature-claim-missing': () => lodging(signedWith({ kid: undefined })),
  'signature-claim-invalid': () => lodging(signedWith({ kid: 'unknown' })),
  'signature-invalid': () => lodging(signedWith({}, '{}')),
  'signature-unexpected': () => ({ path: accounts, token: 'dev', headers: { 'x-jws-signature': signedWith({}) } }),
  'content-type-unsupported': () => ({ path: '/control/worlds', method: 'POST', body: '{}' }),
  'body-too-large': () => ({ path: '/control/worlds', method: 'POST', headers: json, body: ' '.repeat(65_537) }),
  'body-malformed': () => ({ path: '/control/worlds', method: 'POST', headers: json, body: '{' }),
  'field-missing': () => ({ path: own('/tokens'), method: 'POST', headers: json, token: 'ctl', body: '{}' }),
  'field-unexpected': () => ({ path: `${accounts}?colour=red`, token: 'dev' }),
  'field-invalid': () => ({ path: `${accounts}?page=2`, token: 'dev' }),
  'date-invalid': () => ({ path: `${aisp}/transactions?fromBookingDateTime=soon`, token: 'dev' }),
  'account-not-found': () => ({ path: `${accounts}/acc_1_student`, token: 'dev' }),
  'edit-overlaps': () => {
    const balance = { account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance: '1000.00' }
    const body = JSON.stringify({ balances: [balance, balance] })
    return { path: own('/edits'), method: 'PUT', headers: json, token: 'ctl', body }
  },
  'edit-breaks-balance': () => {
    const balance = { account: 'acc_0_current', at: '2026-11-24T09:00:00Z', balance: '-999999.00' }
    const body = JSON.stringify({ balances: [balance] })
    return { path: own('/edits'), method: 'PUT', headers: json, token: 'ctl', body }
  },
  'statement-not-found': () => ({ path: `${accounts}/acc_0_current/statements/st_0_current_24322`, token: 'dev' }),
  'customer-unknown': () => ({ path: '/control/worlds', method: 'POST', headers: json, body: '{"customer":"x"}' }),
  'customer-not-found': () => ({ path: own('/customers/cus_200'), token: 'ctl' }),
  'event-not-found': () => ({
    path: own('/webhooks/whk_0/deliveries/evt_0/resend'),
    method: 'POST',
    token: 'ctl',
  }),
  'webhook-not-found': () => ({ path: own('/webhooks/whk_0'), method: 'DELETE', token: 'ctl' }),
  'outage-not-found': () => ({ path: own('/outages/out_0'), method: 'DELETE', token: 'ctl' }),
  'token-not-found': () => ({ path: own('/tokens/tok_0000000000000000'), method: 'DELETE', token: 'ctl' }),
  'snapshot-not-found': () => ({ path: own('/snapshots/snp_0'), method: 'DELETE', token: 'ctl' }),
  'robot-unknown': () => ({
    path: '/control/robot',
    method: 'PUT',
    headers: json,
    token: 'ctl',
    body: '{"robot":"aprove"}',
  }),
  'party-unknown': () => async () => {
    const paymentBank = paymentBankOf(sandbox, world)
    await approveOrder(await paymentBank.world(), await pendingOrder(paymentBank), 'cus_999')
  },
  'partner-not-found': () => ({ path: '/control/partners/tpp_nobody', token: 'ctl' }),
  'subscription-not-found': () => ({
    path: '/open-banking/v4.0/events',
    method: 'POST',
    headers: json,
    partner: held.own,
    body: '{}',
  }),
  'software-not-found': () => ({ path: '/control/software-statements/nothing', token: 'ctl' }),
  'request-not-found': () => ({ path: own('/requests/req_0_0'), token: 'ctl' }),
  'fault-not-found': () => ({ path: own('/faults/flt_9'), token: 'ctl' }),
  'host-unknown': () => async () => senderCheck({ headers: { host: 'evil.example' } }),
  'origin-foreign': () => async () =>
    senderCheck({
      method: 'POST',
      url: '/control/worlds',
      headers: { host: 'localhost', origin: 'https://evil.example' },
    }),
  'path-unknown': () => ({ path: '/control/nowhere' }),
  'method-not-allowed': () => ({ path: accounts, method: 'DELETE' }),
  conflict: () => {
    const advance = {
      path: own('/clock/advance'),
      method: 'POST',
      headers: json,
      token: 'ctl' as const,
      body: '{"days":1}',
    }
    return [advance, advance]
  },
  'limit-reached': () => {
    const make = {
      path: own('/tokens'),
      method: 'POST',
      headers: json,
      token: 'ctl' as const,
      body: '{"customer":"all"}',
    }
    return Array.from({ length: 101 }, () => make)
  },
  'permission-missing': () => ({ path: accounts, partner: held.offersOnly }),
  'consent-not-found': () => ({ path: `${consents}/aac_0`, partner: held.own }),
  'file-not-found': () => ({ path: `${files}/${held.waiting}/file`, partner: held.paying }),
  'consent-foreign': () => ({ path: `${consents}/${held.foreign}`, partner: held.own }),
  'consent-status': () => ({ path: accounts, partner: held.expired }),
  'consent-cancelled': () => ({ path: accounts, partner: held.revoked }),
  'token-client': () => ({ path: accounts, partner: held.own }),
  'token-partner': () => ({ path: `${consents}/${held.consent}`, partner: held.offersOnly }),
  'certificate-expired': () => ({ path: accounts, headers: { 'x-sandbank-scenario': 'certificate-expired' } }),
  'proof-invalid': () => ({ path: accounts, partner: '', headers: { authorization: `DPoP ${held.bound}` } }),
  'order-status': () => (here) => cancelOrder(here, 'cus_0', held.paid),
  'event-impossible': () => (here) =>
    triggerEvent(here, {} as Grant<'world'>, { event: 'payment.cancelled', object: held.paid }, ''),
  'passcode-wrong': () => (here) => checkPasscode(here, 'cus_0', 'wrong'),
  'attempts-exceeded': () => async (here) => {
    for (let n = 0; n < 6; n++) {
      const last = await checkPasscode(here, 'cus_1', 'wrong').catch((error: unknown) => error)
      if (n === 5) throw last
    }
  },
  'code-wrong': () => async (here) => confirmCode(here, await atCode(here), 'wrong'),
  'authorisation-over': () => async (here) => {
    const stored = await atCode(here)
    await confirmCode(here, stored, stored.authorising.code)
    const over = await findInteraction(here, stored.authorising.uid)
    return over && confirmCode(here, over, stored.authorising.code)
  },
  'too-many-requests': () => ({ path: accounts, headers: { 'x-sandbank-scenario': 'too-many-requests' } }),
  'bank-failed': () => ({ path: accounts, headers: { 'x-sandbank-scenario': 'server-error' } }),
  'unexpected-error': () => async (here) => {
    throw toProblem({ ...here.sandbox, log: () => {} }, new Error('a fault of the sandbox'), 'id')
  },
  'store-damaged': () => failWithSqlite(11),
  'store-unavailable': () => failWithSqlite(8),
  'store-full': () => failWithSqlite(13),
  'world-behind': () => async () => {
    const paymentBank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 1 } })
    await paymentBank.pay('ada', externalPayee, '1.00')
    // The month's interest is due, and the time limit leaves no time for it.
    paymentBank.sandbox.setReal('2026-12-01T09:30:00Z')
    return catchUp({ ...paymentBank.sandbox.sandbox, catchUpBudgetMs: 0 }, paymentBank.newWorld.id)
  },
  'gateway-timeout': () => ({
    method: 'POST',
    path: '/control/worlds',
    body: '{}',
    headers: { ...json, 'x-sandbank-scenario': 'commit-then-cut' },
  }),
  unavailable: () => ({ path: accounts, headers: { 'x-sandbank-scenario': 'unavailable' } }),
}

/** Fails as the store does on a result code of SQLite. */
const failWithSqlite =
  (errcode: number): Act =>
  async ({ sandbox }) => {
    const error = Object.assign(new Error('of SQLite'), { code: 'ERR_SQLITE_ERROR', errcode })
    throw toProblem({ ...sandbox, log: () => {} }, toStoreFailure(error), 'id')
  }

/** Brings a signed-in customer to the page of the one-time code. */
async function atCode(here: World) {
  const uid = `uid${++begun}`
  const begin = { uid, consent: held.consent, partner: 'app', robot: undefined, cookies: undefined }
  const signedIn = await signIn(here, await openInteraction(here, begin), 'cus_0', passcodeOf(here, 'cus_0'))
  return chooseAccounts(here, signedIn, ['acc_0_current'])
}
let begun = 0

async function act(one: Act) {
  const here = (await findWorld(bank.sandbox, bank.world.id)) as World
  const error = await one(here).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Problem)
  const { status, code } = error as Problem
  return { status, body: { Code: code } }
}

async function ask({ path, token, partner, ...init }: Ask) {
  if (partner !== undefined) {
    const answer = await bank.request(path, { ...init, ...(partner && { token: partner }) })
    return { status: answer.status, body: await answer.json() }
  }
  const secret = token && { dev: world.developerToken, ctl: world.controlKey }[token]
  const response = await sandbox.request(path, { ...init, ...(secret && { token: secret }) })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

async function oneByOne(asks: Ask[]) {
  const answers = []
  for (const one of asks) answers.push(await ask(one))
  return answers
}

describe('every problem can be provoked', () => {
  test.each(codes)('%s', async (code) => {
    const how = provoked[code]()
    if (typeof how === 'function') return expect(rejectionOf(await act(how))).toBe(`${problems[code].status} ${code}`)
    const asks = [how].flat()
    const answers = code === 'conflict' ? await Promise.all(asks.map(ask)) : await oneByOne(asks)
    expect(answers.map(rejectionOf)).toContain(`${problems[code].status} ${code}`)
  })
})

describe('every problem is explained', () => {
  test.each(codes)('at /problems/%s, to which its errors link', async (code) => {
    const { title, standard, status } = problems[code]
    const response = await sandbox.request(`/problems/${code}`)
    const page = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    for (const part of [
      `<h1>${title}</h1>`,
      `<code>${code}</code>`,
      `answers ${status} with`,
      `<code>${standard}</code>`,
    ])
      expect(page).toContain(part)
  })

  test('with its own advice on what to do', async () => {
    const pages = await Promise.all(codes.map(async (code) => (await sandbox.request(`/problems/${code}`)).text()))
    const parts = pages.map((page) =>
      /What happened<\/h2>\s*<p>(.+)<\/p>[\s\S]*What to do<\/h2>\s*<p>(.+)<\/p>[\s\S]*How to provoke it<\/h2>\s*(?:<div class="cause">)?<p>(.+)<\/p>/.exec(
        page,
      ),
    )
    for (const [n, code] of codes.entries()) {
      const texts = parts[n]?.slice(1) ?? []
      expect(texts, code).toHaveLength(3)
      for (const text of texts) expect(text.replaceAll(/<[^>]+>/g, ''), code).toMatch(/^[A-Z].*\.$/)
    }
    expect(new Set(parts.map((one) => one?.[1])).size).toBe(codes.length)
  })

  test('with calls that exist', () => {
    const served = operations.map(({ surface, operation }) => {
      const path = (surface.base + operation.path).replaceAll(/{\w+}/g, '[^/?]+')
      return {
        call: `${operation.method.toUpperCase()} ${surface.base}${operation.path}`,
        path: new RegExp(`^${path}$`),
      }
    })
    const isServed = (method: string, path: string) =>
      served.some(({ call, path: served }) => call.startsWith(`${method} `) && served.test(path))
    const unserved = Object.entries(problemTexts).flatMap(([code, { todo, provoke = '' }]) =>
      [...`${todo} ${provoke}`.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?]+)/g)]
        .map(([, method = '', path = '']) => ({ method, path: path.replace(/^\/(?=[ap]isp)/, '/open-banking/v4.0/') }))
        .filter(({ method, path }) => !isServed(method, path))
        .map(({ method, path }) => `${code}: ${method} ${path}`),
    )
    expect(unserved).toEqual([
      'path-unknown: GET /control/nowhere',
      'method-not-allowed: DELETE /open-banking/v4.0/aisp/accounts',
    ])
  })

  test.each(codes.flatMap((code) => scenariosOf(code).map(([name]) => [name, code])))(
    'with the scenario that returns it, if there is one: %s',
    async (name, code) => {
      const page = await (await sandbox.request(`/problems/${code}`)).text()
      expect(page).toContain(`>x-sandbank-scenario: ${name}</code>`)
    },
  )

  test('without a scenario, if none returns it', async () => {
    expect(await (await sandbox.request('/problems/conflict')).text()).not.toContain('x-sandbank-scenario')
  })

  test('on one page that lists all problems', async () => {
    const page = await (await sandbox.request('/problems')).text()
    for (const code of codes) expect(page).toContain(`<a href="/problems/${code}">${problems[code].title}</a>`)
  })

  test.each(['toString', 'nothing', 'TOKEN-MISSING'])(
    'and unknown problems have no page: /problems/%s is 404',
    async (code) => {
      expect((await sandbox.request(`/problems/${code}`)).status).toBe(404)
    },
  )
})

describe('the table', () => {
  test.each(Object.entries(problems))('%s has an error status, a standard code and a title', (code, problem) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(code.length).toBeLessThanOrEqual(40)
    expect(problem.standard).toMatch(/^U\d{3}$/)
    expect(problem.status).toBeGreaterThanOrEqual(400)
    expect(problem.status).toBeLessThan(600)
    expect(problem.title).toMatch(/^[A-Z].*[^.]$/)
  })
})
