import { hash } from 'node:crypto'
import * as z from 'zod'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'

const kinds = Object.keys(transactionKinds) as [TransactionKind, ...TransactionKind[]]

/** A signed whole number of minor units as text, because JSON numbers cannot hold money. */
const Minor = z.string().regex(/^-?\d{1,18}$/)

/** The counterparty of a leg, as the standard's OBCashAccount identifies it. */
export const Counterparty = z.strictObject({
  name: z.string(),
  scheme: z.string().optional(),
  identification: z.string().optional(),
})
export type Counterparty = z.output<typeof Counterparty>

/**
 * One entry of one account's journal. Legs are only ever added. Leg n+1 holds the balance after it
 * and the hash of leg n, so a changed, removed or inserted leg is detected.
 */
export const Leg = z.strictObject({
  account: z.string(),
  /** From 1, without gaps. */
  seq: z.int().min(1),
  /** When it was booked, in epoch milliseconds of the world's clock. */
  at: z.int(),
  currency: z.string(),
  amount: Minor,
  /** The sum of all legs up to this one. The account's computed history is added to it. */
  balance: Minor,
  /** The order or instruction that it belongs to. All legs of a payment sum to zero. */
  payment: z.string(),
  kind: z.enum(kinds),
  party: Counterparty.optional(),
  reference: z.string().optional(),
  /** The hash of the previous leg; empty on the first. */
  previous: z.string(),
  hash: z.string(),
})
export type Leg = z.output<typeof Leg>

/** An amount to book on an account, in minor units of its currency. A debit is negative. */
export type Posting = Pick<Leg, 'account' | 'currency' | 'kind' | 'party' | 'reference'> & { readonly amount: bigint }

/**
 * Builds the leg of a posting after the last leg of its account. `at` never decreases within a
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

/** Returns the SHA-256 of the leg's fields in a fixed order. */
function hashOf(leg: Omit<Leg, 'hash'>): string {
  const { account, seq, at, currency, amount, balance, payment, kind, party, reference, previous } = leg
  const booked = [account, seq, at, currency, amount, balance, payment, kind]
  const fields = [...booked, party?.name, party?.scheme, party?.identification, reference, previous]
  return hash('sha256', JSON.stringify(fields))
}

/**
 * Returns the fault of a leg after its predecessor (undefined for the first of a journal), or
 * undefined if it is valid.
 */
export function findLegFault(last: Leg | undefined, leg: Leg): string | undefined {
  if (leg.seq !== (last?.seq ?? 0) + 1) return `leg ${leg.seq} follows leg ${last?.seq ?? 0}`
  if (leg.previous !== (last?.hash ?? '')) return 'its previous hash is not that of the leg before'
  if (BigInt(leg.balance) !== BigInt(last?.balance ?? 0) + BigInt(leg.amount))
    return 'its balance is not the previous balance plus its amount'
  if (last && leg.currency !== last.currency) return 'its currency differs from the leg before'
  if (last && leg.at < last.at) return 'it is booked earlier than the leg before'
  if (leg.hash !== hashOf(leg)) return 'its hash is not the hash of its fields'
  return undefined
}

/**
 * Returns the currencies of postings or legs that do not sum to zero, with their sums. Empty if
 * money only moved.
 */
export function findImbalance(parts: Iterable<{ currency: string; amount: bigint | string }>): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of parts) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount))
  for (const [currency, sum] of sums) if (sum === 0n) sums.delete(currency)
  return sums
}
