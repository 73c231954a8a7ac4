import { type Events, kinds } from './events.ts'

/** No purchase is scaled below this part of its natural price: the customer buys fewer things. */
const leastRatio = 0.55

/**
 * What a year has for purchases without a shelf price. Each costs its natural price times what is
 * left, divided by the natural prices that are left. So the year closes to the penny by hundreds of
 * purchases, and none of them is a plug.
 */
export class Envelope {
  /** Minor units that are left for free purchases. */
  left: number
  private natural = 0

  /** `change` is by how much the balance falls over the year. */
  constructor(events: Events, change: number) {
    this.left = change
    for (let place = 0; place < events.count; place++) {
      const amount = events.amount[place] as number
      if (events.kind[place] === kinds.free) this.natural -= amount
      else this.left += amount
    }
  }

  /** Adds what the year has more than was expected. */
  give(amount: number): void {
    this.left += amount
  }

  /** Returns what a purchase costs if it is made now. */
  priceOf(events: Events, place: number): number {
    const natural = -(events.amount[place] as number)
    if (events.kind[place] !== kinds.free) return natural
    return Math.max(1, Math.round((natural * this.left) / this.natural))
  }

  /** Returns whether a free purchase is the last one. */
  isLast(events: Events, place: number): boolean {
    return this.natural === -(events.amount[place] as number)
  }

  /**
   * Returns whether there is enough left for a purchase: less at a shelf price is bought in a lean
   * year, and nothing at a tenth of its price.
   */
  allows(isFree: boolean): boolean {
    return this.natural <= 0 || this.left > (isFree ? leastRatio / 2 : leastRatio) * this.natural
  }

  /** What is left beyond all that the customer would buy. */
  get excess(): number {
    return this.left - 1.15 * this.natural
  }

  /** Takes a purchase out of what is expected. `price` is absent if it is not made. */
  pass(events: Events, place: number, price: number | undefined): void {
    const amount = events.amount[place] as number
    if (events.kind[place] === kinds.free) {
      this.natural += amount
      this.left -= price ?? 0
    } else if (price === undefined) this.left -= amount
  }
}
