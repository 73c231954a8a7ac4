import { type EventKind, eventWeights } from '#actions/pictures/life-event.ts'
import type { Picture } from '#actions/pictures/picture.ts'

/** An event on the chart, at month `n`. */
export type Pin = {
  readonly n: number
  readonly kind: EventKind
  readonly title: string
  /** Whether it is shown on a narrow chart, without its name, and on a wide one. */
  readonly isNear: boolean
  readonly isFar: boolean
  /** How the name stands to its sign: near the ends of the chart it would leave it. */
  readonly anchor: 'start' | 'middle' | 'end'
}

/** The least width in pixels of the plot on a phone, and on a wide screen. */
const [narrow, wide] = [262, 850]
/** Half the width of a sign and its margin; and of one character of a name. */
const [halfSign, halfCharacter] = [18, 3.6]

/** Chooses the events that the chart shows: the most telling ones that do not overlap. */
export function choosePins({ events, months }: Picture): Pin[] {
  const placed = events.map(({ month, kind, title }) => ({ n: months.indexOf(month), kind, title }))
  const byWeight = placed
    .filter(({ n }) => n >= 0)
    .sort((a, b) => eventWeights[b.kind] - eventWeights[a.kind] || b.n - a.n)
  const near: typeof placed = []
  const far: typeof placed = []
  for (const pin of byWeight) {
    const isClear = (others: typeof placed, width: number, half: (title: string) => number) =>
      others.every(
        (other) => (Math.abs(other.n - pin.n) * width) / months.length >= half(other.title) + half(pin.title),
      )
    if (isClear(near, narrow, () => halfSign)) near.push(pin)
    if (isClear(far, wide, (title) => Math.max(halfSign, title.length * halfCharacter + 4))) far.push(pin)
  }
  return placed
    .filter((pin) => near.includes(pin) || far.includes(pin))
    .map((pin) => ({ ...pin, isNear: near.includes(pin), isFar: far.includes(pin), anchor: anchorOf(pin.n, months) }))
}

const anchorOf = (n: number, { length }: readonly string[]): Pin['anchor'] =>
  n < 2 ? 'start' : n > length - 3 ? 'end' : 'middle'
