import { type FormatName, formatOf } from '#formats/formats.ts'
import { type Booking, customersBetween, listAccounts, listBookings, type Part } from '#formats/part.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf, startOf } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'

export const bank: Bank = { seed: 7, size: 1000, start: monthOf(2026, 11) }

/** The named customers, one of each persona, in the last quarter before their world began. */
export const part: Part = {
  bank,
  customers: customersBetween(bank, [0, personas.length - 1]),
  from: startOf(monthOf(2026, 8)),
  to: startOf(monthOf(2026, 11)) - 1,
}

/** Everything booked in a part, as the bank itself tells it. */
export const bookings = (of: Part = part): Booking[] =>
  [...listAccounts(of)].flatMap((account) => [...listBookings(of, account)])

/** One file of a format, whole, and how many rows its writer counted. */
export function written(format: FormatName, file: string, of: Part = part): { bytes: Buffer; rows: number } {
  const writing = formatOf(format).files[file]?.(of)
  if (!writing) throw new Error(`${format} has no ${file}`)
  const pieces: Buffer[] = []
  for (;;) {
    const { done, value } = writing.next()
    if (done) return { bytes: Buffer.concat(pieces), rows: value }
    pieces.push(Buffer.from(value))
  }
}

export const textOf = (format: FormatName, file: string, of: Part = part): string =>
  written(format, file, of).bytes.toString()
