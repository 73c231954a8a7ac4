import { idempotencyHeader, newInteractionId, type RequestOptions, type Send } from '../call.ts'
import type { CallOptions } from '../connection.ts'
import type { ConsentData, ConsentRequest, OrderData, PaymentKind, Risk } from './kinds.ts'
import { buildOrder, type Order, type OrderContext } from './order.ts'

/** A consent as it was when it was read. */
export type Consent<Kind extends PaymentKind> = {
  readonly kind: Kind
  readonly id: string
  /** The standard's status: `AWAU` until the customer authorises it, then `AUTH`. */
  readonly status: string
  /** All fields of the standard. */
  readonly data: ConsentData<Kind>
  readonly risk: Risk | undefined
}

/** Options of a call that writes. */
export type WriteOptions = CallOptions & {
  /**
   * Names the request for the bank: with the same key it is executed once. The client makes one
   * that it keeps through its retries. Send your own to repeat a call after a restart.
   */
  readonly idempotencyKey?: string
}

/** Pays in one of the standard's ways: consent, authorisation by the customer, order. */
export type Payments<Kind extends PaymentKind> = {
  /**
   * Creates a consent. Then the customer authorises it; a developer token needs no authorisation.
   */
  createConsent(request: ConsentRequest<Kind>, options?: WriteOptions): Promise<Consent<Kind>>
  /** Reads a consent. */
  findConsent(consentId: string, options?: CallOptions): Promise<Consent<Kind>>
  /** Tells whether the account of an authorised consent has the money. Some kinds have no check. */
  confirmFunds(consentId: string, options?: CallOptions): Promise<boolean>
  /** Orders what the customer authorised. */
  order(consent: Consent<Kind>, options?: WriteOptions): Promise<Order<OrderData<Kind>>>
  /** Reads an order. */
  find(orderId: string, options?: CallOptions): Promise<Order<OrderData<Kind>>>
}

type Envelope<Data> = { readonly Data: Data; readonly Risk?: Risk }

/**
 * Creates the methods for one kind of payment.
 *
 * @example
 * ```ts
 * const Initiation = {
 *   InstructionIdentification: 'rent',
 *   EndToEndIdentification: 'december',
 *   RequestedExecutionDateTime: '2027-03-01T09:30:00Z',
 *   InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
 *   CreditorAccount: {
 *     SchemeName: 'UK.OBIE.SortCodeAccountNumber',
 *     Identification: '08080021325698',
 *     Name: 'Bob Clements',
 *   },
 * }
 * const scheduled = bank.payments('domestic-scheduled-payment')
 * const consent = await scheduled.createConsent({ Permission: 'Create', Initiation })
 * const order = await scheduled.order(consent)
 * ```
 */
export function createPayments<Kind extends PaymentKind>(context: OrderContext, kind: Kind): Payments<Kind> {
  const { call, callWithId, base } = context
  const consentsUrl = `${base}/pisp/${kind}-consents`
  const ordersUrl = `${base}/pisp/${kind}s`
  const consentUrl = (consentId: string) => `${consentsUrl}/${encodeURIComponent(consentId)}`
  const toConsent = ({ Data, Risk }: Envelope<ConsentData<Kind>>): Consent<Kind> => {
    const { ConsentId: id, Status: status } = Data as { ConsentId: string; Status: string }
    return { kind, id, status, data: Data, risk: Risk }
  }
  return {
    async createConsent(request, options) {
      const { Risk = {}, ...Data } = request as { readonly Risk?: Risk }
      const body = { Data, ...(kind !== 'file-payment' && { Risk }) }
      return toConsent(await call('POST', consentsUrl, body, withKey(options)))
    },
    findConsent: async (consentId, options) => toConsent(await call('GET', consentUrl(consentId), undefined, options)),
    async confirmFunds(consentId, options) {
      const answer = await call<Envelope<{ FundsAvailableResult?: { FundsAvailable: boolean } }>>(
        'GET',
        `${consentUrl(consentId)}/funds-confirmation`,
        undefined,
        options,
      )
      return answer.Data.FundsAvailableResult?.FundsAvailable === true
    },
    async order({ id: ConsentId, data, risk: Risk }, options) {
      const { Initiation } = data as { Initiation: object }
      const body = { Data: { ConsentId, Initiation }, ...(Risk && { Risk }) }
      return buildOrder(context, kind, await callWithId('POST', ordersUrl, body, withKey(options)))
    },
    async find(orderId, options) {
      const url = `${ordersUrl}/${encodeURIComponent(orderId)}`
      return buildOrder(context, kind, await callWithId('GET', url, undefined, options))
    },
  }
}

/** Gives a request its idempotency key. */
export const withKey = ({ idempotencyKey = newInteractionId(), signal }: WriteOptions = {}): RequestOptions => ({
  idempotencyKey,
  signal,
})

/** Moves files of payments: the instructions that are uploaded, and the report of what was paid. */
export type PaymentFiles = {
  /** Uploads the file of a consent whose `FileHash` is the SHA-256 of these bytes in base64. */
  upload(
    consentId: string,
    file: Uint8Array<ArrayBuffer> | string,
    media: string,
    options?: WriteOptions,
  ): Promise<void>
  /** Downloads the file of a consent, byte for byte. */
  download(consentId: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>
  /** Downloads the report of a file payment: what became of each instruction. */
  report(orderId: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>
}

/** Creates the methods for the files of payments. */
export function createPaymentFiles(send: Send, base: string): PaymentFiles {
  const fileUrl = (consentId: string) => `${base}/pisp/file-payment-consents/${encodeURIComponent(consentId)}/file`
  const download = async (url: string, { signal }: CallOptions = {}) =>
    (await send({ method: 'GET', url, signal })).bytes
  return {
    async upload(consentId, file, media, { idempotencyKey = newInteractionId(), signal } = {}) {
      await send({
        method: 'POST',
        url: fileUrl(consentId),
        signal,
        headers: { 'content-type': media, [idempotencyHeader]: idempotencyKey },
        body: typeof file === 'string' ? new TextEncoder().encode(file) : file,
        mayBeEmpty: true,
      })
    },
    download: (consentId, options) => download(fileUrl(consentId), options),
    report: (orderId, options) =>
      download(`${base}/pisp/file-payments/${encodeURIComponent(orderId)}/report-file`, options),
  }
}
