import * as z from 'zod'
import {
  buildVrpConsentView,
  confirmVrpFunds,
  createVrpConsent,
  deleteVrpConsent,
  loadOwnMandate,
  migrateVrpConsent,
} from '#actions/vrp/mandates.ts'
import { loadOwnVrp, placeVrp, type Vrp } from '#actions/vrp/payments.ts'
import { buildVrpDetailsView, buildVrpView } from '#actions/vrp/views.ts'
import { applyPatch, JsonPatch } from '#bank/base/json-patch.ts'
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
import { operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { buildEnvelope } from './envelope.ts'
import { buildIdempotentAnswer } from './idempotent-answer.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The id of a mandate that you created', examples: ['vrc_1f2e3d4c5b6a7980'] })
const DomesticVRPId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a payment that you created', examples: ['vrp_1f2e3d4c5b6a7980_000000001'] })

const mandates = { tag: 'Domestic VRP Consents', scope: 'payments', isSigned: true } as const
const payments = { tag: 'Domestic VRPs', scope: 'payments', isSigned: true } as const

const buildMandateBody = (world: World, consent: MandateRecord, url: string) => ({
  ...buildEnvelope(url, buildVrpConsentView(world, consent)),
  Risk: mandateRequestOf(consent).Risk,
})
const buildPaymentBody = (world: World, vrp: Vrp, url: string) => ({
  ...buildEnvelope(url, buildVrpView(world, vrp)),
  Risk: mandateRequestOf(vrp.consent).Risk,
})

/** The parts that PUT and PATCH of a mandate share. */
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
 * Variable recurring payments: the customer authorises a mandate once, and the partner then pays
 * within its limits.
 */
export const vrps = [
  operation({
    ...mandates,
    id: 'domesticVrpConsentsPost',
    summary: 'Create a mandate for variable recurring payments',
    description:
      'The mandate states the limits of later payments (ControlParameters). The customer must authorise it before you can pay.',
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
      return buildIdempotentAnswer(isReplay, buildMandateBody(world, consent, `${url}/${consent.id}`))
    },
  }),
  operation({
    ...mandates,
    id: 'domesticVrpConsentsGet',
    summary: 'Get a mandate and its status',
    method: 'get',
    path: '/pisp/domestic-vrp-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: VrpConsentResponse },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) => {
      const { consent } = await loadOwnMandate(world, grant, params.ConsentId)
      return buildMandateBody(world, consent, url)
    },
  }),
  operation({
    ...mandates,
    isSigned: false,
    id: 'domesticVrpConsentsDelete',
    summary: 'Delete a mandate',
    description: 'No payment is possible under a deleted mandate.',
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
    summary: 'Migrate a mandate from an earlier version of the standard',
    description:
      'Every mandate of the sandbox was created in this version, so no migration changes it. A body that equals the mandate returns the mandate. Any other body is rejected, and the error names the first field that differs.',
    method: 'put',
    body: VrpConsentRequest,
    run: async ({ world, grant, params, body, url, idempotencyKey }) => {
      const request = { body, idempotencyKey }
      const { consent, isReplay } = await migrateVrpConsent(world, grant, params.ConsentId, request, () => body)
      return buildIdempotentAnswer(isReplay, buildMandateBody(world, consent, url))
    },
  }),
  operation({
    ...migration,
    id: 'domesticVrpConsentsPatch',
    summary: 'Migrate parts of a mandate by JSON Patch',
    description:
      'Like PUT, with a JSON Patch (RFC 6902) of the body that created the mandate. The patch is applied as a whole or not at all. A patch that changes nothing, such as a test, returns the mandate. Any other patch is rejected.',
    method: 'patch',
    bodyMedia: 'application/json-patch+json',
    body: JsonPatch,
    run: async ({ world, grant, params, body, url, idempotencyKey }) => {
      const { consent, isReplay } = await migrateVrpConsent(
        world,
        grant,
        params.ConsentId,
        { body, idempotencyKey },
        (original) => applyPatch(original, body),
      )
      return buildIdempotentAnswer(isReplay, buildMandateBody(world, consent, url))
    },
  }),
  operation({
    ...mandates,
    id: 'domesticVrpConsentsFundsConfirmation',
    summary: 'Ask whether the account of a mandate has enough money',
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
    summary: 'Create a payment under a mandate',
    description: 'The payment must be within the limits that the customer authorised.',
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
      return buildIdempotentAnswer(isReplay, buildPaymentBody(world, vrp, `${url}/${vrp.order.id}`))
    },
  }),
  operation({
    ...payments,
    id: 'domesticVrpGet',
    summary: 'Get a payment under a mandate and its status',
    method: 'get',
    path: '/pisp/domestic-vrps/{DomesticVRPId}',
    needs: 'partner',
    params: z.object({ DomesticVRPId }),
    returns: { status: 200, schema: VrpOrderResponse },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) =>
      buildPaymentBody(world, await loadOwnVrp(world, grant, params.DomesticVRPId), url),
  }),
  operation({
    ...payments,
    id: 'domesticVrpPaymentDetailsGet',
    summary: 'Get the status of a payment under a mandate in its payment scheme',
    method: 'get',
    path: '/pisp/domestic-vrps/{DomesticVRPId}/payment-details',
    needs: 'partner',
    params: z.object({ DomesticVRPId }),
    returns: { status: 200, schema: VrpDetails },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params }) => ({
      Data: buildVrpDetailsView(world, await loadOwnVrp(world, grant, params.DomesticVRPId)),
    }),
  }),
]
