import * as z from 'zod'
import { createToken, deleteToken, listTokens } from '#actions/worlds/tokens.ts'
import { DeveloperToken } from '#bank/consents/token.ts'
import { operation } from '#edge/operation.ts'
import { WorldId } from './worlds.ts'

const Token = DeveloperToken.meta({ id: 'DeveloperToken' })
const NewToken = Token.extend({
  developerToken: z.string().meta({ description: 'The bearer token. It is returned only once.' }),
}).meta({ id: 'NewDeveloperToken' })

export const tokens = [
  operation({
    id: 'CreateToken',
    tag: 'Developer tokens',
    summary: 'Create a developer token',
    description: 'A developer token is a bearer token that reads accounts and pays without a consent flow.',
    method: 'post',
    path: '/worlds/{WorldId}/tokens',
    needs: 'world',
    params: z.object({ WorldId }),
    body: z.object({
      customer: z
        .string()
        .meta({ description: 'The id of a customer, or `all` for all customers', examples: ['cus_2'] }),
    }),
    returns: { status: 201, schema: NewToken },
    problems: ['customer-unknown', 'limit-reached'],
    run: ({ world, grant, body }) => createToken(world, grant, body.customer),
  }),
  operation({
    id: 'ListTokens',
    tag: 'Developer tokens',
    summary: 'List the developer tokens of a world, without their secrets',
    method: 'get',
    path: '/worlds/{WorldId}/tokens',
    needs: 'world',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: z.strictObject({ tokens: z.array(Token) }).meta({ id: 'DeveloperTokens' }) },
    problems: [],
    run: async ({ world, grant }) => ({ tokens: await listTokens(world, grant) }),
  }),
  operation({
    id: 'DeleteToken',
    tag: 'Developer tokens',
    summary: 'Delete a developer token',
    method: 'delete',
    path: '/worlds/{WorldId}/tokens/{TokenId}',
    needs: 'world',
    params: z.object({ WorldId, TokenId: z.string().meta({ examples: ['tok_1f2e3d4c5b6a7980'] }) }),
    returns: { status: 204 },
    problems: ['token-not-found'],
    run: ({ world, grant, params }) => deleteToken(world, grant, params.TokenId),
  }),
]
