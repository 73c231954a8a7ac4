/**
 * Returns the day since 1970, the hour and the month (0 is January) in London for an instant in
 * epoch seconds. Summer time comes from the platform's time zones, not from the bank under test.
 * The two Sundays on which clocks change use the offset of noon.
 */
export function londonTime(at: number): { day: number; hour: number; month: number } {
  const local = at + offsetOn(Math.floor(at / 86_400))
  const day = Math.floor(local / 86_400)
  return { day, hour: Math.floor(local / 3600) % 24, month: new Date(local * 1000).getUTCMonth() }
}

const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric', hourCycle: 'h23' })
const offsets = new Map<number, number>()

/** Returns how many seconds London's clocks are ahead of UTC at noon of a day. */
export function offsetOn(day: number): number {
  const known = offsets.get(day)
  if (known !== undefined) return known
  const offset = (Number(format.format((day * 86_400 + 12 * 3600) * 1000)) - 12) * 3600
  offsets.set(day, offset)
  return offset
}
