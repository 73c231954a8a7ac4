import { authoriseConsent, findConsent } from '#actions/consents/consents.ts'
import { createVrpConsent } from '#actions/vrp/mandates.ts'
import { placeVrp } from '#actions/vrp/payments.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { MandateRecord } from '#bank/consents/consent.ts'
import type { Grant, Scope } from '#bank/consents/grant.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import type { ControlParameters, VrpConsentRequest, VrpOrderRequest } from '#bank/vrp/schemas.ts'
import type { World } from '#store/world.ts'
import { changed } from './official-schemas.ts'
import { ask, type Bank, call, clientToken, exchange, join, newKeys, type Partner, visit } from './partners.ts'
import { externalPayee } from './payment-bank.ts'
import { aisp, type Json, type TestSandbox } from './sandbox.ts'
import { signatureFor } from './signatures.ts'

/*
 * Partners that pay and that ask for funds: over HTTP as they really do, and by the actions for
 * tables and properties that need thousands of payments.
 */

export const pisp = '/open-banking/v4.0/pisp'
export const cbpii = '/open-banking/v4.0/cbpii'

const keys = newKeys('PS256')

/** Partners that must sign their requests. */
const signers = new WeakSet<Partner>()

/** Joins a partner with every scope. By default it has the UK profile and need not sign. */
export async function joinPayer(bank: Bank, more: Partial<PartnerRecord> = {}): Promise<Partner> {
  const partner = await join(bank, {
    profile: 'obuk-fapi1-advanced',
    scopes: ['accounts', 'payments', 'fundsconfirmations'],
    signing: 'optional',
    ...(more.profile !== 'fapi2' && { keys: await keys }),
    ...more,
  })
  if (more.signing === 'required') signers.add(partner)
  return partner
}

export type Answer = Awaited<ReturnType<typeof call>>
type Sent = { body?: unknown; key?: string; media?: string }
let sent = 0

/**
 * Calls with a token, signed if the partner must sign. A new idempotency key is added unless one is
 * given.
 */
export function send(
  partner: Partner,
  token: string,
  method: string,
  path: string,
  { body, key, media }: Sent = {},
): Promise<Answer> {
  const isSigned = signers.has(partner) && body !== undefined && path.startsWith(pisp)
  const more = {
    'x-idempotency-key': key ?? `key ${++sent}`,
    ...(media !== undefined && { 'content-type': media }),
    ...(isSigned && { 'x-jws-signature': signatureFor(partner, JSON.stringify(body)) }),
  }
  return call(partner, token, path, { method, body, more })
}

/** Calls with the partner's own token. */
export async function callAsPartner(partner: Partner, method: string, path: string, asked: Sent = {}): Promise<Answer> {
  const scope = path.startsWith(cbpii) ? 'fundsconfirmations' : 'payments'
  const { access_token: token } = await clientToken(partner, scope)
  return send(partner, token, method, path, asked)
}

/**
 * Returns a rejection in the standard's terms: status, code and path. Returns `201` and the like
 * for a success.
 */
export const outcomeOf = ({ status, body }: { status: number; body: Json }): string => {
  const [first] = body?.Errors ?? []
  return first ? `${status} ${first.ErrorCode}${first.Path === undefined ? '' : ` ${first.Path}`}` : String(status)
}

/** Returns the address of an account of the developer token; `place` selects one of its schemes. */
export async function addressOf({ send, world }: Bank, account: string, place = 0) {
  const { body } = await send('GET', `${aisp}/accounts/${account}`, undefined, world.developerToken)
  const { SchemeName, Identification, Name } = body.Data.Account[0].Account[place]
  return { SchemeName, Identification, Name }
}

/** Sends a customer to authorise. Returns the token, or the error. */
export async function authorise(
  partner: Partner,
  consent: string,
  { scope = 'payments', robot = 'approve' }: { scope?: string; robot?: string } = {},
): Promise<string> {
  const asked = await ask(partner, consent, { scope: `openid ${scope}` })
  return (await exchange(partner, asked, await visit(partner, asked.url, { robot }))).access_token
}

const dailyLimit = { PeriodType: 'Day', PeriodAlignment: 'Calendar', Amount: '250.00', Currency: 'GBP' } as const

/** A mandate for any payee, up to £100 a payment and £250 a day, with a payee at another bank. */
export const mandate = (parameters: Partial<ControlParameters> = {}): VrpConsentRequest => ({
  Data: {
    ControlParameters: {
      MaximumIndividualAmount: { Amount: '100.00', Currency: 'GBP' },
      PeriodicLimits: [dailyLimit],
      VRPType: ['UK.OBIE.VRPType.Other'],
      PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
      ...parameters,
    },
    Initiation: { CreditorAccount: externalPayee },
  },
  Risk: { PaymentContextCode: 'TransferToThirdParty' },
})

/** A payment under a mandate. */
export const payment = (
  { Data: { Initiation, ControlParameters }, Risk }: VrpConsentRequest,
  ConsentId: string,
  Amount = '10.00',
): VrpOrderRequest => ({
  Data: {
    ConsentId,
    PSUAuthenticationMethod: ControlParameters.PSUAuthenticationMethods[0] as 'UK.OBIE.SCA',
    VRPType: ControlParameters.VRPType[0] as 'UK.OBIE.VRPType.Other',
    Initiation,
    Instruction: {
      InstructionIdentification: 'ACME412',
      EndToEndIdentification: 'FRESCO.21302.GFX.20',
      InstructedAmount: { Amount, Currency: 'GBP' },
      CreditorAccount: Initiation.CreditorAccount ?? externalPayee,
      ...(Initiation.RemittanceInformation && { RemittanceInformation: Initiation.RemittanceInformation }),
    },
  },
  Risk,
})

/** Creates and authorises a mandate over HTTP. */
export async function authoriseMandate(partner: Partner, body = mandate(), robot = 'approve') {
  const lodged = await callAsPartner(partner, 'POST', `${pisp}/domestic-vrp-consents`, { body })
  if (lodged.status !== 201) throw new Error(`the mandate was refused: ${JSON.stringify(lodged.body)}`)
  const consent: string = lodged.body.Data.ConsentId
  const token = await authorise(partner, consent, { robot })
  const pay = (Amount: string, { key, ...more }: { key?: string; [path: string]: unknown } = {}) => {
    const asked = changeFields(payment(body, consent, Amount), more)
    return send(partner, token, 'POST', `${pisp}/domestic-vrps`, { body: asked, ...(key !== undefined && { key }) })
  }
  return { consent, token, pay, lodged: lodged.body }
}

/** Sets the balances of accounts before the test's day begins. */
export async function fund({ send }: TestSandbox, world: NewWorld, balances: Record<string, string>): Promise<void> {
  const edits = Object.entries(balances).map(([account, balance]) => ({ account, at: '2026-11-24T09:00:00Z', balance }))
  const path = `/control/worlds/${world.id}/edits`
  const { status, body } = await send('PUT', path, { balances: edits }, world.controlKey)
  if (status !== 200) throw new Error(`the edits were refused: ${JSON.stringify(body)}`)
}

const grant = (scope: Scope, agreed?: Grant['agreed']) =>
  ({ scope, customer: 'cus_0', partner: 'app_pays', agreed }) as Grant<never>

/**
 * Creates a mandate by the actions, authorised at an instant. Returns it with a function that pays
 * under it at another instant.
 */
export async function mandateAt(
  world: World,
  body: VrpConsentRequest,
  { now = world.now, accounts = ['acc_0_current'] }: { now?: number; accounts?: string[] } = {},
) {
  const then = { ...world, now }
  const asked = { body, idempotencyKey: `mandate ${++sent}` }
  const { consent } = await createVrpConsent(then, grant('partner'), asked)
  await authoriseConsent(then, consent.id, { customer: 'cus_0', accounts })
  const loaded = (await findConsent(world, consent.id)) as { consent: MandateRecord; version: number }
  type More = { key?: string; place?: World; more?: Record<string, unknown> }
  const pay = (at: number, amount: string, { key = `payment ${++sent}`, place = world, more = {} }: More = {}) =>
    placeVrp({ ...place, now: at }, grant('payment', loaded), {
      body: changeFields(payment(body, consent.id, amount), more),
      idempotencyKey: key,
    })
  return { consent: loaded.consent, pay }
}

/** Returns a body with some fields changed, by their paths. */
const changeFields = <T>(body: T, more: Record<string, unknown>): T =>
  Object.entries(more).reduce((one, [path, value]) => changed(one, path, value), body)
