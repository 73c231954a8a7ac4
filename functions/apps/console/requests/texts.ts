import { formatDay, formatInstant, formatTime } from '#apps/console/instants.ts'
import { formatMinor } from '#apps/console/money.ts'
import { isTokenId } from '#bank/consents/token.ts'
import type { RequestLine } from '#bank/requests/views.ts'

/** The names of a world's partners by their ids. */
export type PartnerNames = ReadonlyMap<string, string>

/** Whether a request was answered with a problem, or not answered at all. */
export const isProblem = ({ status, problem }: Pick<RequestLine, 'status' | 'problem'>): boolean =>
  status === undefined || status >= 400 || problem !== undefined

/** Shortens the target of a request for one line: what every path of a surface has is left out. */
export const shortTarget = (target: string): string =>
  target
    .replace(/^\/open-banking\/v[\d.]+(?=\/)/, '')
    .replace(/^\/(authorization|control\/worlds)\/wld_[a-z0-9]+(?=\/)/, '/$1/…')

/** The most letters of a query that a line of the list shows. */
const longestQuery = 48

/** Shortens the target of a request for a list: a long query is left to the request's own page. */
export const listTarget = (target: string): string =>
  shortTarget(target).replace(/\?.*$/, (query) => (query.length > longestQuery ? '?…' : query))

/** Names the caller of a request. */
export function callerOf({ partner, surface, at }: RequestLine, names: PartnerNames): string {
  if (partner !== undefined) return names.get(partner) ?? (isTokenId(partner) ? 'developer token' : partner)
  if (at === undefined) return 'not admitted'
  return surface === 'control' ? 'control key' : surface === 'open-banking' ? 'developer token' : ''
}

/** Formats a duration: `4 ms`, `0.4 ms`, `8.0 s`. */
export const formatDuration = (ms: number): string =>
  ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`

/**
 * Formats when a request came: the time in London, with its day if that is not the day of `now`.
 */
export const formatCame = (instant: string, now: number): string =>
  formatDay(instant) === formatDay(now) ? formatTime(instant) : formatInstant(instant)

/** Formats minor units with their sign: `+£12.34`, `−£12.34`. */
export const formatSigned = (minor: bigint, currency: string): string =>
  `${minor > 0n ? '+' : ''}${formatMinor(String(minor), currency)}`
