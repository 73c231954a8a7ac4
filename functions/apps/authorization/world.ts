import type { Provider } from 'oidc-provider'
import { enterWithKeys } from '#actions/key-ring.ts'
import { memo } from '#bank/memo.ts'
import { Problem } from '#bank/problem.ts'
import type { Sandbox } from '#store/sandbox.ts'
import type { World } from '#store/world.ts'
import { present } from './present.ts'
import { providerOf } from './provider.ts'

/** A provider costs half a millisecond to make and 50 KB to keep. */
const remembered = memo<Provider>(200)

/** A world as a request finds it, and its provider. */
export type Entered = { readonly world: World; readonly provider: Provider }

/** The world of a path, at this instant, and the provider that goes with its keys. */
export async function enter(sandbox: Sandbox, worldId: string): Promise<Entered> {
  const found = /^wld_[a-z0-9]{1,24}$/.test(worldId) ? await enterWithKeys(sandbox, worldId) : undefined
  if (!found) throw new Problem('path-unknown', `there is no world ${worldId.slice(0, 40)} here`)
  const { world, ring } = found
  const [newest] = ring.signing
  const name = `${world.id}.${world.record.epoch}.${newest?.kid}`
  return { world, provider: remembered(name, () => providerOf(world, ring)) }
}

/** Runs something of the provider's in the instant of a request. */
export const at = <T>(world: World, work: () => Promise<T>): Promise<T> => present.run(world, work)
