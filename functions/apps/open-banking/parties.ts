import * as z from 'zod'
import { getConsentingParty, getParty, listParties } from '#actions/account-information/parties.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadParties, ReadParty } from '#bank/account-information/party.ts'
import { operation } from '#edge/operation.ts'
import { buildEnvelope } from './envelope.ts'

export const parties = [
  operation({
    id: 'GetParty',
    tag: 'Parties',
    summary: 'Get the party who gave the consent',
    description:
      'The party is the customer, or the person who acts for a business. A developer token for all customers has no such party: 403.',
    method: 'get',
    path: '/aisp/party',
    needs: 'accounts',
    requiredPermissions: [['ReadPartyPSU']],
    returns: { status: 200, schema: ReadParty },
    problems: ['customer-ambiguous'],
    run: async ({ world, grant, url }) => buildEnvelope(url, { Party: getConsentingParty(world, grant) }),
  }),
  operation({
    id: 'GetAccountsAccountIdParty',
    tag: 'Parties',
    summary: 'Get the owner of an account',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/party',
    needs: 'accounts',
    requiredPermissions: [['ReadParty']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadParty },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, { Party: getParty(world, grant, params.AccountId, new URL(url).origin) }),
  }),
  operation({
    id: 'GetAccountsAccountIdParties',
    tag: 'Parties',
    summary: 'List the parties of an account',
    description: 'The owner, a joint holder, and the people who may act for a business.',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/parties',
    needs: 'accounts',
    requiredPermissions: [['ReadParty']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadParties },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      buildEnvelope(url, { Party: listParties(world, grant, params.AccountId, new URL(url).origin) }),
  }),
]
