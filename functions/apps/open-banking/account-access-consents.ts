import * as z from 'zod'
import { createConsent, deleteConsent, getConsent } from '#actions/consents/account-access.ts'
import { ConsentRequest, ReadConsent } from '#bank/consents/account-access.ts'
import { operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

const ConsentId = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: 'A consent of your own', examples: ['aac_1f2e3d4c5b6a7980'] })

const tag = 'Account Access Consents'

export const consents = [
  operation({
    id: 'CreateAccountAccessConsents',
    tag,
    summary: 'Lodge what you want to read, before you send a customer to authorise it',
    method: 'post',
    path: '/aisp/account-access-consents',
    needs: 'partner',
    body: ConsentRequest,
    returns: { status: 201, schema: ReadConsent },
    problems: ['date-invalid'],
    run: async ({ world, grant, body, url }) => {
      const consent = await createConsent(world, grant, body)
      return { ...envelope(`${url}/${consent.ConsentId}`, consent), Risk: {} }
    },
  }),
  operation({
    id: 'GetAccountAccessConsentsConsentId',
    tag,
    summary: 'Where a consent stands',
    method: 'get',
    path: '/aisp/account-access-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 200, schema: ReadConsent },
    problems: ['consent-not-found', 'consent-foreign'],
    run: async ({ world, grant, params, url }) => ({
      ...envelope(url, await getConsent(world, grant, params.ConsentId)),
      Risk: {},
    }),
  }),
  operation({
    id: 'DeleteAccountAccessConsentsConsentId',
    tag,
    summary: 'Give a consent back: its tokens die at once',
    method: 'delete',
    path: '/aisp/account-access-consents/{ConsentId}',
    needs: 'partner',
    params: z.object({ ConsentId }),
    returns: { status: 204 },
    problems: ['consent-not-found', 'consent-foreign', 'conflict'],
    run: ({ world, grant, params }) => deleteConsent(world, grant, params.ConsentId),
  }),
]
