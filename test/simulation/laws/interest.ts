import { accountBalanceAt } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { interestPaymentName } from '#actions/catch-up/interest.ts'
import { findBookedMonths, firstRoundFrom, nextRound, roundOf } from '#actions/schedule/interest-dates.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { calculateInterest } from '#bank/money/interest.ts'
import { isInterest } from '#bank/schedule/due.ts'
import { firstDay, summerTimeOn } from '#mocks/base/calendar.ts'
import { dueItems } from '#store/records.ts'
import type { Told } from '#test/simulation/answers.ts'
import type { Found, Law } from '#test/simulation/laws.ts'

export const isOfInterest = (payment: string): boolean => payment.startsWith('interest_')

/**
 * Every account was paid or charged the interest of each month once, for what was booked by then,
 * and the next interest is due once.
 */
export const everyMonthsInterest: Law = function* (found, told) {
  const { world, legs, items } = found
  const due = items
    .filter(({ key }) => key.path.startsWith('due/'))
    .map((item) => dueItems.read(item))
    .filter(isInterest)
  if (due.length !== (legs.length > 0 ? 1 : 0)) yield `interest is due ${due.length} times`
  const rounds = roundsUntil(world.now, legs)
  for (const [id, journal] of Map.groupBy(legs, ({ account }) => account)) {
    if (!id.startsWith('acc_')) continue
    const names = journal.flatMap(({ payment }) => (isOfInterest(payment) ? [payment] : []))
    if (new Set(names).size < names.length) yield `${id} was booked interest twice: ${names}`
    for (const round of rounds) yield* bookedRight(found, told, { id, journal, ...round })
  }
}

type Booking = ReturnType<typeof roundsUntil>[number] & { id: string; journal: readonly Leg[] }

function roundsUntil(now: number, legs: readonly Leg[]) {
  const rounds: (ReturnType<typeof roundOf> & { at: number })[] = []
  const first = Math.min(...legs.map(({ at }) => at))
  if (legs.length === 0) return rounds
  for (let due = firstRoundFrom(first); due.at <= now; due = nextRound(due))
    rounds.push({ ...roundOf(due), at: due.at })
  return rounds
}

function* bookedRight({ world, orders }: Found, told: readonly Told[], booking: Booking): Generator<string> {
  const { id, journal, round, month, at } = booking
  const account = findAccount(world, id)
  const months = account && findBookedMonths(round, account, month)
  if (!account || !months) return
  const name = interestPaymentName(id, month)
  const place = journal.findIndex(({ payment }) => payment === name)
  const before = place < 0 ? journal : journal.slice(0, place)
  const days: { own: bigint; over: bigint; rate: bigint }[] = []
  for (let day = firstDay(months.first); day < firstDay(month + 1); day++) {
    const end = Math.min((day + 1) * 86_400 - summerTimeOn(day + 1) - 1, at / 1000)
    const own = BigInt(accountBalanceAt(world, account, end))
    const over = before.reduce((sum, leg) => (Math.floor(leg.at / 1000) <= end ? sum + BigInt(leg.amount) : sum), 0n)
    days.push({ own, over, rate: BigInt(Math.round(round.rate(account, month) * 1e6)) })
  }
  const [bare, whole] = [0n, 1n].map((part) =>
    calculateInterest(
      days.map(({ own, over, rate }) => ({ balance: own + over * part, rate })),
      round.bearing,
    ),
  ) as [bigint, bigint]
  const [asked, made] = [whole - bare, BigInt(journal[place]?.amount ?? 0)]
  const mayBeLate = place < 0 && before.some((leg) => leg.at <= at && cameLate(orders, told, leg, at))
  if (asked !== made && !mayBeLate) yield `${name} comes to ${asked}, and ${made} was booked`
}

/**
 * Returns whether the movement of a leg may have been in progress at an instant: ordered before it,
 * and booked afterwards with the earlier date.
 */
function cameLate(orders: Found['orders'], told: readonly Told[], { payment }: Leg, at: number): boolean {
  const consent = orders.get(payment)?.consent
  const sent = told.filter(({ consentId }) => consentId === consent).flatMap((one) => one.sent)
  return sent.some(({ span: [from, to], outcome }) => from <= at && (to >= at || !('answer' in outcome)))
}
