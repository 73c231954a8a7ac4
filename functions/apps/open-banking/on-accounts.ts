import * as z from 'zod'
import type { Page } from '#actions/account-information/access.ts'
import { AccountId } from '#bank/account-information/account.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Permits } from '#bank/consents/permission.ts'
import { type Operation, operation } from '#edge/operation.ts'
import type { World } from '#store/world.ts'
import { envelope, Paged } from './envelope.ts'

/** A resource that stands on accounts. `T` is one of it, `name` its name in `Data`. */
type Resource<N extends string, T> = {
  readonly name: N
  readonly tag: string
  /** What it says of one account, and of every account. */
  readonly summaries: readonly [one: string, every: string]
  /** Its last path segment, such as `direct-debits`. */
  readonly path: string
  readonly permits: Permits
  readonly schema: z.ZodType<{ Data: Record<N, T[]> }>
  readonly find: (world: World, grant: Grant<'accounts'>, accountId: string) => T[] | Promise<T[]>
  readonly list: (world: World, grant: Grant<'accounts'>, page: string | undefined) => Page<T> | Promise<Page<T>>
}

/**
 * The two operations of such a resource: of one account, and of every account that the token
 * reaches.
 */
export function onAccounts<const N extends string, T>(resource: Resource<N, T>): Operation[] {
  const { name, tag, path, permits, schema, find, list } = resource
  const [one, every] = resource.summaries
  const id = path.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const shared = { tag, method: 'get', needs: 'accounts', permits, returns: { status: 200, schema } } as const
  const named = (items: T[]) => ({ [name]: items }) as Record<N, T[]>
  return [
    operation({
      ...shared,
      id: `GetAccountsAccountId${id}`,
      summary: one,
      path: `/aisp/accounts/{AccountId}/${path}`,
      params: z.object({ AccountId }),
      problems: ['account-not-found'],
      run: async ({ world, grant, params, url }) => envelope(url, named(await find(world, grant, params.AccountId))),
    }),
    operation({
      ...shared,
      id: `Get${id}`,
      summary: every,
      path: `/aisp/${path}`,
      query: Paged,
      problems: ['field-invalid'],
      run: async ({ world, grant, query, url }) => {
        const { items, next } = await list(world, grant, query.page)
        return envelope(url, named(items), { next })
      },
    }),
  ]
}
