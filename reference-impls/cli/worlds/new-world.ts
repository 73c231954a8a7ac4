import type { Context } from '#cli/context.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderFields } from '#cli/output/table.ts'
import type { WorldKeys, WorldState } from '#cli/sdk.ts'

type NewWorld = WorldState & WorldKeys

/** Stores the keys of a new world in this folder, because the sandbox returns them only once. */
export async function rememberWorld(context: Context, created: NewWorld, isUsed: boolean): Promise<void> {
  const { id, name, controlKey, developerToken, customer } = created
  await context.remember((memory) => ({
    ...memory,
    url: memory.url ?? context.url,
    ...(isUsed && { world: id, url: context.url }),
    worlds: { ...memory.worlds, [id]: { url: context.url, name, controlKey, developerToken, customer } },
  }))
}

/** Removes a world from what this folder remembers. */
export async function forgetWorld(context: Context, id: string): Promise<void> {
  await context.remember(({ world, worlds = {}, ...memory }) => {
    const { [id]: _, ...others } = worlds
    return { ...memory, ...(world !== undefined && world !== id && { world }), worlds: others }
  })
}

/** Describes a new world and its keys. */
export function describeNewWorld({ terminal }: Context, created: NewWorld, isUsed: boolean): string {
  return renderFields(terminal, [
    ['world', created.id],
    ['name', created.name],
    ['customers', `${created.size}, seed ${created.seed}`],
    ['clock', `${formatInstant(created.now)}, ${created.rate === 0 ? 'paused' : `rate ${created.rate}`}`],
    ['ends', created.expiresAt && formatInstant(created.expiresAt)],
    ['token', `${created.developerToken} (${created.customer})`],
    ['control', created.controlKey],
    ['next', isUsed ? 'sandbank status' : `sandbank world use ${created.name ?? created.id}`],
  ])
}
