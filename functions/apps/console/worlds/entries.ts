import { listWorlds } from '#actions/worlds/list.ts'
import { keyOf } from '#apps/console/routes.ts'
import type { Session } from '#apps/console/session.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { parseToken } from '#bank/consents/token.ts'
import { noCredentials } from '#edge/credentials.ts'
import { admit } from '#edge/grant.ts'
import type { Host } from '#edge/host.ts'
import type { World } from '#store/world.ts'

/** A world that a browser has a key for, or why that key opens nothing. */
export type OwnEntry = { readonly id: string } & ({ readonly world: World } | { readonly why: string })

/** A world that the browser has no key for. */
export type OtherEntry = Awaited<ReturnType<typeof listWorlds>>['worlds'][number]

/** Lists the worlds of a browser's keys, the last opened first, and the one that a laptop has. */
export function listOwnWorlds(host: Host, session: Session | undefined): Promise<OwnEntry[]> {
  const ids = (session?.keys ?? []).flatMap((key) => parseToken(key)?.worldId ?? [])
  const { first } = host
  const all = first && !ids.includes(first.id) ? [...ids, first.id] : ids
  return Promise.all(all.map((id) => openEntry(host, session, id)))
}

async function openEntry(host: Host, session: Session | undefined, id: string): Promise<OwnEntry> {
  try {
    const credentials = { ...noCredentials, authorization: `Bearer ${keyOf(id, session, host)}` }
    const { world } = await admit(host.sandbox, 'world', credentials, { worldId: id, takesWorldAsStored: true })
    return { id, world: world as World }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { id, why: error.message }
  }
}

/**
 * Returns the right to list and create worlds: everyone's on a laptop, the organiser's in the
 * cloud. Undefined where the browser has none.
 */
export async function findOrganiserGrant(
  { sandbox }: Host,
  session: Session | undefined,
): Promise<Grant<'worlds'> | undefined> {
  const key = session?.organiser
  if (key === undefined && sandbox.organiserDigest !== undefined) return undefined
  try {
    const credentials = { ...noCredentials, authorization: key === undefined ? undefined : `Bearer ${key}` }
    return (await admit(sandbox, 'worlds', credentials)).grant as Grant<'worlds'>
  } catch (error) {
    // The deployment has another organiser key now.
    if (error instanceof Problem) return undefined
    throw error
  }
}

/** Lists a page of the worlds that the browser has no key for. */
export async function listOtherWorlds(
  { sandbox }: Host,
  grant: Grant<'worlds'>,
  own: readonly OwnEntry[],
  page: string | undefined,
): Promise<{ readonly worlds: OtherEntry[]; readonly next?: string }> {
  const { worlds, next } = await listWorlds(sandbox, grant, { page })
  const known = new Set(own.map(({ id }) => id))
  return { worlds: worlds.filter(({ id }) => !known.has(id)), ...(next !== undefined && { next }) }
}
