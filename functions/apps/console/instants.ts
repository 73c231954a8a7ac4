const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
})
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'Europe/London',
})
const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'Europe/London',
})

/** Formats an instant as the time in London: `30 Nov 2026, 10:57`. */
export const formatInstant = (at: number | string): string => dayAndTime.format(new Date(at))

/** Formats the day of an instant in London: `30 Nov 2026`. */
export const formatDay = (at: number | string): string => day.format(new Date(at))

/** Formats the time of an instant in London: `10:57:02`. */
export const formatTime = (at: number | string): string => time.format(new Date(at))

/** Formats a span of milliseconds, to its largest unit: `40 s`, `3 min`, `2 h`, `5 days`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`
  return `${Math.round(seconds / 86_400)} days`
}
