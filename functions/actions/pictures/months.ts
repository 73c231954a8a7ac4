import { type Month, monthOfYear, yearOf } from '#mocks/base/calendar.ts'

/** Formats a month as `2026-11`. */
export const formatMonthName = (month: Month): string =>
  `${yearOf(month)}-${String(monthOfYear(month) + 1).padStart(2, '0')}`
