import { type FormatName, formatOf } from '#formats/formats.ts'
import { type Booking, customersBetween, listAccounts, listBookings, type Part } from '#formats/part.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf, startOf } from '#mocks/base/calendar.ts'
import { personas } from '#mocks/people/personas.ts'

export const bank: Bank = { seed: 7, size: 1000, start: monthOf(2026, 11) }

/** The named customers, one of each persona, in the last quarter before their world begins. */
export const part: Part = {
  bank,
  customers: customersBetween(bank, [0, personas.length - 1]),
  from: startOf(monthOf(2026, 8)),
  to: startOf(monthOf(2026, 11)) - 1,
}

/** Returns everything booked in a part, as the synthetic bank gives it. */
export const bookings = (of: Part = part): Booking[] =>
  [...listAccounts(of)].flatMap((account) => [...listBookings(of, account)])

/** Writes one complete file of a format. Returns its bytes and the number of rows. */
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
