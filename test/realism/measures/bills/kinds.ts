import type { Entry } from '#mocks/history/entry.ts'

/** What a stranger tells a bill by: the name of the payee and the beginning of the reference. */
export const isCouncilTax = ({ party, reference }: Entry): boolean =>
  /council tax/i.test(party) || /^COUN/.test(reference)
export const isRent = ({ reference }: Entry): boolean => /^RENT/.test(reference)
export const isMortgage = ({ reference }: Entry): boolean => /^MORT/.test(reference)
