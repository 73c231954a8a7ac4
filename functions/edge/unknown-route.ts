import type { Context } from 'hono'
import { Problem } from '#bank/base/problem.ts'
import type { Sandbox } from '#store/world.ts'
import { findNearestPath } from './did-you-mean.ts'
import { pathUnknown } from './error-response.ts'
import type { Surface } from './operation.ts'

/**
 * Rejects a path that no operation has, or a method that its operations do not have. These are not
 * routes of their own: Hono is fastest where one handler matches.
 */
export async function rejectUnknownRoute(
  c: Context,
  { base, operations }: Surface,
  methods: readonly string[],
  sandbox: Sandbox,
): Promise<never> {
  const { path, method } = c.req
  if (methods.length > 0) {
    const allow = methods.join(', ')
    throw new Problem('method-not-allowed', `${path} takes ${allow}, not ${method}`, { headers: { allow } })
  }
  const paths = operations.map((operation) => base + operation.path)
  throw pathUnknown(sandbox, path, findNearestPath(path, paths))
}

/** Lists the methods that the operations of a path take. */
export const methodsOf = ({ base, operations }: Surface, path: string): string[] =>
  operations
    .filter((operation) => patternOf(base + operation.path).test(path))
    .map(({ method }) => method.toUpperCase())

const patternOf = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/{\w+}/g, '[^/]+')}$`)
