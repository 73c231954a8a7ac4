import * as z from 'zod'
import {
  confirmVrpFunds,
  createVrpConsent,
  deleteVrpConsent,
  migrateVrpConsent,
  ownMandate,
  vrpConsentView,
} from '#actions/vrp/mandates.ts'
import { ownVrp, placeVrp, type Vrp } from '#actions/vrp/payments.ts'
import { vrpDetailsView, vrpView } from '#actions/vrp/views.ts'
import { JsonPatch, patched } from '#bank/base/json-patch.ts'
import type { MandateRecord } from '#bank/consents/consent.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import {
  VrpConsentRequest,
  VrpConsentResponse,
  VrpDetails,
  VrpFundsRequest,
  VrpFundsResponse,
  VrpOrderRequest,
  VrpOrderResponse,
} from '#bank/vrp/schemas.ts'
import { Answer, operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { envelope } from './envelope.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'A mandate of your own', examples: ['vrc_1f2e3d4c5b6a7980'] })
const DomesticVRPId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'A payment of your own', examples: ['vrp_1f2e3d4c5b6a7980_000000001'] })

const mandates = { tag: 'Domestic VRP Consents', scope: 'payments', isSigned: true } as const
const payments = { tag: 'Domestic VRPs', scope: 'payments', isSigned: true } as const

const consentBody = (world: World, consent: MandateRecord, url: string) => ({
  ...envelope(url, vrpConsentView(world, consent)),
  Risk: mandateRequestOf(consent).Risk,
})
const paymentBody = (world: World, vrp: Vrp, url: string) => ({
  ...envelope(url, vrpView(world, vrp)),
  Risk: mandateRequestOf(vrp.consent).Risk,
})
const answered = (isReplay: boolean, body: object) =>
  new Answer(body, isReplay ? { 'x-idempotency-replayed': 'true' } : {})

const migration = {
  ...mandates,
  path: '/pisp/domestic-vrp-consents/{ConsentId}',
  needs: 'partner',
  isIdempotent: true,
  params: z.object({ ConsentId }),
  returns: { status: 200, schema: VrpConsentResponse },
  problems: ['consent-not-found', 'consent-foreign', 'consent-over', 'consent-mismatch'],
} as const

/**
 * Variable recurring payments: a customer agrees once to what a partner may then pay, as often as
 * it fits.
 */
export const vrps = [
  operation({
    ...mandates,
    id: 'domesticVrpConsentsPost',
    summary: 'Lodge what you want to pay again and again, before you send a customer to authorise it',
    method: 'post',
    path: '/pisp/domestic-vrp-consents',
    needs: 'partner',
    isIdempotent: true,
    body: VrpConsentRequest,
    returns: { status: 201, schema: VrpConsentResponse },
    problems: [
      'date-invalid',
      'field-expected',
      'currency-unsupported',
      'account-scheme-unsupported',
      'account-identifier-unsupported',
    ],
    run: async ({ world, grant, body, url, idempotencyKey }) => {
      const { consent, isReplay } = await createVrpConsent(world, grant, { body, idempotencyKey })
      return answered(isReplay, consentBody(world, consent, `${url}/${consent.id}`))
    },
  }),
  operation({
    ...mandates,
    id: 'domesticVrpConsentsGet',
    summary: 'Where a mandate stands',
    method: 'get',
    path: '/pisp/domestic-vrp-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: VrpConsentResponse },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) => {
      const { consent } = await ownMandate(world, grant, params.ConsentId)
      return consentBody(world, consent, url)
    },
  }),
  operation({
    ...mandates,
    isSigned: false,
    id: 'domesticVrpConsentsDelete',
    summary: 'Give a mandate back: nothing can be paid with it any more',
    method: 'delete',
    path: '/pisp/domestic-vrp-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 204 },
    problems: ['consent-not-found', 'consent-foreign', 'conflict'],
    run: ({ world, grant, params }) => deleteVrpConsent(world, grant, params.ConsentId),
  }),
  operation({
    ...migration,
    id: 'domesticVrpConsentsPut',
    summary: 'Migrate a mandate from an earlier version of the standard; it may change nothing',
    description:
      'Every mandate here was made in this version, so that none needs migration: the very same body is answered with the mandate as it is, any other is refused by the first field that differs.',
    method: 'put',
    body: VrpConsentRequest,
    run: async ({ world, grant, params, body, url, idempotencyKey }) => {
      const asked = { body, idempotencyKey }
      const { consent, isReplay } = await migrateVrpConsent(world, grant, params.ConsentId, asked, () => body)
      return answered(isReplay, consentBody(world, consent, url))
    },
  }),
  operation({
    ...migration,
    id: 'domesticVrpConsentsPatch',
    summary: 'Migrate parts of a mandate by JSON Patch; it may change nothing',
    description:
      'As PUT, by changes (RFC 6902) to the body that was lodged: all are made or none. Changes that leave everything as it is, such as tests, are answered with the mandate; any other is refused.',
    method: 'patch',
    bodyMedia: 'application/json-patch+json',
    body: JsonPatch,
    run: async ({ world, grant, params, body, url, idempotencyKey }) => {
      const { consent, isReplay } = await migrateVrpConsent(
        world,
        grant,
        params.ConsentId,
        { body, idempotencyKey },
        (request) => patched(request, body),
      )
      return answered(isReplay, consentBody(world, consent, url))
    },
  }),
  operation({
    ...mandates,
    id: 'domesticVrpConsentsFundsConfirmation',
    summary: 'Whether there is enough on the account of a mandate',
    method: 'post',
    path: '/pisp/domestic-vrp-consents/{ConsentId}/funds-confirmation',
    needs: 'payment',
    params: z.object({ ConsentId }),
    body: VrpFundsRequest,
    returns: { status: 201, schema: VrpFundsResponse },
    problems: ['consent-mismatch', 'currency-unsupported'],
    run: async ({ world, grant, params, body }) => ({
      Data: await confirmVrpFunds(world, grant, params.ConsentId, body),
    }),
  }),
  operation({
    ...payments,
    id: 'domesticVrpPost',
    summary: 'Pay under a mandate, within what the customer allowed',
    method: 'post',
    path: '/pisp/domestic-vrps',
    needs: 'payment',
    isIdempotent: true,
    body: VrpOrderRequest,
    returns: { status: 201, schema: VrpOrderResponse },
    problems: [
      'consent-mismatch',
      'control-parameters-exceeded',
      'local-instrument-unsupported',
      'currency-unsupported',
      'date-invalid',
      'account-scheme-unsupported',
      'account-identifier-unsupported',
      'account-not-found',
    ],
    run: async ({ world, grant, body, url, idempotencyKey }) => {
      const { isReplay, ...vrp } = await placeVrp(world, grant, { body, idempotencyKey })
      return answered(isReplay, paymentBody(world, vrp, `${url}/${vrp.order.id}`))
    },
  }),
  operation({
    ...payments,
    id: 'domesticVrpGet',
    summary: 'Where a payment under a mandate stands',
    method: 'get',
    path: '/pisp/domestic-vrps/{DomesticVRPId}',
    needs: 'partner',
    params: z.object({ DomesticVRPId }),
    returns: { status: 200, schema: VrpOrderResponse },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) =>
      paymentBody(world, await ownVrp(world, grant, params.DomesticVRPId), url),
  }),
  operation({
    ...payments,
    id: 'domesticVrpPaymentDetailsGet',
    summary: 'What the rail says of a payment under a mandate',
    method: 'get',
    path: '/pisp/domestic-vrps/{DomesticVRPId}/payment-details',
    needs: 'partner',
    params: z.object({ DomesticVRPId }),
    returns: { status: 200, schema: VrpDetails },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params }) => ({
      Data: vrpDetailsView(world, await ownVrp(world, grant, params.DomesticVRPId)),
    }),
  }),
]
