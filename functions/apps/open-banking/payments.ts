import * as z from 'zod'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { fileDetails } from '#actions/files/report.ts'
import { confirmFunds, consentView, createPaymentConsent } from '#actions/payments/consents.ts'
import { detailsOf, orderView } from '#actions/payments/order-views.ts'
import { type OrderRequest, ownOrder, placeOrder } from '#actions/payments/orders.ts'
import type { PaymentRequest } from '#bank/payments/consent-request.ts'
import type { Declared } from '#bank/payments/payment-type.ts'
import { everyKind } from '#bank/payments/payment-types.ts'
import { PaymentDetails, PaymentFunds } from '#bank/standard/payment-details.ts'
import { Answer, type Operation, operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

export const ConsentId = z.string().min(1).max(128)
export const OrderId = z.string().min(1).max(40)

/** Headers that say whether the request was answered before. */
export const replayed = (isReplay: boolean): Record<string, string> =>
  isReplay ? { 'x-idempotency-replayed': 'true' } : {}

/**
 * The operations of one kind of payment: lodge a consent, see it, pay with it, see what became of
 * it.
 */
function operationsOf(kind: Declared): Operation[] {
  const { name, consents, orders, orderParameter, check: _, hasFundsConfirmation } = kind
  const title = name.replaceAll('-', ' ')
  const tag = `${title[0]?.toUpperCase()}${title.slice(1)}s`
  const id = (path: string) =>
    path
      .split('-')
      .map((word) => word[0]?.toUpperCase() + word.slice(1))
      .join('')
  const consentPath = `/pisp/${consents}`
  const orderPath = `/pisp/${orders}`
  const risky = (body: { Risk?: unknown }) => (kind.isFile ? {} : { Risk: body.Risk })
  const answered = (isReplay: boolean, body: object) => new Answer(body, replayed(isReplay))

  const list: Operation[] = [
    operation({
      id: `Create${id(consents)}`,
      tag,
      summary: `Lodge a ${title} before the customer authorises it`,
      method: 'post',
      path: consentPath,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      isIdempotent: true,
      body: kind.ConsentRequest,
      returns: { status: 201, schema: kind.ConsentResponse },
      problems: [
        'date-invalid',
        'field-invalid',
        'currency-unsupported',
        'local-instrument-unsupported',
        'idempotency-mismatch',
      ],
      run: async ({ world, grant, body, url, idempotencyKey }) => {
        const asked = { body: body as unknown as PaymentRequest, idempotencyKey }
        const { consent, isReplay } = await createPaymentConsent(world, grant, name, asked)
        const view = await consentView(world, consent)
        return answered(isReplay, { ...envelope(`${url}/${consent.id}`, view), ...risky(consent.request) })
      },
    }),
    operation({
      id: `Get${id(consents)}ConsentId`,
      tag,
      summary: `Where the consent to a ${title} stands`,
      method: 'get',
      path: `${consentPath}/{ConsentId}`,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ ConsentId }),
      returns: { status: 200, schema: kind.ConsentResponse },
      problems: ['consent-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const { consent } = await loadOwnConsent(world, grant, params.ConsentId, name)
        return { ...envelope(url, await consentView(world, consent)), ...risky(consent.request) }
      },
    }),
    operation({
      id: `Create${id(orders)}`,
      tag,
      summary: `Pay: the ${title} that the customer authorised`,
      method: 'post',
      path: orderPath,
      isSigned: true,
      needs: 'payment',
      isIdempotent: true,
      body: kind.OrderRequest,
      returns: { status: 201, schema: kind.OrderResponse },
      problems: ['consent-mismatch', 'consent-used', 'idempotency-mismatch', 'consent-status', 'date-invalid'],
      run: async ({ world, grant, body, url, idempotencyKey }) => {
        const asked = { body: body as unknown as OrderRequest, idempotencyKey }
        const { order, consent, isReplay } = await placeOrder(world, grant, name, asked)
        return answered(isReplay, envelope(`${url}/${order.id}`, orderView(world, order, consent)))
      },
    }),
    operation({
      id: `Get${id(orders)}${orderParameter}`,
      tag,
      summary: `Where a ${title} stands`,
      method: 'get',
      path: `${orderPath}/{${orderParameter}}`,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ [orderParameter]: OrderId }),
      returns: { status: 200, schema: kind.OrderResponse },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const order = await ownOrder(world, grant, name, params[orderParameter] as string, orderParameter)
        const { consent } = await loadOwnConsent(world, grant, order.consent, name)
        return envelope(url, orderView(world, order, consent))
      },
    }),
    operation({
      id: `Get${id(orders)}${orderParameter}PaymentDetails`,
      tag,
      summary: `How each payment of a ${title} stands`,
      method: 'get',
      path: `${orderPath}/{${orderParameter}}/payment-details`,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ [orderParameter]: OrderId }),
      returns: { status: 200, schema: PaymentDetails },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const order = await ownOrder(world, grant, name, params[orderParameter] as string, orderParameter)
        const { consent } = await loadOwnConsent(world, grant, order.consent, name)
        const details = order.file ? fileDetails(world, order, consent) : detailsOf(world, order, consent)
        return new Answer(envelope(url, { PaymentStatus: await details }), {})
      },
    }),
  ]
  if (!hasFundsConfirmation) return list
  return [
    ...list,
    operation({
      id: `Get${id(consents)}ConsentIdFundsConfirmation`,
      tag,
      summary: `Whether there is enough on the account for a ${title}`,
      method: 'get',
      path: `${consentPath}/{ConsentId}/funds-confirmation`,
      isSigned: true,
      needs: 'payment',
      params: z.object({ ConsentId }),
      returns: { status: 200, schema: PaymentFunds },
      problems: ['consent-mismatch', 'consent-status', 'consent-used'],
      run: async ({ world, grant, params, url }) =>
        envelope(url, await confirmFunds(world, grant, name, params.ConsentId)),
    }),
  ]
}

export const payments: readonly Operation[] = everyKind.flatMap(operationsOf)
