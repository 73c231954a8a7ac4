const clockFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
})

/** Formats an instant in epoch milliseconds as the time in London: `Mon 30 Nov 2026, 10:57`. */
export const formatClock = (instant: number): string => clockFormat.format(instant).replace(/^(\w{3}),/, '$1')
