import type { Calendar } from '#bank/time/calendar.ts'
import { isWorkingDay, summerTimeOn } from '#mocks/base/calendar.ts'

/** The civil calendar of the synthetic bank, as the rails ask about it. */
export const calendar: Calendar = { isWorkingDay, londonOffset: summerTimeOn }
