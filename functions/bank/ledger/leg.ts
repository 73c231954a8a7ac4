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
  /** The sums of the credits, the interest and the fees up to this leg, for statements. */
  credits: Minor,
  interest: Minor.optional(),
  fees: Minor.optional(),
  /**
   * The number of the last leg of an earlier month (UTC), 0 if there is none. The month's balance
   * is carried forward from it, so a reader reaches any month without the legs in between.
   */
  carriedFrom: z.int().min(0),
  /** The order or instruction that it belongs to. All legs of a payment sum to zero. */
  payment: z.string(),
  kind: z.enum(kinds),
  party: Counterparty.optional(),
  reference: z.string().optional(),
  /** SHA-256 of the other fields and the hash of the previous leg. */
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
  const { account, currency, kind, party, reference, amount } = posting
  const bookedAt = Math.max(at, last?.at ?? at)
  const leg: Omit<Leg, 'hash'> = {
    account,
    seq: (last?.seq ?? 0) + 1,
    at: bookedAt,
    currency,
    amount: String(amount),
    ...totalsAfter(last, kind, amount),
    carriedFrom: carriedFrom(last, bookedAt),
    payment,
    kind,
    ...(party && { party }),
    ...(reference !== undefined && { reference }),
  }
  return { ...leg, hash: hashOf(leg, last) }
}

type Totals = Pick<Leg, 'balance' | 'credits' | 'interest' | 'fees'>

/**
 * Returns the sums of a journal after an amount of a kind. Sums that are zero from the start are
 * absent.
 */
function totalsAfter(last: Totals | undefined, kind: TransactionKind, amount: bigint): Totals {
  const sum = (before: string | undefined, added: bigint) => String(BigInt(before ?? 0) + added)
  const isInterest = kind === 'interest' || kind === 'interest-charged'
  const interest = isInterest ? sum(last?.interest, amount) : last?.interest
  const fees = kind === 'fee' ? sum(last?.fees, amount) : last?.fees
  return {
    balance: sum(last?.balance, amount),
    credits: sum(last?.credits, amount > 0n ? amount : 0n),
    ...(interest !== undefined && { interest }),
    ...(fees !== undefined && { fees }),
  }
}

/** Returns the number of the last leg of a month before that of `at`, after leg `last`. */
function carriedFrom(last: Leg | undefined, at: number): number {
  if (!last) return 0
  return monthOf(last.at) === monthOf(at) ? last.carriedFrom : last.seq
}

function monthOf(at: number): number {
  const date = new Date(at)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** Returns the SHA-256 of the leg's fields in a fixed order, and of the hash of the leg before. */
function hashOf(leg: Omit<Leg, 'hash'>, last: Leg | undefined): string {
  const { account, seq, at, currency, amount, payment, kind, party, reference } = leg
  const { balance, credits, interest, fees, carriedFrom } = leg
  const booked = [account, seq, at, currency, amount, balance, credits, interest, fees, carriedFrom, payment, kind]
  const fields = [...booked, party?.name, party?.scheme, party?.identification, reference, last?.hash]
  return hash('sha256', JSON.stringify(fields))
}

/**
 * Returns the fault of a leg after its predecessor (undefined for the first of a journal), or
 * undefined if it is valid.
 */
export function findLegFault(last: Leg | undefined, leg: Leg): string | undefined {
  if (leg.seq !== (last?.seq ?? 0) + 1) return `leg ${leg.seq} follows leg ${last?.seq ?? 0}`
  const totals = totalsAfter(last, leg.kind, BigInt(leg.amount))
  if (leg.balance !== totals.balance) return 'its balance is not the previous balance plus its amount'
  if (leg.credits !== totals.credits || leg.interest !== totals.interest || leg.fees !== totals.fees)
    return 'its sums of credits, interest and fees do not follow from the leg before'
  if (last && leg.currency !== last.currency) return 'its currency differs from the leg before'
  if (last && leg.at < last.at) return 'it is booked earlier than the leg before'
  if (leg.carriedFrom !== carriedFrom(last, leg.at)) return 'it does not name the last leg of an earlier month'
  if (leg.hash !== hashOf(leg, last)) return 'its hash is not that of its fields and of the leg before'
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
