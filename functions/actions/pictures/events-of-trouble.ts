import type { Entry } from '#mocks/history/entry.ts'
import type { LifeEvent, LifeRecord } from './life-event.ts'

const [hour, day] = [3_600, 86_400]

/**
 * Finds a fraud by authorised payments: several payments to one payee within an hour or two, more
 * than a month's income together, that the bank's claim or the reference shows to be one. And the
 * bank's refund.
 */
export function findScams({ main, income, say }: LifeRecord): LifeEvent[] {
  const claims = main.filter(({ reference, amount }) => reference === 'APP CLAIM' && amount > 0)
  const paid = main.filter(({ kind, amount }) => kind === 'payment-out' && amount < 0)
  const found: LifeEvent[] = []
  for (const first of paid) {
    const burst = paid.filter(({ at, party }) => party === first.party && at >= first.at && at < first.at + 2 * hour)
    const total = -burst.reduce((sum, { amount }) => sum + amount, 0)
    const isKnown =
      first.reference === 'SAFE ACCOUNT' || claims.some(({ at }) => at > first.at && at < first.at + 90 * day)
    const isCounted = found.some(({ at }) => first.at < at + 2 * hour)
    if (burst.length < 3 || total < income || !isKnown || isCounted) continue
    const minutes = Math.round(((burst.at(-1) as Entry).at - first.at) / 60)
    const text = `${say(total)} to ${first.party}: ${countOf(burst.length)} payments in ${minutes} minutes`
    found.push({ at: first.at, kind: 'scam', title: 'Scam', text })
  }
  const refunds = claims.map(
    ({ at, amount, party }): LifeEvent => ({
      ...{ at, kind: 'refund', title: 'Refund' },
      text: `${say(amount)} back from ${party}`,
    }),
  )
  return [...found, ...refunds]
}

/** Finds the first direct debit that was returned unpaid, and how many followed. */
export function findMissedPayments({ all, say }: LifeRecord): LifeEvent[] {
  const returned = all.filter(({ entry: { kind } }) => kind === 'direct-debit-return').map(({ entry }) => entry)
  const [first] = returned
  if (!first) return []
  const more = returned.length === 1 ? '' : `, the first of ${countOf(returned.length)}`
  const text = `${first.party}, ${say(first.amount)}, came back unpaid${more}`
  return [{ at: first.at, kind: 'missed-payment', title: 'First missed payment', text }]
}

/** For how long a balance must be on one side of zero before and after it counts as a change. */
const settledS = 120 * day

/**
 * Finds when the main account went below zero for the first time after months above it, or the
 * reverse.
 */
export function findOverdrafts({ main, isBusiness, say }: LifeRecord): LifeEvent[] {
  if (isBusiness) return []
  const [first, last] = [main[0], main.at(-1)]
  if (!first || !last) return []
  const below = main.filter(({ balance }) => balance < 0)
  const [firstBelow, lastBelow] = [below[0], below.at(-1)]
  if (!firstBelow || !lastBelow) return []
  const found: LifeEvent[] = []
  if (firstBelow.at - first.at > settledS) {
    const deepest = Math.min(...below.map(({ balance }) => balance))
    const text = `Below zero for the first time; as deep as ${say(-deepest)} since`
    found.push({ at: firstBelow.at, kind: 'overdraft', title: 'Into the overdraft', text })
  }
  if (last.at - lastBelow.at > settledS && below.length > 30) {
    const text = 'Above zero ever since'
    found.push({ at: lastBelow.at, kind: 'out-of-overdraft', title: 'Out of the overdraft', text })
  }
  return found
}

/** Finds when a card came to its limit, or when its debt was paid down to a tenth of its peak. */
export function findCardDebts({ accounts, say }: LifeRecord): LifeEvent[] {
  const card = accounts.find(({ account: { role } }) => role === 'card')
  if (!card || card.account.creditLine === 0) return []
  const { entries } = card
  const line = card.account.creditLine
  const [first] = entries
  const full = entries.find(({ balance }) => balance <= -0.95 * line)
  const found: LifeEvent[] = []
  if (full && first && full.at - first.at > settledS)
    found.push({
      at: full.at,
      kind: 'card-full',
      title: 'Card full',
      text: `${say(-full.balance)} owed of ${say(line)}`,
    })
  const owedAtFirst = -card.opening
  const cleared = entries.find(({ balance }) => -balance < owedAtFirst * 0.1)
  if (owedAtFirst > line * 0.4 && cleared && cleared.at - (first as Entry).at > settledS) {
    const text = `Of ${say(owedAtFirst)} owed three years ago, ${say(-cleared.balance)} was left`
    found.push({ at: cleared.at, kind: 'card-cleared', title: 'Card cleared', text })
  }
  return found
}

/**
 * Finds the month with the highest bets, for customers who bet often, and the first help from the
 * family.
 */
export function findBetsAndHelp({ main, isBusiness, say }: LifeRecord): LifeEvent[] {
  const found: LifeEvent[] = []
  const bets = main.filter(({ mcc }) => mcc === bettingCode)
  if (bets.length >= 100) {
    const byMonth = Map.groupBy(bets, ({ at }) => new Date(at * 1000).toISOString().slice(0, 7))
    const months = [...byMonth.values()].map((some) => {
      const total = (kept: (amount: number) => boolean) =>
        some.reduce((sum, { amount }) => (kept(amount) ? sum + Math.abs(amount) : sum), 0)
      return { at: (some.at(-1) as Entry).at, lost: total((amount) => amount < 0), won: total((amount) => amount > 0) }
    })
    const worst = months.reduce((a, b) => (b.lost - b.won > a.lost - a.won ? b : a))
    const text = `The worst month: ${say(worst.lost)} staked, ${say(worst.won)} won`
    found.push({ at: worst.at, kind: 'bets', title: 'Heavy bets', text })
  }
  const help = main.filter(({ reference, amount }) => reference === 'HELP' && amount > 0)
  const [first] = help
  if (first && !isBusiness) {
    const more = help.length === 1 ? '' : `, the first of ${countOf(help.length)} times`
    found.push({ at: first.at, kind: 'help', title: 'Help from family', text: `${say(first.amount)}${more}` })
  }
  return found
}

const bettingCode = '7995'

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const countOf = (count: number): string => words[count] ?? String(count)
