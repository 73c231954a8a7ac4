import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { type Keyed, recallRequest } from '#actions/concurrency/idempotency.ts'
import { loadAuthorisedConsent } from '#actions/consents/authorised-consent.ts'
import { insertConsent, loadOwnConsent } from '#actions/consents/consents.ts'
import { type StatusReason, statusReasonsOf } from '#actions/consents/status.ts'
import { newConsent, type PaymentConsentRecord, type PaymentKind, stateOf } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { initiationOf, type PaymentRequest, quotedRateOf } from '#bank/payments/consent-request.ts'
import { firstAmountOf, type Initiation } from '#bank/payments/initiation.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { isAbroad } from '#bank/payments/routing.ts'
import { failures } from '#bank/rails/rail.ts'
import { expectedInstants, nextCutOff } from '#bank/rails/timeline.ts'
import type { Authorisation } from '#bank/standard/authorisation.ts'
import { iso } from '#bank/time/clock.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { World } from '#store/world.ts'
import { confirmPayeeOf } from './confirmation-of-payee.ts'
import { findOrderOfConsent } from './find-order.ts'
import { hasFundsFor } from './funds.ts'
import { consentUsed } from './orders.ts'
import { instructPayment } from './payment.ts'
import { readPayeeCheck } from './scenarios.ts'

/**
 * Creates a payment consent. The same idempotency key and body again returns the same consent.
 */
export async function createPaymentConsent(
  world: World,
  grant: Grant<'partner'>,
  kind: PaymentKind,
  { body, idempotencyKey }: Keyed<PaymentRequest>,
): Promise<{ consent: PaymentConsentRecord; isReplay: boolean }> {
  const partner = partnerOf(grant)
  const request = { partner, operation: `${kind}-consents`, key: idempotencyKey, body }
  return retryOnConflict(async () => {
    const recalled = await recallRequest(world, request)
    if (recalled.earlier !== undefined)
      return { consent: (await loadOwnConsent(world, grant, recalled.earlier, kind)).consent, isReplay: true }
    const consent = buildConsent(world, partner, kind, body)
    await insertConsent(world, consent, [recalled.remember(consent.id)])
    return { consent, isReplay: false }
  })
}

/** Builds a payment consent that awaits its customer. Rejects a request that breaks a rule. */
export function buildConsent(
  world: World,
  partner: string,
  kind: PaymentKind,
  body: PaymentRequest,
): PaymentConsentRecord {
  paymentTypes[kind].check(body as never, world.now)
  const payeeCheck = paymentTypes[kind].isFile
    ? undefined
    : readPayeeCheck(world, (body.Data.Initiation as Initiation).CreditorAccount)
  const { CompletionDateTime } = (body.Data.Authorisation ?? {}) as Partial<Authorisation>
  return {
    id: `pic_${world.sandbox.randomText(16)}`,
    kind,
    partner,
    request: body as Record<string, unknown>,
    ...(CompletionDateTime !== undefined && { authoriseBy: Date.parse(CompletionDateTime) }),
    ...buildOffer(world, kind, body),
    ...(payeeCheck && { payeeCheck }),
    ...newConsent(world.now, paymentTypes[kind].isFile ? 'AWUP' : 'AWAU'),
  }
}

/**
 * Builds what the bank announces with a consent: the cut-off, the expected times, the charges and
 * the exchange rate.
 */
function buildOffer(world: World, kind: PaymentKind, { Data }: PaymentRequest): { offer?: Record<string, unknown> } {
  if (paymentTypes[kind].isFile) return {}
  const initiation = Data.Initiation as Initiation
  const { rail, charges, rate } = instructPayment(world, kind, initiation, firstAmountOf(initiation))
  if (paymentTypes[kind].isStandingOrder) return { offer: { ...(charges.length > 0 && { Charges: charges }) } }
  const requested = initiation.RequestedExecutionDateTime
  const { executionAt, settlementAt } = expectedInstants(
    rail,
    requested === undefined ? world.now : Date.parse(requested),
    calendar,
  )
  const cutOff = requested === undefined ? nextCutOff(rail, world.now, calendar) : undefined
  return {
    offer: {
      ...(cutOff !== undefined && { CutOffDateTime: iso(cutOff) }),
      ExpectedExecutionDateTime: iso(executionAt),
      ExpectedSettlementDateTime: iso(settlementAt),
      ...(isAbroad(kind) && rate && { ExchangeRateInformation: rate }),
      ...(charges.length > 0 && { Charges: charges }),
    },
  }
}

/**
 * Builds the `Data` of the response for a consent. `Debtor` is present once the customer has chosen
 * an account.
 */
export async function buildConsentView(world: World, consent: PaymentConsentRecord): Promise<Record<string, unknown>> {
  const order = consent.state === 'AUTH' ? await findOrderOfConsent(world, consent) : undefined
  const { state, since } = stateOf(consent, world.now, order?.createdAt)
  const { Data } = consent.request as PaymentRequest
  const isOpen = state === 'AWAU' || state === 'AUTH'
  const reasons = [...statusReasonsOf(state), ...(isOpen ? listPayeeWarnings(world, consent) : [])]
  const [paying] = consent.accounts ?? []
  const account = paying === undefined ? undefined : findAccount(world, paying)
  return {
    ConsentId: consent.id,
    CreationDateTime: iso(consent.createdAt),
    Status: state,
    ...(reasons.length > 0 && { StatusReason: reasons }),
    StatusUpdateDateTime: iso(since),
    ...consent.offer,
    ...Data,
    ...(account && { Debtor: cashAccountOf(world, account) }),
  }
}

/**
 * Returns the warning that the payee's account does not exist or that its holder has another name.
 * A partner sees it before the order is made, while it can still prevent the payment.
 */
function listPayeeWarnings(world: World, consent: PaymentConsentRecord): StatusReason[] {
  if (paymentTypes[consent.kind].isFile) return []
  const found = confirmPayeeOf(world, consent, initiationOf(consent).CreditorAccount)
  if (!found || found.result === 'match') return []
  const Path = 'Data.Initiation.CreditorAccount'
  if (found.result in failures) {
    const { statusReason, title } = failures[found.result as keyof typeof failures]
    return [{ StatusReasonCode: statusReason, StatusReasonDescription: title, Path: `${Path}.Identification` }]
  }
  const why = found.name
    ? `The payee's name is close to that of the account: ${found.name}`
    : "The payee's name is not that of the account"
  return [{ StatusReasonCode: '1162', StatusReasonDescription: why, Path: `${Path}.Name` }]
}

/** Confirms whether the account that the customer chose has the funds for the payment now. */
export async function confirmFunds(
  world: World,
  grant: Grant<'payment'>,
  kind: PaymentKind,
  consentId: string,
): Promise<{ FundsAvailableResult: { FundsAvailableDateTime: string; FundsAvailable: boolean } }> {
  const consent = await loadAuthorisedConsent(world, grant, { id: consentId, path: 'path ConsentId' }, kind)
  // The standard confirms funds only for a consent that is AUTH.
  if (await findOrderOfConsent(world, consent)) throw consentUsed(consent, 'path ConsentId')
  const initiation = initiationOf(consent)
  const quotedRate = quotedRateOf(consent)
  const instruction = instructPayment(world, kind, initiation, firstAmountOf(initiation), { quotedRate })
  const FundsAvailable = await hasFundsFor(world, consent, instruction)
  return { FundsAvailableResult: { FundsAvailableDateTime: iso(world.now), FundsAvailable } }
}
