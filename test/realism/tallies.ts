import type { Life } from './life.ts'
import type { Figure, Tally } from './measure.ts'

/** The normal quantile of a two-sided interval of 95 %. */
export const z = 1.96

/** Returns a part of a whole with its bounds (Wilson's interval); undefined of nothing. */
export function shareOf(part: number, total: number): Figure | undefined {
  if (total === 0) return undefined
  const share = part / total
  const middle = (share + z ** 2 / (2 * total)) / (1 + z ** 2 / total)
  const reach = (z / (1 + z ** 2 / total)) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2))
  return { value: share, low: middle - reach, high: middle + reach, detail: `${part} of ${total}` }
}

/** Returns events per unit of exposure with their bounds (Poisson); undefined without exposure. */
export function rateOf(events: number, exposure: number): Figure | undefined {
  if (exposure <= 0) return undefined
  const middle = events + z ** 2 / 2
  const reach = z * Math.sqrt(events + z ** 2 / 4)
  const detail = `${events} in ${exposure.toFixed(0)} years`
  return { value: events / exposure, low: (middle - reach) / exposure, high: (middle + reach) / exposure, detail }
}

/** Returns a mean with its bounds; undefined of fewer than two values. */
export function meanFigure(values: readonly number[]): Figure | undefined {
  if (values.length < 2) return undefined
  const mean = meanOf(values)
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1)
  const reach = z * Math.sqrt(variance / values.length)
  return { value: mean, low: mean - reach, high: mean + reach, detail: `${values.length} customers` }
}

/** Returns a median with its bounds (order statistics); undefined of nothing. */
export function medianFigure(values: readonly number[]): Figure | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const at = (place: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(place)))] as number
  const middle = (sorted.length - 1) / 2
  const reach = (z * Math.sqrt(sorted.length)) / 2
  const detail = `${values.length} customers`
  return { value: medianOf(values), low: at(middle - reach), high: at(middle + reach), detail }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length

/** Starts a tally of a share: `visit` says of each case whether it counts. */
export const tallyShare = (visit: (life: Life, count: (isPart: boolean) => void) => void) => (): Tally => {
  let [part, total] = [0, 0]
  const count = (isPart: boolean) => {
    total++
    if (isPart) part++
  }
  return { add: (life) => visit(life, count), figure: () => shareOf(part, total) }
}

/** Starts a tally of faults, a share without bounds: a bank must have none. */
export const tallyFaults = (visit: (life: Life, count: (isFault: boolean) => void) => void) => (): Tally => {
  let [part, total] = [0, 0]
  const count = (isFault: boolean) => {
    total++
    if (isFault) part++
  }
  const figure = () => (total === 0 ? undefined : { value: part / total, detail: `${part} of ${total}` })
  return { add: (life) => visit(life, count), figure }
}

/** Starts a tally of events by exposure in years: `visit` adds both. */
export const tallyRate = (visit: (life: Life, count: (events: number, years: number) => void) => void) => (): Tally => {
  let [events, exposure] = [0, 0]
  const count = (more: number, years: number) => {
    events += more
    exposure += years
  }
  return { add: (life) => visit(life, count), figure: () => rateOf(events, exposure) }
}

/** Starts a tally of one number a customer; `figure` makes one number of them all. */
export const tallyValues =
  (valueIn: (life: Life) => number | undefined, figure: (values: readonly number[]) => Figure | undefined) =>
  (): Tally => {
    const values: number[] = []
    return {
      add(life) {
        const value = valueIn(life)
        if (value !== undefined) values.push(value)
      },
      figure: () => figure(values),
    }
  }
