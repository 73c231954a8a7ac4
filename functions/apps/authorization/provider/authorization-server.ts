import type { Provider } from 'oidc-provider'
import { enterWorldWithKeys } from '#actions/partners/key-ring.ts'
import { type BoundedCache, boundedCache } from '#bank/base/bounded-cache.ts'
import { Problem } from '#bank/base/problem.ts'
import { worldIdShape } from '#bank/worlds/world.ts'
import type { Sandbox, World } from '#store/world.ts'
import { createProvider } from './provider.ts'

/**
 * A provider costs half a millisecond to make and 50 KB to keep. It holds on to its sandbox, so
 * each sandbox has its own.
 */
const remembered = new WeakMap<Sandbox, BoundedCache<Provider>>()
const mostRemembered = 200

/** A world as a request finds it, and its provider. */
export type AuthorizationServer = {
  readonly world: World
  readonly provider: Provider
  /** What the world's authorization server signs cookies and forms with. */
  readonly secret: string
}

/** The world of a path, at this instant, and the provider that goes with its keys. */
export async function openAuthorizationServer(sandbox: Sandbox, worldId: string): Promise<AuthorizationServer> {
  const found = worldIdShape.test(worldId) ? await enterWorldWithKeys(sandbox, worldId) : undefined
  if (!found) throw new Problem('path-unknown', `there is no world ${worldId.slice(0, 40)} here`)
  const { world, ring } = found
  const [newest] = ring.signing
  const name = `${world.id}.${world.record.epoch}.${newest?.kid}`
  const known = remembered.get(sandbox) ?? boundedCache<Provider>(mostRemembered)
  remembered.set(sandbox, known)
  return { world, secret: ring.secret, provider: known(name, () => createProvider(world, ring)) }
}
