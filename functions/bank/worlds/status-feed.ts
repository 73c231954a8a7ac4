import { iso } from '#bank/time/clock.ts'
import { type Outage, outageStateAt } from './outage.ts'

/*
 * The status feed of the Australian Consumer Data Standards (Get Status and Get Outages, version
 * 1): https://consumerdatastandardsaustralia.github.io/standards/. The UK standard has none.
 */

/** `ResponseCommonDiscoveryStatus.data`. */
export type BankStatus = {
  readonly status: 'OK' | 'PARTIAL_FAILURE' | 'UNAVAILABLE' | 'SCHEDULED_OUTAGE'
  readonly explanation?: string
  readonly detectionTime?: string
  readonly expectedResolutionTime?: string
  readonly updateTime: string
}

/** An entry of `ResponseDiscoveryOutagesList.data.outages`. */
export type AnnouncedOutage = {
  readonly outageTime: string
  readonly duration: string
  readonly isPartial: boolean
  readonly explanation: string
}

/** Ranks outages: the whole bank before a part of it, sudden before planned. */
const rankOf = ({ area, kind }: Outage): number => (area === 'bank' ? 0 : 2) + (kind === 'sudden' ? 0 : 1)

/** Builds the status of a bank at an instant of its world's clock. */
export function buildStatus(outages: readonly Outage[], now: number): BankStatus {
  const updateTime = iso(now)
  const [worst] = outages
    .filter((one) => outageStateAt(one, now) === 'active')
    .sort((a, b) => rankOf(a) - rankOf(b) || a.from - b.from)
  if (!worst) return { status: 'OK', updateTime }
  const { area, kind, from, to, explanation } = worst
  const isSudden = kind === 'sudden'
  return {
    status: isSudden ? (area === 'bank' ? 'UNAVAILABLE' : 'PARTIAL_FAILURE') : 'SCHEDULED_OUTAGE',
    explanation,
    ...(isSudden && { detectionTime: iso(from) }),
    ...(to !== undefined && { expectedResolutionTime: iso(to) }),
    updateTime,
  }
}

/** Lists the planned outages that have not ended, first one first. */
export const listAnnounced = (outages: readonly Outage[], now: number): AnnouncedOutage[] =>
  outages
    .filter((one) => one.kind === 'planned' && outageStateAt(one, now) !== 'ended')
    .sort((a, b) => a.from - b.from)
    .map(({ area, from, to = from, explanation }) => ({
      outageTime: iso(from),
      duration: formatDuration((to - from) / 60_000),
      isPartial: area !== 'bank',
      explanation,
    }))

/** Formats minutes as a duration of ISO 8601: `PT1H30M`. */
function formatDuration(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return `PT${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`
}
