import * as z from 'zod'
import type { Page } from '#actions/account-information/page.ts'
import { AccountId } from '#bank/account-information/account.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { RequiredPermissions } from '#bank/consents/permission.ts'
import { type Operation, operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { buildEnvelope, PageQuery } from './envelope.ts'

/** A resource that belongs to accounts. `T` is one item, and `name` is its name in `Data`. */
type AccountResource<N extends string, T> = {
  readonly name: N
  readonly tag: string
  /** The summaries of the two operations. */
  readonly summaries: readonly [ofOneAccount: string, ofAllAccounts: string]
  /** The last segment of the path, such as `direct-debits`. */
  readonly path: string
  readonly requiredPermissions: RequiredPermissions
  readonly schema: z.ZodType<{ Data: Record<N, T[]> }>
  readonly find: (world: World, grant: Grant<'accounts'>, accountId: string) => T[] | Promise<T[]>
  readonly list: (world: World, grant: Grant<'accounts'>, page: string | undefined) => Page<T> | Promise<Page<T>>
}

/**
 * Builds the two operations of a resource. One returns the items of one account, the other those of
 * all accounts that the token can read.
 */
export function buildAccountResource<const N extends string, T>(resource: AccountResource<N, T>): Operation[] {
  const { name, tag, path, requiredPermissions, schema, find, list } = resource
  const [ofOneAccount, ofAllAccounts] = resource.summaries
  const id = path.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const shared = {
    tag,
    method: 'get',
    needs: 'accounts',
    requiredPermissions,
    returns: { status: 200, schema },
  } as const
  const buildData = (items: T[]) => ({ [name]: items }) as Record<N, T[]>
  return [
    operation({
      ...shared,
      id: `GetAccountsAccountId${id}`,
      summary: ofOneAccount,
      path: `/aisp/accounts/{AccountId}/${path}`,
      params: z.object({ AccountId }),
      problems: ['account-not-found'],
      run: async ({ world, grant, params, url }) =>
        buildEnvelope(url, buildData(await find(world, grant, params.AccountId))),
    }),
    operation({
      ...shared,
      id: `Get${id}`,
      summary: ofAllAccounts,
      path: `/aisp/${path}`,
      query: PageQuery,
      problems: ['field-invalid'],
      run: async ({ world, grant, query, url }) => {
        const { items, next } = await list(world, grant, query.page)
        return buildEnvelope(url, buildData(items), { next })
      },
    }),
  ]
}
