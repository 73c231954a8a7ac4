import * as z from 'zod'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { buildFileDetails } from '#actions/files/report.ts'
import { buildConsentView, confirmFunds, createPaymentConsent } from '#actions/payments/consents.ts'
import { loadOwnOrder } from '#actions/payments/find-order.ts'
import { buildOrderView, loadPaymentDetails } from '#actions/payments/order-views.ts'
import { type OrderRequest, placeOrder } from '#actions/payments/orders.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { PaymentRequest } from '#bank/payments/consent-request.ts'
import type { PaymentType } from '#bank/payments/payment-type.ts'
import { allPaymentTypes } from '#bank/payments/payment-types.ts'
import { PaymentDetails, PaymentFunds } from '#bank/standard/payment-details.ts'
import { Answer, type Operation, operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { buildEnvelope } from './envelope.ts'
import { buildIdempotentAnswer } from './idempotent-answer.ts'

export const ConsentId = z.string().min(1).max(128).meta({ description: 'The id of a consent that you created' })
export const OrderId = z.string().min(1).max(40).meta({ description: 'The id of an order that you created' })

/** Writes `domestic-payment-consents` as `DomesticPaymentConsents`. */
const pascalCase = (path: string): string =>
  path
    .split('-')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
    .join('')

/** The texts of one payment type, and the fields that its operations share. */
function describePaymentType({ name }: PaymentType) {
  const title = name.replaceAll('-', ' ')
  return {
    title,
    aTitle: `${title.startsWith('international') ? 'an' : 'a'} ${title}`,
    shared: { tag: `${title[0]?.toUpperCase()}${title.slice(1)}s`, isSigned: true },
  } as const
}

function buildConsentOperations(type: PaymentType): Operation[] {
  const { name, consents, isFile } = type
  const { title, aTitle, shared } = describePaymentType(type)
  const path = `/pisp/${consents}`
  // The schemas of file payments have no Risk.
  const riskOf = (body: { Risk?: unknown }) => (isFile ? {} : { Risk: body.Risk })
  return [
    operation({
      ...shared,
      id: `Create${pascalCase(consents)}`,
      summary: `Create a consent for ${aTitle}`,
      description: `The customer must authorise the consent before you can create the ${title}.`,
      method: 'post',
      path,
      needs: 'partner',
      scope: 'payments',
      isIdempotent: true,
      body: type.ConsentRequest,
      returns: { status: 201, schema: type.ConsentResponse },
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
        const view = await buildConsentView(world, consent)
        return buildIdempotentAnswer(isReplay, {
          ...buildEnvelope(`${url}/${consent.id}`, view),
          ...riskOf(consent.request),
        })
      },
    }),
    operation({
      ...shared,
      id: `Get${pascalCase(consents)}ConsentId`,
      summary: `Get the consent for ${aTitle} and its status`,
      method: 'get',
      path: `${path}/{ConsentId}`,
      needs: 'partner',
      scope: 'payments',
      params: z.object({ ConsentId }),
      returns: { status: 200, schema: type.ConsentResponse },
      problems: ['consent-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const { consent } = await loadOwnConsent(world, grant, params.ConsentId, name)
        return { ...buildEnvelope(url, await buildConsentView(world, consent)), ...riskOf(consent.request) }
      },
    }),
  ]
}

function buildOrderOperations(type: PaymentType): Operation[] {
  const { name, orders, orderParameter } = type
  const { title, aTitle, shared } = describePaymentType(type)
  const path = `/pisp/${orders}`
  const params = z.object({ [orderParameter]: OrderId })
  const loadOrder = async (world: World, grant: Grant<'partner'>, orderId: string) => {
    const order = await loadOwnOrder(world, grant, name, orderId, orderParameter)
    const { consent } = await loadOwnConsent(world, grant, order.consent, name)
    return { order, consent }
  }
  return [
    operation({
      ...shared,
      id: `Create${pascalCase(orders)}`,
      summary: `Create the ${title} that the customer authorised`,
      description: 'The order must be the same as in the consent. A consent allows one order.',
      method: 'post',
      path,
      needs: 'payment',
      isIdempotent: true,
      body: type.OrderRequest,
      returns: { status: 201, schema: type.OrderResponse },
      problems: ['consent-mismatch', 'consent-used', 'idempotency-mismatch', 'consent-status', 'date-invalid'],
      run: async ({ world, grant, body, url, idempotencyKey }) => {
        const request = { body: body as unknown as OrderRequest, idempotencyKey }
        const { order, consent, isReplay } = await placeOrder(world, grant, name, request)
        return buildIdempotentAnswer(
          isReplay,
          buildEnvelope(`${url}/${order.id}`, buildOrderView(world, order, consent)),
        )
      },
    }),
    operation({
      ...shared,
      id: `Get${pascalCase(orders)}${orderParameter}`,
      summary: `Get ${aTitle} and its status`,
      method: 'get',
      path: `${path}/{${orderParameter}}`,
      needs: 'partner',
      scope: 'payments',
      params,
      returns: { status: 200, schema: type.OrderResponse },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const { order, consent } = await loadOrder(world, grant, params[orderParameter] as string)
        return buildEnvelope(url, buildOrderView(world, order, consent))
      },
    }),
    operation({
      ...shared,
      id: `Get${pascalCase(orders)}${orderParameter}PaymentDetails`,
      summary: `Get the payment details of ${aTitle}`,
      description: 'The status of each payment in its payment scheme.',
      method: 'get',
      path: `${path}/{${orderParameter}}/payment-details`,
      needs: 'partner',
      scope: 'payments',
      params,
      returns: { status: 200, schema: PaymentDetails },
      problems: ['order-not-found', 'consent-foreign'],
      run: async ({ world, grant, params, url }) => {
        const { order, consent } = await loadOrder(world, grant, params[orderParameter] as string)
        const details = order.file ? buildFileDetails(world, order, consent) : loadPaymentDetails(world, order, consent)
        return new Answer(buildEnvelope(url, { PaymentStatus: await details }), {})
      },
    }),
  ]
}

function buildFundsConfirmation(type: PaymentType): Operation {
  const { name, consents } = type
  const { aTitle, shared } = describePaymentType(type)
  return operation({
    ...shared,
    id: `Get${pascalCase(consents)}ConsentIdFundsConfirmation`,
    summary: `Ask whether the account has enough money for ${aTitle}`,
    method: 'get',
    path: `/pisp/${consents}/{ConsentId}/funds-confirmation`,
    needs: 'payment',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: PaymentFunds },
    problems: ['consent-mismatch', 'consent-status', 'consent-used'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, await confirmFunds(world, grant, name, params.ConsentId)),
  })
}

/** The operations of every payment type. The standard confirms funds only for some of them. */
export const payments: readonly Operation[] = allPaymentTypes.flatMap((type) => [
  ...buildConsentOperations(type),
  ...buildOrderOperations(type),
  ...(type.hasFundsConfirmation ? [buildFundsConfirmation(type)] : []),
])
