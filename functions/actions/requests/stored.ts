import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { matchesLine } from '#bank/requests/filter.ts'
import { RequestLine, type WholeRequest } from '#bank/requests/views.ts'
import { listStoredRequests, parseStoredId, storedRequests } from '#store/requests/stored-requests.ts'
import type { World } from '#store/world.ts'
import type { LogPage, LogRange } from './log-page.ts'

/** Whether the log of a world is stored, because its sandbox keeps none in memory. */
export const hasStoredLog = ({ sandbox, record }: World): boolean =>
  !sandbox.requestLog && record.requestLog !== undefined

/** Lists the stored requests of a world, as `listRequests` lists those in memory. */
export async function listStored(world: World, range: LogRange, pageSize: number): Promise<LogPage> {
  const { page, after, waitS = 0 } = range
  if (after === undefined) {
    const found = await readMatches(world, range, page && nameOf(page, 'query page'), true, pageSize + 1)
    const shown = found.slice(0, pageSize)
    const next = found.length > pageSize ? shown.at(-1)?.id : undefined
    return { requests: shown.map(lineOf), ...(next !== undefined && { next }), last: found[0]?.id ?? firstId }
  }
  const { wait = pause, catchUpBudgetMs = Number.POSITIVE_INFINITY } = world.sandbox
  const looks = Math.min(waitS * 1000, catchUpBudgetMs) / pauseMs
  for (let waited = 0; ; waited++) {
    const found = await readMatches(world, range, nameOf(after, 'query after'), false, pageSize)
    if (found.length > 0 || waited >= looks) return { requests: found.map(lineOf), last: found.at(-1)?.id ?? after }
    await wait(pauseMs)
  }
}

/** How often a waiting caller's log is read: a request is seen within a second. */
const pauseMs = 500

/** The id before every stored request. */
const firstId = `req_${'0'.repeat(15)}-0`

async function readMatches(
  world: World,
  range: LogRange,
  after: string | undefined,
  newestFirst: boolean,
  most: number,
): Promise<WholeRequest[]> {
  const found: WholeRequest[] = []
  for await (const one of listStoredRequests(world, { after, newestFirst })) {
    if (!matchesLine(one, range)) continue
    if (found.push(one) === most) break
  }
  return found
}

/** Finds one stored request. Rejects an unknown id with `request-not-found`. */
export async function findStored(world: World, _grant: Grant<'world'>, id: string): Promise<WholeRequest> {
  const name = parseStoredId(id)
  const [item] = name === undefined ? [] : await world.sandbox.store.get([storedRequests.key(world, name)])
  if (item) return storedRequests.read(item)
  const path = 'path RequestId'
  const why = `${path}: the log of this world has no request ${id.slice(0, 40)}; GET .../requests lists those that it still has`
  throw new Problem('request-not-found', why, { path })
}

/** Returns the line of a request: what a list shows of it. */
const lineOf = (one: WholeRequest): RequestLine =>
  Object.fromEntries(Object.entries(one).filter(([name]) => name in RequestLine.shape)) as RequestLine

function nameOf(id: string, path: string): string {
  const name = parseStoredId(id)
  if (name !== undefined) return name
  throw new Problem('field-invalid', `${path}: must be the id of a request from this log (got ${id.slice(0, 40)})`, {
    path,
  })
}
