import type { Chance } from '#mocks/base/chance.ts'

type Event = { readonly at: number; readonly tie: number; readonly happen: () => void }

/**
 * Virtual time in milliseconds. It takes no real time, and chance orders the events of one instant.
 */
export class Schedule {
  now = 0
  readonly #ties: Chance
  /** Sorted in reverse: the next event is last. */
  readonly #events: Event[] = []

  constructor(ties: Chance) {
    this.#ties = ties
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve))
  }

  after(milliseconds: number, happen: () => void): void {
    const event = { at: this.now + milliseconds, tie: this.#ties(), happen }
    const events = this.#events
    let [low, high] = [0, events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(event, events[middle] as Event)) low = middle + 1
      else high = middle
    }
    events.splice(low, 0, event)
  }

  /**
   * Lets virtual time pass until some work is done. All events of an instant happen before any work
   * continues.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = () => {
      isDone = true
    }
    work.then(done, done)
    for (;;) {
      // All work that needs no time runs first: Node takes a tick when no promise is pending.
      await new Promise<void>((resolve) => process.nextTick(resolve))
      if (isDone) return work
      if (this.#events.length === 0) await this.#elsewhere(() => isDone)
      else this.#pass()
    }
  }

  /** Runs the next event and all others of the same instant. */
  #pass(): void {
    const event = this.#events.pop() as Event
    this.now = event.at
    event.happen()
    while (this.#events.at(-1)?.at === this.now) this.#events.pop()?.happen()
  }

  /**
   * No actor waits for virtual time; one may wait for the operating system, which takes a few turns
   * of the event loop.
   */
  async #elsewhere(isDone: () => boolean): Promise<void> {
    for (let turn = 0; turn < 10_000; turn++) {
      await new Promise(setImmediate)
      if (isDone() || this.#events.length > 0) return
    }
    throw new Error('an actor waits for an event that never happens')
  }
}

const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.tie < other.tie)
