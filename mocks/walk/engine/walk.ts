import { secondsPerDay } from '#mocks/base/calendar.ts'
import { Envelope } from './envelope.ts'
import { type Events, kinds } from './events.ts'
import { type Facts, factsOf, late } from './facts.ts'
import { Later, type LaterPurchase, nextBooking } from './later.ts'
import { LedgerBuilder } from './ledger.ts'
import { findLastFree, findSettling, keep, lookAhead } from './look-ahead.ts'
import { Overdraft } from './overdraft.ts'
import type { WalkedYear, YearTerms } from './terms.ts'

const help = factsOf('payment-in', 'Family', 'HELP')
const overdraftInterest = factsOf('interest-charged', 'Sandbank', 'OVERDRAFT INTEREST')
/** Pence: what the prudent keep, the least treat, and the least that is left for a year's end. */
const [shortOf, leastTreat, leastLeft] = [30_000, 5_000, 2_000]

/**
 * Walks a year of an account in the order in which money moves. Each debit asks the balance of its
 * instant; purchases share what the year has for them, so that it ends on the closing balance.
 */
export function walkYear(events: Events, terms: YearTerms): WalkedYear {
  events.sort()
  lookAhead(events)
  return new Walk(events, terms).run()
}

class Walk {
  private readonly events: Events
  private readonly terms: YearTerms
  private readonly builder = new LedgerBuilder()
  private readonly envelope: Envelope
  private readonly overdraft: Overdraft
  private readonly later = new Later()
  private readonly returned: { made: number; facts: Facts }[] = []
  /** Payments that could not be made. */
  private arrears: { readonly amount: number; readonly facts: Facts }[] = []
  private balance: number

  constructor(events: Events, terms: YearTerms) {
    this.events = events
    this.terms = terms
    this.balance = terms.opening
    this.overdraft = new Overdraft(terms.bounds[0] as number, terms.rate)
    this.envelope = new Envelope(events, terms.opening - terms.closing)
  }

  run(): WalkedYear {
    const { events, terms, later } = this
    const lastStretch = terms.bounds.at(-2) as number
    const end = terms.bounds.at(-1) as number
    const settled = findSettling(events, lastStretch)
    const lastFree = findLastFree(events, 1)
    this.cancelReturnsAfter(settled)
    for (let n = 0; n < events.count; n++) {
      const place = events.order[n] as number
      const made = events.made[place] as number
      for (let next = later.take(made); next; next = later.take(made)) this.buyLater(next, keep.sure[n] as number)
      this.overdraft.pass(made, this.balance)
      if ((events.kind[place] as number) > kinds.rigid) this.move(n, place, made, made >= lastStretch)
      else if (n > settled) this.buy(place, made, keep.sure[n] as number, true)
      else this.shop(n, place, made, made >= lastStretch, n >= lastFree)
      if (n === settled) this.settle(made, end)
    }
    for (let next = later.take(end); next; next = later.take(end)) this.buyLater(next, 0)
    return { ledger: this.builder.build(terms.opening, terms.bounds), returned: this.returned }
  }

  /** Books a movement that is no purchase. */
  private move(n: number, place: number, made: number, isLast: boolean): void {
    const { events, terms } = this
    const amount = events.amount[place] as number
    const facts = events.factsAt(place)
    switch (events.kind[place]) {
      case kinds.in:
        this.book(made, made, amount, facts)
        this.payArrears(made, keep.sure[n] as number)
        this.planTreat(made, facts)
        if (!isLast) this.later.release(events, made, terms.bounds.find((bound) => bound > made) ?? made, terms.away)
        return
      case kinds.back:
        if ((events.link[place] as number) >= 0) this.book(made, made, amount, facts)
        return
      case kinds.debit:
        if (this.balance + amount < terms.floor) this.giveBack(made, amount, facts)
        else this.book(made, made, amount, facts)
        return
      case kinds.order:
        if (this.balance + amount >= terms.floor) this.book(made, made, amount, facts)
        else this.arrears.push({ amount: -amount, facts })
        return
      case kinds.close:
        this.overdraft.close()
        return
      case kinds.charge:
        this.charge(made)
        return
      default:
        this.book(made, made, amount, facts)
    }
  }

  /** Returns a direct debit in the second in which it was collected. */
  private giveBack(made: number, amount: number, facts: Facts): void {
    this.returned.push({ made, facts })
    const { own: _, ...others } = facts
    this.builder.bookPending(made)
    this.book(made, made, amount, others)
    this.book(made, made, -amount, { ...others, kind: 'direct-debit-return' })
    const fee = this.terms.lateFeeOf(facts)
    this.envelope.give(-fee)
    this.arrears.push({ amount: fee - amount, facts })
  }

  /** Pays late what could not be paid, as far as money has come. */
  private payArrears(made: number, sure: number): void {
    if (this.arrears.length === 0) return
    let paid = 0
    this.arrears = this.arrears.filter(({ amount, facts }) => {
      if (this.balance - amount < this.terms.floor + sure) return true
      paid++
      this.book(made + paid, made + paid, -amount, late(facts))
      return false
    })
  }

  /** Pays the arrears after the last pay of a year, or gives up those that are owed to others. */
  private settle(made: number, end: number): void {
    for (const { amount, facts } of this.arrears.splice(0)) {
      if (facts.own) {
        this.receiveHelp(made + 60, this.terms.floor + amount - this.balance)
        this.book(made + 120, made + 120, -amount, late(facts))
      } else this.envelope.give(amount)
    }
    this.receiveHelp(made + 180, leastLeft - this.envelope.left)
    this.later.release(this.events, made, end, this.terms.away)
  }

  /** Makes a purchase before the last pay of a year, or postpones it until the next pay. */
  private shop(n: number, place: number, made: number, isLast: boolean, isKept: boolean): void {
    const kept = (this.terms.isPrudent ? keep.bills[n] : keep.sure[n]) as number
    const isFree = this.events.kind[place] === kinds.free
    // A purchase abroad is made there or not at all.
    const mayWait = (isLast || isFree) && !this.events.factsAt(place).exchange
    if ((isFree && isKept) || (mayWait && !this.fits(place, kept))) {
      this.later.postpone(place)
      this.cancelReturn(place)
    } else this.buy(place, made, kept, false)
  }

  private fits(place: number, kept: number): boolean {
    const { isPrudent, floor } = this.terms
    const room = this.balance - (isPrudent ? Math.max(0, floor) : floor) - kept
    const price = this.envelope.priceOf(this.events, place)
    return price <= room && !(isPrudent && room < shortOf && price > room * 0.4)
  }

  /** Makes a purchase, or gives it up. `isLate` purchases no longer ask for prudence. */
  private buy(place: number, made: number, kept: number, isLate: boolean): void {
    const { events, envelope } = this
    const isFree = events.kind[place] === kinds.free
    const isLastFree = isFree && envelope.isLast(events, place)
    const price = isLastFree ? this.lastPrice(made) : envelope.priceOf(events, place)
    const hasRoom = isLate ? price <= this.balance - this.terms.floor - kept : this.fits(place, kept)
    const isBought = isLastFree || (envelope.allows(isFree) && hasRoom)
    envelope.pass(events, place, isBought ? price : undefined)
    if (!isBought) {
      this.cancelReturn(place)
      return
    }
    const was = events.made[place] as number
    // The next year cannot book what is pending of this one before it returns a debit.
    const isEnding = made > (this.terms.bounds.at(-1) as number) - 5 * secondsPerDay
    const booked = Math.min(events.at[place] as number, isEnding ? nextBooking(made) : Number.POSITIVE_INFINITY)
    this.overdraft.pass(made, this.balance)
    this.book(made, made === was ? booked : booked === was ? made : nextBooking(made), -price, events.factsAt(place))
  }

  private buyLater(later: LaterPurchase, kept: number): void {
    if ('place' in later) this.buy(later.place, later.made, kept, true)
    else this.buyTreat(later.made, later.treat, kept)
  }

  private buyTreat(made: number, treat: number, kept: number): void {
    if (this.balance - treat < this.terms.floor + kept + shortOf || this.envelope.excess < treat) return
    this.overdraft.pass(made, this.balance)
    this.envelope.give(-treat)
    this.book(made, nextBooking(made), -treat, this.terms.treats[treat % this.terms.treats.length] as Facts)
  }

  /** Plans a purchase at a shelf price for a customer who has more than usual left on a pay day. */
  private planTreat(made: number, { own }: Facts): void {
    const { envelope, terms } = this
    const price = Math.floor((envelope.excess * 0.6) / 100) * 100 + 99
    if (own || price < leastTreat || terms.treats.length === 0) return
    if (this.balance - terms.floor < 2 * envelope.excess) return
    this.later.plan({ made: made + 36_000 + (price % 7) * secondsPerDay, treat: price })
  }

  /** Nothing comes back of what is not bought when it was to be. */
  private cancelReturn(place: number): void {
    const { events, envelope } = this
    const back = events.link[place] as number
    if (back < 0) return
    events.link[back] = -1
    events.link[place] = -1
    envelope.give(-(events.amount[back] as number))
  }

  /** Nothing may come back after the last pay: the last purchases would spend it before. */
  private cancelReturnsAfter(settled: number): void {
    const { events } = this
    for (let n = settled + 1; n < events.count; n++) {
      const place = events.order[n] as number
      if (events.kind[place] === kinds.back) this.cancelReturn(events.link[place] as number)
    }
  }

  /**
   * Returns what is left for the last purchase of the year. If too little is left, the family
   * helps.
   */
  private lastPrice(made: number): number {
    if (this.envelope.left < 100) this.receiveHelp(made, 500 - this.envelope.left)
    return this.envelope.left
  }

  /** Books help from the family, in tens of pounds, if something is lacking. */
  private receiveHelp(made: number, lacking: number): void {
    if (lacking <= 0) return
    const given = Math.ceil(lacking / 1000) * 1000
    this.book(made, made, given, help)
    this.envelope.give(given)
  }

  /** Charges the interest of the month before, as far as the limit leaves room. */
  private charge(made: number): void {
    const charged = Math.min(this.overdraft.interest, Math.max(0, this.balance - this.terms.floor))
    if (charged === 0) return
    this.envelope.give(-charged)
    this.book(made, made, -charged, overdraftInterest)
  }

  private book(made: number, at: number, amount: number, facts: Facts): void {
    this.builder.add(made, at, amount, facts)
    this.balance += amount
  }
}
