import { isoInstant, secondsPerDay } from '#mocks/base/calendar.ts'

const two = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))

/** Formats minor units as a signed decimal: -1234 is `-12.34`. Exact for every safe integer. */
export function formatDecimal(minor: number): string {
  const absolute = minor < 0 ? -minor : minor
  const whole = Math.floor(absolute / 100)
  return `${minor < 0 ? '-' : ''}${whole}.${two[absolute - whole * 100]}`
}

/** Formats a rate with four decimals: 1.2 is `1.2000`. */
export const formatRate = (rate: number): string => rate.toFixed(4)

/**
 * Formats days since 1970-01-01 as `2026-11-24`. Cached, because exports write millions of days.
 */
export function formatDay(day: number): string {
  let text = days.get(day)
  if (text === undefined) {
    text = isoInstant(day * secondsPerDay).slice(0, 10)
    days.set(day, text)
  }
  return text
}
const days = new Map<number, string>()

/** Formats epoch seconds as `2026-11-24T09:30:00Z`. */
export function formatInstant(at: number): string {
  const day = Math.floor(at / secondsPerDay)
  const second = at - day * secondsPerDay
  const hour = Math.floor(second / 3600)
  const minute = Math.floor(second / 60) - hour * 60
  return `${formatDay(day)}T${two[hour]}:${two[minute]}:${two[second % 60]}Z`
}
