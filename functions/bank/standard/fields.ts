import * as z from 'zod'

/** MaxNText of the standard: from one character to so many. */
export const text = (most: number) => z.string().min(1).max(most)

/** ISODateTime, as a partner writes it. `checkDates` says whether there is such an instant. */
export const Instant = z.string().meta({ format: 'date-time' })

/** CountryCode: two letters. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'must be a country of two capital letters, such as GB')

/** What the bank names a consent. */
export const ConsentId = text(128)

/** What the bank names a payment order. */
export const OrderId = text(40)

/**
 * OBSupplementaryData1: whatever a partner adds. It is kept and given back, and means nothing here.
 */
export const SupplementaryData = z.record(z.string(), z.unknown())
