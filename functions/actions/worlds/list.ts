import type { Grant } from '#bank/consents/grant.ts'
import { isExpired, matchesLabels, parseLabelFilter } from '#bank/worlds/life.ts'
import { worldDirectory } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Sandbox } from '#store/world.ts'
import { buildLifeView } from './worlds.ts'

/** How many worlds one page lists, and how many it may read to find those with some labels. */
const worldsPerPage = 100
const mostRead = 1_000

/** A world in the list of all worlds. */
export type WorldEntry = ReturnType<typeof buildLifeView> & { readonly id: string; readonly createdAt: string }

/**
 * Lists the worlds by id, or those that have all labels of a filter such as `team:blue,pr:123`.
 * `next` is the value of `page` for the next page. A page may be short, or empty, where few worlds
 * fit.
 */
export async function listWorlds(
  sandbox: Sandbox,
  _grant: Grant<'worlds'>,
  { page, label }: { page?: string | undefined; label?: string | undefined },
): Promise<{ worlds: WorldEntry[]; next?: string }> {
  const filter = label === undefined ? {} : parseLabelFilter(label)
  const real = readSteadyTime(sandbox)
  const found: WorldEntry[] = []
  for (let [after, read] = [page, 0]; ; ) {
    const range = { limit: worldsPerPage, ...(after !== undefined && { after }) }
    const items = await sandbox.store.list(worldDirectory.key('').partition, range)
    for (const entry of items.map(worldDirectory.read)) {
      after = entry.id
      if (entry.deleted || isExpired(entry, real) || !matchesLabels(entry.labels, filter)) continue
      found.push({ id: entry.id, createdAt: entry.createdAt, ...buildLifeView(entry) })
      if (found.length === worldsPerPage) break
    }
    if (items.length < worldsPerPage) return { worlds: found }
    read += items.length
    if (after !== undefined && (found.length === worldsPerPage || read >= mostRead))
      return { worlds: found, next: after }
  }
}
