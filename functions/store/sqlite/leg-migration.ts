import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/*
 * A migration stands alone: it must not follow later changes of legs, so it imports none of their
 * code.
 */

type Booked = {
  readonly account: string
  readonly seq: number
  readonly at: number
  readonly currency: string
  readonly amount: string
  readonly balance: string
  readonly payment: string
  readonly kind: string
  readonly party?: { readonly name: string; readonly scheme?: string; readonly identification?: string }
  readonly reference?: string
  readonly hash: string
}
/** A leg of version 0 holds the hash of the leg before it. */
type OldLeg = Booked & { readonly previous: string }
/** A leg of version 1 holds the sums up to it, and where the month before it ended. */
type NewLeg = Booked & {
  readonly credits: string
  readonly interest?: string
  readonly fees?: string
  readonly carriedFrom: number
}

/** The last leg of a journal, in both forms. */
type Last = { readonly old: OldLeg; readonly leg: NewLeg }

/**
 * Migrates legs from version 0 to 1. A leg whose hash was wrong keeps that hash, so that the proof
 * still finds it. A record that is no leg of version 0 stays as it is.
 */
export function addSumsToLegs(database: DatabaseSync): void {
  const rows = database
    .prepare("SELECT partition, path, value FROM items WHERE path GLOB 'account/*/leg/*' ORDER BY partition, path")
    .all() as { partition: string; path: string; value: string }[]
  const update = database.prepare('UPDATE items SET value = ? WHERE partition = ? AND path = ?')
  const journalOf = ({ partition, path }: { partition: string; path: string }) =>
    `${partition} ${path.slice(0, path.lastIndexOf('/'))}`
  for (const [, journal] of Map.groupBy(rows, journalOf)) {
    let last: Last | undefined
    for (const { partition, path, value } of journal) {
      const old = parseOldLeg(value)
      if (!old) continue
      const leg = convert(old, last)
      update.run(JSON.stringify(leg), partition, path)
      last = { old, leg }
    }
  }
}

function parseOldLeg(text: string): OldLeg | undefined {
  let value: Partial<OldLeg> | null
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const isLeg =
    typeof value?.previous === 'string' && /^-?\d+$/.test(String(value.amount)) && Number.isInteger(value.at)
  return isLeg ? (value as OldLeg) : undefined
}

function convert(old: OldLeg, last: Last | undefined): NewLeg {
  const { previous, hash: oldHash, payment, kind, party, reference, ...start } = old
  const add = (before: string | undefined, added: bigint) => String(BigInt(before ?? 0) + added)
  const amount = BigInt(old.amount)
  const isInterest = kind === 'interest' || kind === 'interest-charged'
  const interest = isInterest ? add(last?.leg.interest, amount) : last?.leg.interest
  const fees = kind === 'fee' ? add(last?.leg.fees, amount) : last?.leg.fees
  const leg = {
    ...start,
    credits: add(last?.leg.credits, amount > 0n ? amount : 0n),
    ...(interest !== undefined && { interest }),
    ...(fees !== undefined && { fees }),
    carriedFrom: !last ? 0 : monthOf(last.old.at) === monthOf(old.at) ? last.leg.carriedFrom : last.old.seq,
    payment,
    kind,
    ...(party && { party }),
    ...(reference !== undefined && { reference }),
  }
  const isSound = previous === (last?.old.hash ?? '') && oldHash === hashOld(old)
  return { ...leg, hash: isSound ? hashNew(leg, last?.leg.hash) : oldHash }
}

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)

const partyOf = ({ party }: Pick<Booked, 'party'>) => [party?.name, party?.scheme, party?.identification]

function hashOld(leg: OldLeg): string {
  const { account, seq, at, currency, amount, balance, payment, kind, reference, previous } = leg
  const booked = [account, seq, at, currency, amount, balance, payment, kind]
  return hash('sha256', JSON.stringify([...booked, ...partyOf(leg), reference, previous]))
}

function hashNew(leg: Omit<NewLeg, 'hash'>, previous: string | undefined): string {
  const { account, seq, at, currency, amount, balance, credits, interest, fees, carriedFrom } = leg
  const sums = [account, seq, at, currency, amount, balance, credits, interest, fees, carriedFrom]
  return hash('sha256', JSON.stringify([...sums, leg.payment, leg.kind, ...partyOf(leg), leg.reference, previous]))
}
