/**
 * The civil calendar of London. A day is a number of days since 1970-01-01. An offset is how many
 * seconds London's clocks are ahead of UTC on that day.
 */
export type Calendar = {
  readonly isWorkingDay: (day: number) => boolean
  readonly londonOffset: (day: number) => number
}

/** A time of day in London, such as `07:00`. */
export type TimeOfDay = `${number}:${number}`

const msPerDay = 86_400_000

/** A longer gap between working days means that the calendar is wrong. */
const longestClosureDays = 31

/** Returns the day in London at an instant. Instants are in epoch milliseconds, UTC. */
export function londonDay(at: number, { londonOffset }: Calendar): number {
  return Math.floor((at + londonOffset(Math.floor(at / msPerDay)) * 1000) / msPerDay)
}

/** Returns the instant of a time of day in London. */
export function londonInstant(day: number, time: TimeOfDay, { londonOffset }: Calendar): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return day * msPerDay + ((hours * 60 + minutes) * 60 - londonOffset(day)) * 1000
}

/** Returns the first working day after a day. */
export function nextWorkingDay(day: number, { isWorkingDay }: Calendar): number {
  for (let next = day + 1; next <= day + longestClosureDays; next++) if (isWorkingDay(next)) return next
  throw new Error(`no working day within ${longestClosureDays} days of day ${day}`)
}
