import { listHistory, type SnapshotInHistory } from '#actions/snapshots/snapshots.ts'
import { keyOf } from '#apps/console/routes.ts'
import { readSession } from '#apps/console/session.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { parseToken } from '#bank/consents/token.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import type { World } from '#store/world.ts'

/** The snapshots of a world, and its forks that this browser can open. */
export type Branches = { readonly snapshots: SnapshotInHistory[]; readonly forks: World[] }

/** Reads what a world can go back to, and what was forked from it. */
export async function readBranches(request: WorldRequest): Promise<Branches> {
  const { world, grant } = request
  const [snapshots, others] = await Promise.all([listHistory(world, grant), listOtherWorlds(request)])
  return { snapshots, forks: others.filter(({ record }) => record.forkedFrom?.world === world.id) }
}

/** Lists the other worlds that this browser has a working key for. */
export async function listOtherWorlds({ c, host, world }: WorldRequest): Promise<World[]> {
  const session = readSession(c, host)
  const ids = [...(session?.keys ?? []).map((key) => parseToken(key)?.worldId), host.first?.id]
  const others = [...new Set(ids)].filter((id): id is string => id !== undefined && id !== world.id)
  const found = await Promise.all(
    others.map(async (worldId) => {
      const authorization = `Bearer ${keyOf(worldId, session, host)}`
      // A world that is gone is left out.
      return admit(
        host.sandbox,
        'world',
        { ...noCredentials, authorization },
        { worldId, takesWorldAsStored: true },
      ).then(
        (admitted) => admitted.world,
        () => undefined,
      )
    }),
  )
  return found.filter((one) => one !== undefined)
}

/** Finds one of the other worlds that this browser has a key for. */
export const findOtherWorld = async (request: WorldRequest, id: string): Promise<World | undefined> =>
  (await listOtherWorlds(request)).find((one) => one.id === id)

/** Returns what people call a world or a snapshot. */
export const titleOf = ({ id, name }: { readonly id: string; readonly name?: string | undefined }): string => name ?? id
