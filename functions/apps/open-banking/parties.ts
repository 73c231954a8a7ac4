import * as z from 'zod'
import { getConsentingParty, getParty, listParties } from '#actions/account-information/parties.ts'
import { AccountId } from '#bank/account-information/account.ts'
import { ReadParties, ReadParty } from '#bank/account-information/party.ts'
import { operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

export const parties = [
  operation({
    id: 'GetParty',
    tag: 'Parties',
    summary: 'Who consented: the customer, or the person who acts for a business',
    description: 'A token that reaches every customer has no such party, and is refused.',
    method: 'get',
    path: '/aisp/party',
    needs: 'accounts',
    permits: [['ReadPartyPSU']],
    returns: { status: 200, schema: ReadParty },
    problems: ['customer-ambiguous'],
    run: async ({ world, grant, url }) => envelope(url, { Party: getConsentingParty(world, grant) }),
  }),
  operation({
    id: 'GetAccountsAccountIdParty',
    tag: 'Parties',
    summary: 'Who an account belongs to',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/party',
    needs: 'accounts',
    permits: [['ReadParty']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadParty },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { Party: getParty(world, grant, params.AccountId, new URL(url).origin) }),
  }),
  operation({
    id: 'GetAccountsAccountIdParties',
    tag: 'Parties',
    summary: 'Everybody who has to do with an account: owner, joint holder, who may act for a business',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/parties',
    needs: 'accounts',
    permits: [['ReadParty']],
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadParties },
    problems: ['account-not-found'],
    run: async ({ world, grant, params, url }) =>
      envelope(url, { Party: listParties(world, grant, params.AccountId, new URL(url).origin) }),
  }),
]
