import * as z from 'zod'
import {
  confirmConsentFunds,
  createFundsConsent,
  deleteFundsConsent,
  findFundsConsent,
} from '#actions/payments/funds-confirmation-consents.ts'
import {
  FundsConsentRequest,
  FundsConsentResponse,
  FundsRequest,
  FundsResponse,
} from '#bank/payments/funds-confirmation.ts'
import { operation } from '#edge/operation.ts'
import { buildEnvelope } from './envelope.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The id of a consent that you created', examples: ['cof_1f2e3d4c5b6a7980'] })

const shared = { tag: 'Funds Confirmations', scope: 'fundsconfirmations' } as const

/**
 * Confirmation of funds: a card issuer asks, before each card payment, whether the account has
 * enough money.
 */
export const fundsConfirmations = [
  operation({
    ...shared,
    id: 'CreateFundsConfirmationConsents',
    summary: 'Create a consent to confirm funds on an account',
    description: 'The owner of the account must authorise the consent before you can ask for confirmations.',
    method: 'post',
    path: '/cbpii/funds-confirmation-consents',
    needs: 'partner',
    body: FundsConsentRequest,
    returns: { status: 201, schema: FundsConsentResponse },
    problems: ['date-invalid', 'account-scheme-unsupported', 'account-identifier-unsupported', 'account-not-found'],
    run: async ({ world, grant, body, url }) => {
      const consent = await createFundsConsent(world, grant, body)
      return buildEnvelope(`${url}/${consent.ConsentId}`, consent)
    },
  }),
  operation({
    ...shared,
    id: 'GetFundsConfirmationConsentsConsentId',
    summary: 'Get a funds confirmation consent and its status',
    method: 'get',
    path: '/cbpii/funds-confirmation-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: FundsConsentResponse },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, await findFundsConsent(world, grant, params.ConsentId)),
  }),
  operation({
    ...shared,
    id: 'DeleteFundsConfirmationConsentsConsentId',
    summary: 'Delete a funds confirmation consent',
    description: 'The access tokens of the consent become invalid at once.',
    method: 'delete',
    path: '/cbpii/funds-confirmation-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 204 },
    problems: ['consent-not-found', 'consent-foreign', 'conflict'],
    run: ({ world, grant, params }) => deleteFundsConsent(world, grant, params.ConsentId),
  }),
  operation({
    ...shared,
    id: 'CreateFundsConfirmations',
    summary: 'Ask whether an account has enough money for an amount now',
    method: 'post',
    path: '/cbpii/funds-confirmations',
    needs: 'funds',
    body: FundsRequest,
    returns: { status: 201, schema: FundsResponse },
    problems: ['consent-mismatch', 'currency-unsupported', 'account-not-found'],
    run: async ({ world, grant, body, url }) => {
      const confirmed = await confirmConsentFunds(world, grant, body)
      return buildEnvelope(`${url}/${confirmed.FundsConfirmationId}`, confirmed)
    },
  }),
]
