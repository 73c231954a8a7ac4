const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** Formats `2026-11` as `Nov 2026`. */
export const formatMonth = (month: string): string => shorten(monthFormat.format(Date.parse(`${month}-01T00:00:00Z`)))

/** Shortens the only month that English writes with four letters. */
const shorten = (date: string): string => date.replace('Sept', 'Sep')

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** Formats epoch seconds as a day: `24 Dec`. The bank books in UTC. */
export const formatDay = (seconds: number): string => shorten(dayFormat.format(seconds * 1000))

const counts = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

/** Begins a heading with a count: `Five accounts`, `One account`. */
export const formatCount = (count: number, one: string): string =>
  `${counts[count] ?? count} ${one}${count === 1 ? '' : 's'}`
