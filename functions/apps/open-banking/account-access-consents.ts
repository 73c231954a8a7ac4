import * as z from 'zod'
import { createConsent, deleteConsent, getConsent } from '#actions/consents/account-access.ts'
import { ConsentRequest, ReadConsent } from '#bank/consents/account-access.ts'
import { operation } from '#edge/operation.ts'
import { buildEnvelope } from './envelope.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'The id of a consent that you created', examples: ['aac_1f2e3d4c5b6a7980'] })

const tag = 'Account Access Consents'

export const consents = [
  operation({
    id: 'CreateAccountAccessConsents',
    tag,
    summary: 'Create a consent to read accounts',
    description:
      'The consent lists the permissions that you ask for. Send the customer to the authorization server to authorise it. Then read accounts with the access token.',
    method: 'post',
    path: '/aisp/account-access-consents',
    needs: 'partner',
    body: ConsentRequest,
    returns: { status: 201, schema: ReadConsent },
    problems: ['date-invalid'],
    run: async ({ world, grant, body, url }) => {
      const consent = await createConsent(world, grant, body)
      return { ...buildEnvelope(`${url}/${consent.ConsentId}`, consent), Risk: {} }
    },
  }),
  operation({
    id: 'GetAccountAccessConsentsConsentId',
    tag,
    summary: 'Get an account access consent and its status',
    method: 'get',
    path: '/aisp/account-access-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: ReadConsent },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) => ({
      ...buildEnvelope(url, await getConsent(world, grant, params.ConsentId)),
      Risk: {},
    }),
  }),
  operation({
    id: 'DeleteAccountAccessConsentsConsentId',
    tag,
    summary: 'Delete an account access consent',
    description: 'The access tokens of the consent become invalid at once.',
    method: 'delete',
    path: '/aisp/account-access-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 204 },
    problems: ['consent-not-found', 'consent-foreign', 'conflict'],
    run: ({ world, grant, params }) => deleteConsent(world, grant, params.ConsentId),
  }),
]
