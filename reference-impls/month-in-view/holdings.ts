import { type Account, type Balance, signedMinorUnits } from './bank.ts'

/** What one account holds, in minor units; a card's debt is below zero. */
export type Holding = {
  readonly name: string
  readonly currency: string
  readonly booked: bigint
  /**
   * What may be spent, an overdraft or credit limit counted in; absent when the bank does not tell.
   */
  readonly available: bigint | undefined
}

/** ISO 20022 balance types, the best first: now before the last close. */
const bookedTypes = ['ITBD', 'CLBD', 'PRCD']
const availableTypes = ['ITAV', 'CLAV']

/**
 * The accounts in their order with what they hold. An account whose balance was not given is left
 * out.
 */
export function holdingsOf(accounts: readonly Account[], balances: readonly Balance[]): Holding[] {
  return accounts.flatMap((account) => {
    const own = balances.filter(({ AccountId }) => AccountId === account.AccountId)
    const best = (types: readonly string[]) =>
      types.map((type) => own.find(({ Type }) => Type === type)).find((balance) => balance !== undefined)
    const available = best(availableTypes)
    const booked = best(bookedTypes) ?? available
    if (!booked) return []
    return {
      name: accountName(account),
      currency: booked.Amount.Currency,
      booked: signedMinorUnits(booked),
      available: available && signedMinorUnits(available),
    }
  })
}

/** What the customer calls the account, or else what the bank does. */
export const accountName = ({ Nickname, Description, AccountId }: Account): string =>
  Nickname ?? Description ?? AccountId

/** Everything held in one currency, minor units. */
export const totalOf = (holdings: readonly Holding[], currency: string): bigint =>
  holdings.reduce((sum, holding) => (holding.currency === currency ? sum + holding.booked : sum), 0n)
