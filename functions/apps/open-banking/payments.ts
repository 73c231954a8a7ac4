import * as z from 'zod'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { fileDetails } from '#actions/files/report.ts'
import { confirmFunds, consentView, createPaymentConsent } from '#actions/payments/consents.ts'
import { loadOwnOrder } from '#actions/payments/find-order.ts'
import { detailsOf, orderView } from '#actions/payments/order-views.ts'
import { type OrderRequest, placeOrder } from '#actions/payments/orders.ts'
import type { PaymentRequest } from '#bank/payments/consent-request.ts'
import type { PaymentType } from '#bank/payments/payment-type.ts'
import { allPaymentTypes } from '#bank/payments/payment-types.ts'
import { PaymentDetails, PaymentFunds } from '#bank/standard/payment-details.ts'
import { Answer, type Operation, operation } from '#edge/operation.ts'
import { buildEnvelope } from './envelope.ts'
import { buildIdempotentAnswer } from './idempotent-answer.ts'

export const ConsentId = z.string().min(1).max(128).meta({ description: 'The id of a consent that you created' })
export const OrderId = z.string().min(1).max(40).meta({ description: 'The id of an order that you created' })

/**
 * Builds the operations of one payment type: create and get a consent, create and get an order, get
 * its payment details, and confirm funds where the standard has that.
 */
function buildOperations(kind: PaymentType): Operation[] {
  const { name, consents, orders, orderParameter, check: _, hasFundsConfirmation } = kind
  const title = name.replaceAll('-', ' ')
  const aTitle = `${title.startsWith('international') ? 'an' : 'a'} ${title}`
  const tag = `${title[0]?.toUpperCase()}${title.slice(1)}s`
  const pascalCase = (path: string) =>
    path
      .split('-')
      .map((word) => word[0]?.toUpperCase() + word.slice(1))
      .join('')
  const consentPath = `/pisp/${consents}`
  const orderPath = `/pisp/${orders}`
  // The schemas of file payments have no Risk.
  const riskOf = (body: { Risk?: unknown }) => (kind.isFile ? {} : { Risk: body.Risk })

  const list: Operation[] = [
    operation({
      id: `Create${pascalCase(consents)}`,
      tag,
      summary: `Create a consent for ${aTitle}`,
      description: `The customer must authorise the consent before you can create the ${title}.`,
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
        const request = { body: body as unknown as PaymentRequest, idempotencyKey }
        const { consent, isReplay } = await createPaymentConsent(world, grant, name, request)
        const view = await consentView(world, consent)
        return buildIdempotentAnswer(isReplay, {
          ...buildEnvelope(`${url}/${consent.id}`, view),
          ...riskOf(consent.request),
        })
      },
    }),
    operation({
      id: `Get${pascalCase(consents)}ConsentId`,
      tag,
      summary: `Get the consent for ${aTitle} and its status`,
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
        return { ...buildEnvelope(url, await consentView(world, consent)), ...riskOf(consent.request) }
      },
    }),
    operation({
      id: `Create${pascalCase(orders)}`,
      tag,
      summary: `Create the ${title} that the customer authorised`,
      description: 'Initiation and Risk must be the same as in the consent. A consent allows one order.',
      method: 'post',
      path: orderPath,
      isSigned: true,
      needs: 'payment',
      isIdempotent: true,
      body: kind.OrderRequest,
      returns: { status: 201, schema: kind.OrderResponse },
      problems: ['consent-mismatch', 'consent-used', 'idempotency-mismatch', 'consent-status', 'date-invalid'],
      run: async ({ world, grant, body, url, idempotencyKey }) => {
        const request = { body: body as unknown as OrderRequest, idempotencyKey }
        const { order, consent, isReplay } = await placeOrder(world, grant, name, request)
        return buildIdempotentAnswer(isReplay, buildEnvelope(`${url}/${order.id}`, orderView(world, order, consent)))
      },
    }),
    operation({
      id: `Get${pascalCase(orders)}${orderParameter}`,
      tag,
      summary: `Get ${aTitle} and its status`,
      method: 'get',
      path: `${orderPath}/{${orderParameter}}`,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ [orderParameter]: OrderId }),
      returns: { status: 200, schema: kind.OrderResponse },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const order = await loadOwnOrder(world, grant, name, params[orderParameter] as string, orderParameter)
        const { consent } = await loadOwnConsent(world, grant, order.consent, name)
        return buildEnvelope(url, orderView(world, order, consent))
      },
    }),
    operation({
      id: `Get${pascalCase(orders)}${orderParameter}PaymentDetails`,
      tag,
      summary: `Get the payment details of ${aTitle}`,
      description: 'The status of each payment in its payment scheme.',
      method: 'get',
      path: `${orderPath}/{${orderParameter}}/payment-details`,
      isSigned: true,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ [orderParameter]: OrderId }),
      returns: { status: 200, schema: PaymentDetails },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const order = await loadOwnOrder(world, grant, name, params[orderParameter] as string, orderParameter)
        const { consent } = await loadOwnConsent(world, grant, order.consent, name)
        const details = order.file ? fileDetails(world, order, consent) : detailsOf(world, order, consent)
        return new Answer(buildEnvelope(url, { PaymentStatus: await details }), {})
      },
    }),
  ]
  if (!hasFundsConfirmation) return list
  return [
    ...list,
    operation({
      id: `Get${pascalCase(consents)}ConsentIdFundsConfirmation`,
      tag,
      summary: `Ask whether the account has enough money for ${aTitle}`,
      method: 'get',
      path: `${consentPath}/{ConsentId}/funds-confirmation`,
      isSigned: true,
      needs: 'payment',
      params: z.object({ ConsentId }),
      returns: { status: 200, schema: PaymentFunds },
      problems: ['consent-mismatch', 'consent-status', 'consent-used'],
      run: async ({ world, grant, params, url }) =>
        buildEnvelope(url, await confirmFunds(world, grant, name, params.ConsentId)),
    }),
  ]
}

export const payments: readonly Operation[] = allPaymentTypes.flatMap(buildOperations)
