import * as z from 'zod'

/** MaxNText of the standard: 1 to `max` characters. */
export const text = (max: number) => z.string().min(1).max(max)

/** ISODateTime as a partner sends it. `checkDates` checks that the instant exists. */
export const Instant = z.string().meta({ format: 'date-time' })

/** CountryCode: two capital letters. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters, such as GB')

/** The bank's id of a consent. */
export const ConsentId = text(128)

/** The bank's id of a payment order. */
export const OrderId = text(40)

/**
 * OBSupplementaryData1: any JSON that a partner adds. The bank stores and returns it, and does not
 * read it.
 */
export const SupplementaryData = z.record(z.string(), z.unknown())
