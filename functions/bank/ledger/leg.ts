import { hash } from 'node:crypto'
import * as z from 'zod'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'

const kinds = Object.keys(transactionKinds) as [TransactionKind, ...TransactionKind[]]

/** A signed whole number of minor units, as text: JSON numbers cannot hold money. */
const Minor = z.string().regex(/^-?\d{1,18}$/)

/** Who stands on the other side of a leg, as the standard's OBCashAccount names it. */
export const Counterparty = z.strictObject({
  name: z.string(),
  scheme: z.string().optional(),
  identification: z.string().optional(),
})
export type Counterparty = z.output<typeof Counterparty>

/**
 * One entry of one account's journal. Legs are only ever added: leg n+1 holds the balance after it
 * and the hash of leg n, so that nobody can change, drop or slip in one unseen.
 */
export const Leg = z.strictObject({
  account: z.string(),
  /** From 1, without gaps. */
  seq: z.int().min(1),
  /** When it was booked, epoch milliseconds of the world's clock. */
  at: z.int(),
  currency: z.string(),
  amount: Minor,
  /** What all legs up to this one add up to; the account's own history comes on top. */
  balance: Minor,
  /** The order or instruction that it belongs to. Its legs add up to zero. */
  payment: z.string(),
  kind: z.enum(kinds),
  party: Counterparty.optional(),
  reference: z.string().optional(),
  /** Hash of the leg before; empty on the first. */
  previous: z.string(),
  hash: z.string(),
})
export type Leg = z.output<typeof Leg>

/**
 * What somebody wants to book on an account, in minor units of its currency. Money that leaves it
 * is below zero.
 */
export type Posting = Pick<Leg, 'account' | 'currency' | 'kind' | 'party' | 'reference'> & { readonly amount: bigint }

/**
 * The leg that a posting becomes after the last one of its account. `at` never goes back within a
 * journal.
 */
export function buildNextLeg(last: Leg | undefined, posting: Posting, payment: string, at: number): Leg {
  const { account, currency, kind, party, reference } = posting
  const leg: Omit<Leg, 'hash'> = {
    account,
    seq: (last?.seq ?? 0) + 1,
    at: Math.max(at, last?.at ?? at),
    currency,
    amount: String(posting.amount),
    balance: String(BigInt(last?.balance ?? 0) + posting.amount),
    payment,
    kind,
    ...(party && { party }),
    ...(reference !== undefined && { reference }),
    previous: last?.hash ?? '',
  }
  return { ...leg, hash: hashOf(leg) }
}

/** SHA-256 over the leg's own words in a fixed order. */
function hashOf(leg: Omit<Leg, 'hash'>): string {
  const { account, seq, at, currency, amount, balance, payment, kind, party, reference, previous } = leg
  const booked = [account, seq, at, currency, amount, balance, payment, kind]
  const words = [...booked, party?.name, party?.scheme, party?.identification, reference, previous]
  return hash('sha256', JSON.stringify(words))
}

/**
 * What is wrong with a leg that follows another, or is the first of its journal; undefined where it
 * is whole.
 */
export function findLegFault(last: Leg | undefined, leg: Leg): string | undefined {
  if (leg.seq !== (last?.seq ?? 0) + 1) return `leg ${leg.seq} follows leg ${last?.seq ?? 0}`
  if (leg.previous !== (last?.hash ?? '')) return 'it does not name the hash of the leg before'
  if (BigInt(leg.balance) !== BigInt(last?.balance ?? 0) + BigInt(leg.amount))
    return 'its balance is not the one before plus its amount'
  if (last && leg.currency !== last.currency) return 'it is in another currency than the leg before'
  if (last && leg.at < last.at) return 'it was booked before the leg before'
  if (leg.hash !== hashOf(leg)) return 'its hash is not that of its words'
  return undefined
}

/**
 * What does not add up to zero: the sum of each currency over some postings or legs. Empty where
 * money only moved.
 */
export function findImbalance(parts: Iterable<{ currency: string; amount: bigint | string }>): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of parts) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount))
  for (const [currency, sum] of sums) if (sum === 0n) sums.delete(currency)
  return sums
}
