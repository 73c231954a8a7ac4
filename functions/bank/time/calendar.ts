/**
 * The civil calendar of London. A day is days since 1970-01-01, an offset is seconds that its
 * clocks are ahead of UTC that day.
 */
export type Calendar = {
  readonly isWorkingDay: (day: number) => boolean
  readonly londonOffset: (day: number) => number
}

/** A time of day by London's clocks. */
export type TimeOfDay = `${number}:${number}`

const msPerDay = 86_400_000

/** No bank is closed for longer: a calendar that says so is wrong. */
const longestClosureDays = 31

/** The day in London of an instant. Instants are epoch milliseconds, in UTC. */
export function londonDay(at: number, { londonOffset }: Calendar): number {
  return Math.floor((at + londonOffset(Math.floor(at / msPerDay)) * 1000) / msPerDay)
}

/** The instant at which London's clocks say so on a day. */
export function londonInstant(day: number, time: TimeOfDay, { londonOffset }: Calendar): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return day * msPerDay + ((hours * 60 + minutes) * 60 - londonOffset(day)) * 1000
}

/** The first working day after a day. */
export function nextWorkingDay(day: number, { isWorkingDay }: Calendar): number {
  for (let next = day + 1; next <= day + longestClosureDays; next++) if (isWorkingDay(next)) return next
  throw new Error(`no working day within ${longestClosureDays} days of day ${day}`)
}
