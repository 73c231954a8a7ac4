import type { components } from '#contract/open-banking'
import { newInteractionId } from '../call.ts'
import type { CallOptions } from '../connection.ts'
import type { Risk } from './kinds.ts'
import { buildOrder, type Order, type OrderContext } from './order.ts'
import { type Amount, type Payee, toCreditorAccount, toMoney } from './pay.ts'
import { type WriteOptions, withKey } from './payments.ts'

type Schemas = components['schemas']

/** What a mandate for variable recurring payments allows. */
export type MandateRequest = {
  readonly ControlParameters: Schemas['OBDomesticVRPControlParameters']
  readonly Initiation: Schemas['OBDomesticVRPInitiation']
  readonly ReadRefundAccount?: 'Yes' | 'No'
  readonly Risk?: Risk
}

/** A mandate with the standard's fields. */
export type MandateData = Schemas['OBDomesticVRPConsentResponse']['Data']

/** A mandate as it was when it was read. */
export type Mandate = {
  readonly id: string
  readonly status: string
  readonly data: MandateData
  readonly risk: Risk | undefined
}

/** One payment under a mandate. Absent parts are those of the mandate. */
export type MandatePayment = {
  readonly amount: Amount
  readonly to?: Payee
  readonly reference?: string
  /** Default: `UK.OBIE.SCANotRequired`. */
  readonly authentication?: 'UK.OBIE.SCA' | 'UK.OBIE.SCANotRequired'
}

/**
 * Variable recurring payments: a customer authorises a mandate once, and the partner pays often.
 */
export type Mandates = {
  create(request: MandateRequest, options?: WriteOptions): Promise<Mandate>
  find(mandateId: string, options?: CallOptions): Promise<Mandate>
  /** Ends a mandate. */
  delete(mandateId: string, options?: CallOptions): Promise<void>
  /** Tells whether the account of an authorised mandate has an amount. */
  confirmFunds(mandateId: string, amount: Amount, options?: CallOptions): Promise<boolean>
  /** Pays under a mandate, at most once for each idempotency key. */
  pay(
    mandate: Mandate,
    payment: MandatePayment,
    options?: WriteOptions,
  ): Promise<Order<Schemas['OBDomesticVRPResponse']['Data']>>
  findPayment(orderId: string, options?: CallOptions): Promise<Order<Schemas['OBDomesticVRPResponse']['Data']>>
}

type Answer<Data> = { readonly Data: Data; readonly Risk?: Risk }

/** Creates the methods for mandates. */
export function createMandates(context: OrderContext): Mandates {
  const { call, callWithId, base } = context
  const mandatesUrl = `${base}/pisp/domestic-vrp-consents`
  const mandateUrl = (id: string) => `${mandatesUrl}/${encodeURIComponent(id)}`
  const toMandate = ({ Data, Risk }: Answer<MandateData>): Mandate => ({
    id: Data.ConsentId,
    status: Data.Status,
    data: Data,
    risk: Risk,
  })
  return {
    create: async ({ Risk = {}, ...Data }, options) =>
      toMandate(await call('POST', mandatesUrl, { Data, Risk }, withKey(options))),
    find: async (id, options) => toMandate(await call('GET', mandateUrl(id), undefined, options)),
    delete: (id, options) => call('DELETE', mandateUrl(id), undefined, options),
    async confirmFunds(id, amount, options) {
      const body = { Data: { ConsentId: id, InstructedAmount: toMoney(amount) } }
      const { Data } = await call<Answer<{ FundsAvailableResult: { FundsAvailable: string } }>>(
        'POST',
        `${mandateUrl(id)}/funds-confirmation`,
        body,
        options,
      )
      return Data.FundsAvailableResult.FundsAvailable === 'Available'
    },
    async pay({ id: ConsentId, data, risk: Risk = {} }, payment, options = {}) {
      const { amount, to, reference, authentication = 'UK.OBIE.SCANotRequired' } = payment
      const { idempotencyKey = newInteractionId(), signal } = options
      const { Initiation, ControlParameters } = data
      const CreditorAccount = to === undefined ? Initiation.CreditorAccount : toCreditorAccount(to)
      if (CreditorAccount === undefined) throw new TypeError('to: is required, because the mandate names no payee')
      const Instruction = {
        InstructionIdentification: idempotencyKey.slice(0, 35),
        EndToEndIdentification: idempotencyKey.slice(0, 35),
        InstructedAmount: toMoney(amount),
        CreditorAccount,
        ...(reference !== undefined && { RemittanceInformation: { Unstructured: [reference] } }),
        // The standard requires the reference of the mandate, if it has one.
        ...(reference === undefined &&
          Initiation.RemittanceInformation && { RemittanceInformation: Initiation.RemittanceInformation }),
      }
      const [VRPType] = ControlParameters.VRPType
      const Data = { ConsentId, PSUAuthenticationMethod: authentication, VRPType, Initiation, Instruction }
      const answer = await callWithId<Answer<Schemas['OBDomesticVRPResponse']['Data']>>(
        'POST',
        `${base}/pisp/domestic-vrps`,
        { Data, Risk },
        withKey({ idempotencyKey, ...(signal && { signal }) }),
      )
      return buildOrder(context, 'domestic-vrp', answer)
    },
    async findPayment(id, options) {
      const url = `${base}/pisp/domestic-vrps/${encodeURIComponent(id)}`
      return buildOrder(context, 'domestic-vrp', await callWithId('GET', url, undefined, options))
    },
  }
}
