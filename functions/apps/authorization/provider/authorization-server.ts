import type { Provider } from 'oidc-provider'
import { enterWorldWithKeys } from '#actions/partners/key-ring.ts'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import { Problem } from '#bank/base/problem.ts'
import { withoutToken } from '#bank/worlds/life.ts'
import { worldIdShape } from '#bank/worlds/world.ts'
import type { Sandbox, World } from '#store/world.ts'
import { createProvider } from './provider.ts'

/**
 * The cached providers. A provider takes half a millisecond to create and 50 KB of memory. It
 * refers to its sandbox, so each sandbox has its own cache.
 */
const providersOf = perObject((_: Sandbox) => boundedCache<Provider>(200))

/** The authorization server of one world, at the instant of a request. */
export type AuthorizationServer = {
  readonly world: World
  readonly provider: Provider
  /** The key that signs cookies and form tokens. */
  readonly secret: string
}

/** Opens the authorization server of a world. Rejects an unknown and an expired world. */
export async function openAuthorizationServer(sandbox: Sandbox, worldId: string): Promise<AuthorizationServer> {
  const found = worldIdShape.test(worldId)
    ? await enterWorldWithKeys(sandbox, worldId).catch((error) => {
        throw withoutToken(error)
      })
    : undefined
  if (!found) throw new Problem('path-unknown', `world ${worldId.slice(0, 40)} does not exist`)
  const { world, ring } = found
  const [newest] = ring.signing
  const name = `${world.id}.${world.record.epoch}.${newest?.kid}`
  return { world, secret: ring.secret, provider: providersOf(sandbox)(name, () => createProvider(world, ring)) }
}
