import { perObject } from '#bank/base/per-object.ts'
import { stream } from '#mocks/base/chance.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { Account } from './account.ts'

/** Coprime to the four digits, so every holder of an account has other digits. */
const step = 2_503

/** Returns the last four digits of the first card of an account. */
const firstDigitsOf = perObject(({ id, pan }: Account): number =>
  pan === '' ? stream(`card ${id}`) % 10_000 : Number(pan.slice(-4)),
)

/**
 * Returns the masked number of the card that made an entry. Each card holder of the account has one
 * card, and each merchant always sees the same holder, so a refund goes to the card that paid.
 */
export function maskedCardOf(account: Account, { party }: Entry, cardHolders: number): string {
  const holder = cardHolders > 1 ? stream(party) % cardHolders : 0
  return String((firstDigitsOf(account) + holder * step) % 10_000)
    .padStart(4, '0')
    .padStart(16, 'X')
}
