import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { chance, stream } from '#mocks/base/chance.ts'
import { incomeIn } from '#mocks/people/habits.ts'
import type { Account } from './account.ts'
import type { Role } from './products.ts'

/**
 * An offer of the bank on an account, of a type of OBExternalOfferType1Code. Amounts are in pence,
 * rates are fractions a year, instants are in epoch seconds.
 */
type Offer = {
  readonly id: string
  readonly kind: 'BalanceTransfer' | 'LimitIncrease' | 'MoneyTransfer' | 'Other' | 'PromotionalRate'
  readonly text: string
  readonly amount?: number
  readonly rate?: number
  readonly from: number
  readonly to: number
}

const offering = stream('offer')
const texts: Record<
  Role,
  readonly { readonly kind: Offer['kind']; readonly text: string; readonly rate?: number; readonly part?: number }[]
> = {
  main: [{ kind: 'LimitIncrease', text: 'A larger arranged overdraft', part: 0.6 }],
  joint: [{ kind: 'Other', text: 'Add a saver for two to your joint account' }],
  savings: [{ kind: 'PromotionalRate', text: 'A bonus rate for twelve months', rate: 0.048 }],
  card: [
    { kind: 'BalanceTransfer', text: 'Move a balance to this card at no interest for 18 months', rate: 0, part: 1 },
    { kind: 'LimitIncrease', text: 'A larger credit limit', part: 0.8 },
  ],
  loan: [{ kind: 'Other', text: 'Top up your loan without a new application', part: 1.5 }],
  euro: [{ kind: 'Other', text: 'No transfer fee to euro accounts this quarter' }],
}

/** Returns the offers of a quarter at an instant; most accounts have none. */
export function offersOf({ customer, role, product }: Account, at: number): Offer[] {
  const month = monthAt(at)
  const quarter = month - (month % 3)
  return texts[role].flatMap(({ kind, text, rate, part }, n) => {
    if (chance(customer.seed, customer.index, quarter * 16 + n, offering)() > 0.25) return []
    const amount =
      part === undefined ? {} : { amount: Math.round((incomeIn(customer, month) * part) / 10_000) * 10_000 + 10_000 }
    return [
      {
        id: `off_${customer.index}_${product}_${quarter}_${n}`,
        kind,
        text,
        ...(rate !== undefined && { rate }),
        ...amount,
        from: startOf(quarter),
        to: startOf(quarter + 3) - 1,
      },
    ]
  })
}
