import type { Entry } from '#mocks/history/entry.ts'

/** What an entry says besides its amount and its instants. Entries of one kind share it. */
export type Facts = Pick<Entry, 'kind' | 'party' | 'mcc' | 'reference' | 'own' | 'exchange'>

/** Builds the facts of an entry that is neither a purchase nor a transfer. */
export const factsOf = (kind: Entry['kind'], party: string, reference: string): Facts => ({
  kind,
  party,
  mcc: '',
  reference,
})

/** Returns the facts of a late payment, which the customer makes. */
export const late = (facts: Facts): Facts => ({ ...facts, kind: facts.own ? 'transfer-out' : 'payment-out' })
