import * as z from 'zod'
import {
  confirmFundsOf,
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
import { envelope } from './envelope.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'A consent of your own', examples: ['cof_1f2e3d4c5b6a7980'] })

const shared = { tag: 'Funds Confirmations', scope: 'fundsconfirmations' } as const

/**
 * Confirmation of funds: for those who issue cards and ask, before each payment, whether the money
 * is there.
 */
export const fundsConfirmations = [
  operation({
    ...shared,
    id: 'CreateFundsConfirmationConsents',
    summary: 'Lodge which account you want to ask about, before you send its owner to authorise it',
    method: 'post',
    path: '/cbpii/funds-confirmation-consents',
    needs: 'partner',
    body: FundsConsentRequest,
    returns: { status: 201, schema: FundsConsentResponse },
    problems: ['date-invalid', 'account-scheme-unsupported', 'account-identifier-unsupported', 'account-not-found'],
    run: async ({ world, grant, body, url }) => {
      const consent = await createFundsConsent(world, grant, body)
      return envelope(`${url}/${consent.ConsentId}`, consent)
    },
  }),
  operation({
    ...shared,
    id: 'GetFundsConfirmationConsentsConsentId',
    summary: 'Where a consent to confirm funds stands',
    method: 'get',
    path: '/cbpii/funds-confirmation-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: FundsConsentResponse },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) => envelope(url, await findFundsConsent(world, grant, params.ConsentId)),
  }),
  operation({
    ...shared,
    id: 'DeleteFundsConfirmationConsentsConsentId',
    summary: 'Give a consent to confirm funds back: its tokens die at once',
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
    summary: 'Whether an account has so much money now',
    method: 'post',
    path: '/cbpii/funds-confirmations',
    needs: 'funds',
    body: FundsRequest,
    returns: { status: 201, schema: FundsResponse },
    problems: ['consent-mismatch', 'currency-unsupported', 'account-not-found'],
    run: async ({ world, grant, body, url }) => {
      const confirmed = await confirmFundsOf(world, grant, body)
      return envelope(`${url}/${confirmed.FundsConfirmationId}`, confirmed)
    },
  }),
]
