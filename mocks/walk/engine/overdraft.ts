import { secondsPerDay } from '#mocks/base/calendar.ts'

const secondsPerYear = 365 * secondsPerDay

/**
 * Adds up what an account owes over time, in pence times seconds, and turns a month of it into
 * interest. The days of the first month before the year count at no interest.
 */
export class Overdraft {
  private owed = 0
  private due = 0
  private since: number
  private readonly rate: number

  constructor(since: number, rate: number) {
    this.since = since
    this.rate = rate
  }

  /** Passes time at a balance. */
  pass(until: number, balance: number): void {
    if (balance < 0) this.owed -= balance * (until - this.since)
    this.since = until
  }

  /** Ends a month. */
  close(): void {
    this.due = this.owed
    this.owed = 0
  }

  /** Returns the interest of the month that was ended last. */
  get interest(): number {
    return Math.round((this.due * this.rate) / secondsPerYear)
  }
}
