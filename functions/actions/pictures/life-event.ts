import type { Account } from '#mocks/accounts/account.ts'
import type { Entry } from '#mocks/history/entry.ts'

/** The kinds of events, each with the weight by which the most telling ones are chosen. */
export const eventWeights = {
  scam: 100,
  death: 100,
  funeral: 90,
  'missed-payment': 85,
  'out-of-work': 85,
  'new-job': 80,
  car: 80,
  home: 80,
  refund: 75,
  'card-full': 72,
  'card-cleared': 72,
  overdraft: 70,
  'out-of-overdraft': 70,
  opened: 65,
  bonus: 60,
  loan: 60,
  bets: 60,
  help: 55,
  holiday: 50,
  repair: 45,
  tax: 40,
  interest: 35,
  rise: 30,
} as const

export type EventKind = keyof typeof eventWeights

/** Something that happened in a customer's life, as the entries of the accounts show it. */
export type LifeEvent = {
  /** Epoch seconds. */
  readonly at: number
  readonly kind: EventKind
  /** Two or three words. */
  readonly title: string
  /** What happened, with amounts. */
  readonly text: string
}

/** An entry with its account. */
export type Booked = { readonly account: Account; readonly entry: Entry }

/** What the detectors of events read. Entries are oldest first. */
export type LifeRecord = {
  readonly main: readonly Entry[]
  readonly all: readonly Booked[]
  readonly accounts: readonly {
    readonly account: Account
    readonly opening: number
    readonly entries: readonly Entry[]
  }[]
  /** The mean monthly income, in pence. */
  readonly income: number
  readonly isBusiness: boolean
  /** Since when the customer is known to have died, in epoch seconds. */
  readonly diedAt: number | undefined
  readonly say: (minor: number) => string
}
