import { openBanking } from '#apps/open-banking/app.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Access, Grant } from '#bank/consents/grant.ts'
import { type Permission, permissions } from '#bank/consents/permission.ts'
import { checkPermissions } from '#edge/grant.ts'
import { parseInput, parseQuery } from '#edge/input.ts'
import { Rendered } from '#edge/operation.ts'
import { findWorld, type World } from '#store/world.ts'
import { aisp, type Json, type TestSandbox } from './sandbox.ts'

/** The access of a developer token: everything, with card numbers masked. */
export const openAccess: Access = {
  accounts: 'all',
  permissions: new Set(permissions.filter((permission) => permission !== 'ReadPAN')),
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
}

/**
 * Creates a customer's grant to a partner without an authorization server. It gives access to
 * everything, with the given changes.
 */
export const grantOf = (customer: string, but: Partial<Access> = {}): Grant<'accounts'> =>
  ({ scope: 'accounts', customer, access: { ...openAccess, ...but }, partner: 'a partner' }) as Grant<'accounts'>

/**
 * Returns the open access's permissions with those of one resource replaced:
 * `permissionsWithOnly('Transactions', 'ReadTransactionsBasic', ...)`.
 */
export const permissionsWithOnly = (resource: string, ...granted: Permission[]): ReadonlySet<Permission> =>
  new Set([...[...openAccess.permissions].filter((one) => !one.startsWith(`Read${resource}`)), ...granted])

/** Returns the open access's permissions and more. */
export const permissionsAnd = (...more: Permission[]): ReadonlySet<Permission> =>
  new Set([...openAccess.permissions, ...more])

/** Loads a world as actions receive it. */
export async function worldOf({ sandbox }: TestSandbox, { id }: { id: string }): Promise<World> {
  const world = await findWorld(sandbox, id)
  if (!world) throw new Error(`there is no world ${id}`)
  return world
}

/** The operations of account information, each with a pattern of its paths. */
const reading = openBanking.operations
  .filter(({ needs, method }) => needs === 'accounts' && method === 'get')
  .map((one) => ({ one, pattern: new RegExp(`^${one.path.replaceAll(/{(\w+)}/g, '(?<$1>[^/]+)')}$`) }))

/**
 * Returns an operation's response to a grant, checked against its schema. Throws a Problem. `path`
 * is below `/aisp`, or a link.
 */
export async function answerTo(grant: Grant<'accounts'>, world: World, path: string): Promise<Json> {
  const url = new URL(path.startsWith('http') ? path : world.sandbox.baseUrl + aisp + path)
  const below = url.pathname.slice(openBanking.base.length)
  const { one, pattern } = reading.find(({ pattern }) => pattern.test(below)) ?? {}
  if (!one || !pattern) throw new Error(`no operation answers to ${below}`)
  checkPermissions(one.requiredPermissions ?? [], grant)
  const params = one.params ? parseInput(one.params, { ...pattern.exec(below)?.groups }, 'path') : {}
  const query = one.query ? parseInput(one.query, parseQuery(url.search), 'query') : {}
  const given = { sandbox: world.sandbox, grant, world, params, query, body: {}, url: url.href }
  const result: unknown = await one.run(given as never)
  const body: Json = result instanceof Rendered ? JSON.parse(result.text) : result
  if ('schema' in one.returns) one.returns.schema.parse(body)
  return body
}

/** Returns every page of a list. */
export async function pagesTo(grant: Grant<'accounts'>, world: World, path: string): Promise<Json[]> {
  const pages: Json[] = []
  for (let next: string | undefined = path; next !== undefined; next = pages.at(-1).Links.Next)
    pages.push(await answerTo(grant, world, next))
  return pages
}

/** Returns the items of all pages of a list. */
export async function listTo(grant: Grant<'accounts'>, world: World, path: string): Promise<Json[]> {
  const pages = await pagesTo(grant, world, path)
  return pages.flatMap(({ Data }) => Object.values<Json>(Data)[0])
}

/** Returns an operation's rejection of a grant in one line; `undefined` if it succeeds. */
export async function rejectionTo(grant: Grant<'accounts'>, world: World, path: string): Promise<string | undefined> {
  try {
    await answerTo(grant, world, path)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return `${error.status} ${error.code}: ${error.message}`
  }
}
