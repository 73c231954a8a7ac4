import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Request } from 'autocannon'
import { importJWK, SignJWT } from 'jose'
import { accountsOfCustomer, findCustomerAt } from '#actions/accounts/lookup.ts'
import { availableFunds } from '#actions/payments/payment.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { closedAt } from '#mocks/people/events.ts'
import { consents, keyRings } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store, Write } from '#store/store.ts'
import { loadWorldAsStored, type Sandbox, type World } from '#store/world.ts'
import { externalPayee, pounds } from '#test/support/payment-bank.ts'
import { controlKey, newPartner, rateOf } from './authorization.ts'
import type { Figure } from './http.ts'
import { cpuSeconds, median, type Running, start } from './process.ts'

const worldId = 'wld_default'
const Initiation = {
  InstructionIdentification: 'ACME412',
  EndToEndIdentification: 'FRESCO.21302.GFX.20',
  InstructedAmount: pounds('0.01'),
  CreditorAccount: externalPayee,
  RemittanceInformation: { Unstructured: ['Invoice 7'] },
}
const Risk = { PaymentContextCode: 'TransferToThirdParty' }

/**
 * Measures payments over HTTP on the durable store, each with its own consent and token, created
 * beforehand. Pays from many accounts, then from one. The control gets the same requests. Returns
 * medians of three rounds.
 */
export async function payments(folder: string, count: number): Promise<Figure[]> {
  const control = await start('test/bench/control.ts', [], folder)
  const bank = await start('functions/local.ts', ['--port', '0', '--size', '1000'], folder)
  const store = sqliteStore({ file: join(folder, '.sandbank/sandbank.sqlite'), now: Date.now })
  try {
    const { clientId, issuer } = await newPartner(bank, {
      profile: 'obuk-fapi1-advanced',
      signing: 'optional',
      scopes: ['payments'],
    })
    const prepared = await payerOf(store, { clientId, issuer })
    const targets = [
      { what: 'payments over HTTP', least: 2_000, accounts: 200 },
      { what: 'payments over HTTP from one account', least: 1_500, accounts: 1 },
    ]
    const figures: Figure[] = []
    for (const { what, least, accounts } of targets) {
      const measured = await measure({ bank, control }, () => prepared(count, accounts))
      figures.push(figureOf(what, least, measured))
    }
    figures.push(await withWebhook({ bank, control }, () => prepared(count, 200)))
    await expectAllPaid(bank, 4 * rounds * count)
    return figures
  } finally {
    await store.close()
    await Promise.all([control.stop(), bank.stop()])
  }
}

/**
 * Measures payments of a world with one webhook against the same world without, in turn. Its
 * receiver is the control, which gets the payments of no round at the same time.
 */
async function withWebhook(
  { bank, control }: { bank: Running; control: Running },
  make: () => Promise<Request[]>,
): Promise<Figure> {
  const url = new URL('/open-banking/v4.0/pisp/domestic-payments', bank.url).href
  const webhooks = new URL(`/control/worlds/${worldId}/webhooks`, bank.url)
  const headers = { authorization: controlKey, 'content-type': 'application/json' }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round++) {
    const without = await rateOf(url, await make())
    const requests = await make()
    const body = JSON.stringify({ url: control.url })
    const { id } = (await (await fetch(webhooks, { method: 'POST', headers, body })).json()) as { id: string }
    const rate = await rateOf(url, requests)
    // What is still under way must not slow down the next round.
    await pause(3_000)
    await fetch(`${webhooks}/${id}`, { method: 'DELETE', headers })
    if (round > 0) ratios.push(rate / without)
  }
  return {
    what: 'payments over HTTP with one webhook',
    target: '>= 0.8 of payments without',
    measured: median(ratios).toFixed(2),
    passes: median(ratios) >= 0.8,
  }
}

/** The first round warms both servers. */
const rounds = 4
type Measured = { readonly rate: number; readonly control: number; readonly microseconds: number }

async function measure(
  { bank, control }: { bank: Running; control: Running },
  make: () => Promise<Request[]>,
): Promise<Measured> {
  const url = new URL('/open-banking/v4.0/pisp/domestic-payments', bank.url).href
  const all: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    const requests = await make()
    const base = await rateOf(control.url, requests)
    const before = cpuSeconds(bank.process.pid as number)
    const rate = await rateOf(url, requests)
    const spent = cpuSeconds(bank.process.pid as number) - before
    if (round > 0) all.push({ rate, control: base, microseconds: (spent / requests.length) * 1e6 })
  }
  const middle = (name: keyof Measured) => median(all.map((one) => one[name]))
  return { rate: middle('rate'), control: middle('control'), microseconds: middle('microseconds') }
}

/**
 * The client of this bench keeps a processor busy, and other programs may use the rest. The
 * processor time of a payment therefore shows what the server can do, even without a whole
 * processor.
 */
function figureOf(what: string, least: number, { rate, control, microseconds }: Measured): Figure {
  const possible = 1e6 / microseconds
  const ratio = (rate / control).toFixed(2)
  return {
    what,
    target: `>= ${least.toLocaleString('en')}/s`,
    measured: `${Math.round(rate)}/s (${ratio} of the control); ${Math.round(microseconds)} us of processor time each, at most ${Math.round(possible)}/s`,
    passes: Math.max(rate, possible) >= least,
  }
}

/**
 * Returns a function that creates payment requests and stores what they need: authorised consents
 * and their tokens.
 */
async function payerOf(store: Store, { clientId, issuer }: { clientId: string; issuer: string }) {
  const world = await loadWorldAsStored({ store, real: Date.now } as Sandbox, worldId)
  const [keys] = await store.get([keyRings.key(worldId)])
  const signing = keys && keyRings.read(keys).signing.find(({ alg }) => alg === 'ES256')
  if (!world || !signing) throw new Error('the world is not ready')
  const key = await importJWK(signing.jwk, signing.alg)
  const from = payingAccounts(world)
  const until = Math.floor(Date.now() / 1000) + 3_600
  const tokenOf = (consent: string) =>
    new SignJWT({ client_id: clientId, scope: 'payments', consent, authorisation: 1, epoch: 0, world_exp: until * 2 })
      .setProtectedHeader({ alg: signing.alg, kid: signing.kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(issuer.replace(/authorization\/.*/, 'open-banking'))
      .setExpirationTime(until)
      .sign(key)
  let made = 0
  return async (count: number, accounts: number): Promise<Request[]> => {
    const records = Array.from({ length: count }, (_, n): PaymentConsentRecord => {
      const account = from[n % accounts] as { id: string; customer: string }
      return {
        id: `pic_bench${++made}`,
        kind: 'domestic-payment',
        partner: clientId,
        request: { Data: { Initiation }, Risk },
        createdAt: world.now,
        state: 'AUTH',
        stateAt: world.now,
        customer: account.customer,
        accounts: [account.id],
        authorisations: 1,
        aliveFrom: 1,
      }
    })
    for (let n = 0; n < count; n += 100)
      await store.commit(
        records.slice(n, n + 100).map(
          (value): Write => ({
            put: consents.key({ id: worldId, record: { epoch: 0 } }, value.id),
            expect: 'absent',
            value,
          }),
        ),
      )
    return Promise.all(records.map(async ({ id }) => requestOf(id, await tokenOf(id))))
  }
}

const requestOf = (ConsentId: string, token: string): Request => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-idempotency-key': ConsentId },
  body: JSON.stringify({ Data: { ConsentId, Initiation }, Risk }),
})

/**
 * Returns the main accounts that have funds, largest balance first. One account pays for all in the
 * second run.
 */
function payingAccounts(world: World): { id: string; customer: string }[] {
  const found = Array.from({ length: world.record.size }, (_, n) => findCustomerAt(world, n)).flatMap((customer) => {
    const [account] =
      customer && closedAt(bankOf(world), customer) === undefined ? accountsOfCustomer(world, customer) : []
    const left = account && account.currency === 'GBP' ? availableFunds(world, account, undefined) : 0n
    return account && left > 10_000n ? [{ id: account.id, customer: account.customer.id, left }] : []
  })
  return found.sort((a, b) => (a.left < b.left ? 1 : -1))
}

/** Checks that every measured payment moved money. */
async function expectAllPaid(bank: Running, expected: number): Promise<void> {
  const url = new URL(`/control/worlds/${worldId}/proof`, bank.url)
  const proof = (await (await fetch(url, { headers: { authorization: controlKey } })).json()) as Record<string, unknown>
  if (proof.holds !== true || proof.payments !== expected)
    throw new Error(`${expected} payments were answered, and the proof says ${JSON.stringify(proof)}`)
}
