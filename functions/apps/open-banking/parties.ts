import * as z from 'zod'
import { findParty } from '#actions/parties.ts'
import { AccountId } from '#bank/account.ts'
import { ReadParty } from '#bank/party.ts'
import { operation } from '#edge/operation.ts'
import { envelope } from './envelope.ts'

export const party = [
  operation({
    id: 'GetAccountsAccountIdParty',
    tag: 'Parties',
    summary: 'Who an account belongs to',
    method: 'get',
    path: '/aisp/accounts/{AccountId}/party',
    needs: 'accounts',
    params: z.object({ AccountId }),
    returns: { status: 200, schema: ReadParty },
    refuses: ['account-not-found'],
    run: async ({ world, grant, params, url }) => envelope(url, { Party: findParty(world, grant, params.AccountId) }),
  }),
]
