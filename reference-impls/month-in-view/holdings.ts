import { type Account, type Balance, signedMinorUnits } from './bank.ts'

/** The balance of one account, in minor units. The debt of a card is negative. */
export type Holding = {
  readonly name: string
  readonly currency: string
  readonly booked: bigint
  /**
   * The amount that the customer may spend, including an overdraft or credit limit. Undefined when
   * the bank does not return it.
   */
  readonly available: bigint | undefined
}

/** ISO 20022 balance types in order of preference: current before last closing. */
const bookedTypes = ['ITBD', 'CLBD', 'PRCD']
const availableTypes = ['ITAV', 'CLAV']

/** Builds the holdings in the order of the accounts. Skips an account without a balance. */
export function buildHoldings(accounts: readonly Account[], balances: readonly Balance[]): Holding[] {
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

/** Returns the customer's name for the account, or else the bank's. */
export const accountName = ({ Nickname, Description, AccountId }: Account): string =>
  Nickname ?? Description ?? AccountId

/** Adds up the booked balances in one currency, in minor units. */
export const sumHoldings = (holdings: readonly Holding[], currency: string): bigint =>
  holdings.reduce((sum, holding) => (holding.currency === currency ? sum + holding.booked : sum), 0n)
