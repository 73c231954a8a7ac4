import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isTokenId } from '#bank/consents/token.ts'
import { matchesFilter, type RequestFilter } from '#bank/requests/filter.ts'
import { buildRequestLine, type RequestLine } from '#bank/requests/views.ts'
import { partners } from '#store/records.ts'
import type { NumberedRequest, RequestLog } from '#store/requests/request-log.ts'
import type { World } from '#store/world.ts'
import type { LogPage, LogRange } from './log-page.ts'
import { hasStoredLog, listStored } from './stored.ts'

/** The most requests of a page. */
const pageSize = 100

/**
 * Lists the logged requests of a world's present epoch, newest first. With `after` it lists what
 * came after that request, oldest first, and waits for one if there is none yet.
 */
export async function listRequests(world: World, _grant: Grant<'world'>, range: LogRange): Promise<LogPage> {
  if (hasStoredLog(world)) return listStored(world, range, pageSize)
  const log = requireLog(world)
  if (range.after !== undefined) return listAfter(world, log, range, numberOf(log, range.after, 'query after'))
  const before = range.page === undefined ? undefined : numberOf(log, range.page, 'query page')
  const found = firstMatches(log.newest(world.id, world.record.epoch, before), range, pageSize + 1)
  if (found.length === 0 && range.partner !== undefined) await requirePartner(world, log, range.partner)
  const shown = found.slice(0, pageSize)
  return {
    requests: shown.map((one) => lineOf(log, one)),
    ...(found.length > pageSize && { next: requestIdOf(log, shown.at(-1)?.number ?? 0) }),
    last: requestIdOf(log, log.last()),
  }
}

/** Rejects the id of a partner that the world does not have, and that no logged request has. */
async function requirePartner({ id, record, sandbox }: World, log: RequestLog, partner: string): Promise<void> {
  if (isTokenId(partner)) return
  const [known] = await sandbox.store.get([partners.key(id, partner)])
  if (known || firstMatches(log.newest(id, record.epoch), { partner }, 1).length > 0) return
  const { partition, path: prefix } = partners.key(id, '')
  const some = await sandbox.store.list(partition, { prefix, limit: 100 })
  const nearest = suggestName(
    partner,
    some.map((item) => partners.read(item).id),
  )
  const path = 'query partner'
  const why = `${path}: must be the clientId of a partner of this world (got ${partner})${nearest || '; GET /control/partners lists them'}`
  throw new Problem('field-invalid', why, { path })
}

/** Waits, at most `waitS` seconds, until a request after a number matches. */
async function listAfter(world: World, log: RequestLog, range: LogRange, after: number): Promise<LogPage> {
  const { wait = pause, catchUpBudgetMs = Number.POSITIVE_INFINITY } = world.sandbox
  const read = () => firstMatches(log.since(world.id, world.record.epoch, after), range, pageSize)
  let found = read()
  const waitMs = Math.min((range.waitS ?? 0) * 1000, catchUpBudgetMs)
  if (found.length === 0 && waitMs > 0) {
    let end = () => {}
    const added = new Promise<void>((resolve) => {
      end = log.follow(({ record }) => {
        if (record.worldId === world.id && matchesFilter(record, range)) resolve()
      })
    })
    await Promise.race([added, wait(waitMs)])
    end()
    found = read()
  }
  // After a full page the caller goes on from its end, else from the end of the log.
  const last = found.length === pageSize ? (found.at(-1)?.number ?? after) : log.last()
  return { requests: found.map((one) => lineOf(log, one)), last: requestIdOf(log, last) }
}

/** Finds one logged request of a world's present epoch. Rejects others with `request-not-found`. */
export function findRequest(world: World, _grant: Grant<'world'>, id: string): NumberedRequest {
  const log = requireLog(world)
  const number = parseRequestId(log, id)
  const [found] = number === undefined ? [] : log.since(world.id, world.record.epoch, number - 1)
  if (found && found.number === number) return found
  const path = 'path RequestId'
  const why = `${path}: the log of this world has no request ${id.slice(0, 40)}; GET .../requests lists those that it still has`
  throw new Problem('request-not-found', why, { path })
}

const lineOf = (log: RequestLog, { number, record }: NumberedRequest): RequestLine =>
  buildRequestLine(requestIdOf(log, number), record)

function firstMatches(requests: Iterable<NumberedRequest>, filter: RequestFilter, most: number): NumberedRequest[] {
  const found: NumberedRequest[] = []
  for (const one of requests) {
    if (!matchesFilter(one.record, filter)) continue
    found.push(one)
    if (found.length === most) break
  }
  return found
}

/** Returns the log of a sandbox. Rejects with `request-not-found` where it keeps none. */
export function requireLog({ sandbox }: World): RequestLog {
  if (sandbox.requestLog) return sandbox.requestLog
  throw new Problem(
    'request-not-found',
    'this sandbox keeps no log of requests in memory; set requestLog with PATCH /control/worlds/{WorldId} to store a share of them',
  )
}

/** Returns the id of a request: when its log began, and its number in it. */
export const requestIdOf = ({ beganAt }: RequestLog, number: number): string =>
  `req_${beganAt.toString(36)}_${number.toString(36)}`

/** Parses the id of a request; 0 if another process logged it, and undefined if it is none. */
function parseRequestId({ beganAt }: RequestLog, id: string): number | undefined {
  const [, began, number] = /^req_([0-9a-z]{1,12})_([0-9a-z]{1,10})$/.exec(id) ?? []
  if (began === undefined || number === undefined) return undefined
  return began === beganAt.toString(36) ? Number.parseInt(number, 36) : 0
}

function numberOf(log: RequestLog, id: string, path: string): number {
  const number = parseRequestId(log, id)
  if (number !== undefined) return number
  throw new Problem('field-invalid', `${path}: must be the id of a request, such as req_mik5r1c0_1`, { path })
}
