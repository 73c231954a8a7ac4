import { type Month, yearOf } from '#mocks/base/calendar.ts'
import { chance, drawInteger, type Stream, stream } from '#mocks/base/chance.ts'
import type { Machine, Odds, State } from './machine.ts'
import { type MachineId, machines } from './machines.ts'

/**
 * One stay of a machine in a state. `n` counts the stays of a life: it is the key of what is drawn
 * once for one, such as an employer or a rent. `to` is Infinity while the end is not known.
 */
export type Stretch = { readonly state: string; readonly n: number; readonly from: Month; to: Month }

/** One machine of one life, run up to a year. */
type Track = {
  readonly machine: Machine
  readonly of: Stream
  readonly begins: Odds
  readonly stretches: Stretch[]
  next: number
}

/** The life of one customer. Machines are run only as far as a caller asks. */
export type Life = {
  readonly seed: number
  readonly index: number
  /** The states in which machines begin, where the persona fixes them. */
  readonly begins: Readonly<Partial<Record<MachineId, string>>>
  readonly tracks: Map<string, Track>
}

/** Lives begin before the first month of any world, so that they do not depend on its start. */
const firstYear = 2011

/**
 * An instance of a machine: its key, unique among all machines, and the share of customers whose
 * first state it is.
 */
export type Instance = { readonly key: string; readonly share: number }

/** Returns the state of a machine in a month. */
export function stateIn(life: Life, id: MachineId, month: Month, instance?: Instance): Stretch {
  const { stretches, n } = findStretch(life, id, month, instance)
  return stretches[n] as Stretch
}

/**
 * Returns the stay that entered one of some states last, until a month; the first stay if none did.
 */
export function lastEntryOf(life: Life, id: MachineId, month: Month, states: readonly string[]): Stretch {
  const { stretches, n } = findStretch(life, id, month)
  return stretches.findLast((one) => one.n <= n && states.includes(one.state)) ?? (stretches[0] as Stretch)
}

function findStretch(life: Life, id: MachineId, month: Month, instance?: Instance) {
  const key = instance?.key ?? id
  let track = life.tracks.get(key)
  if (!track) {
    track = begin(life, id, key, instance)
    life.tracks.set(key, track)
  }
  const year = yearOf(month)
  while (track.next <= year) runYear(life, track, track.next++)
  const { stretches } = track
  let n = stretches.length - 1
  while (n > 0 && (stretches[n] as Stretch).from > month) n--
  return { stretches, n }
}

function begin({ seed, index, begins: fixed }: Life, id: MachineId, key: string, instance?: Instance): Track {
  const machine = machines.find((one) => one.id === id) as Machine
  const of = stream(`life ${key}`)
  const begins = instance ? shareOut(machine.begins, instance.share) : machine.begins
  const next = chance(seed, index, 0, of)
  const state = fixed[id] ?? choose(begins, next())
  const from = firstYear * 12
  // A first stay is found in its middle: what lasts 24 months ends at any time in the next 24.
  const { months } = machine.states[state] as State
  const to = months ? from + drawInteger(next, 1, drawInteger(next, ...months)) : Number.POSITIVE_INFINITY
  return { machine, of, begins, next: firstYear, stretches: [{ state, n: 0, from, to }] }
}

/** Gives the first outcome a share and the second one the rest. */
const shareOut = ([first, second]: Odds, share: number): Odds => [
  [share, (first as Odds[number])[1]],
  [1 - share, (second as Odds[number])[1]],
]

/**
 * Runs one machine through one year. The year is completed before anybody reads it: what ends in it
 * ends now, or the result would depend on the order of the questions.
 */
function runYear(life: Life, { machine, of, begins, stretches }: Track, year: number): void {
  const next = chance(life.seed, life.index, year, of)
  const last = () => stretches.at(-1) as Stretch
  const change = (at: Month) => {
    const now = last()
    now.to = at
    const state = choose((machine.states[now.state] as State).goes, next())
    const { months } = machine.states[state] as State
    const to = months ? at + drawInteger(next, ...months) : Number.POSITIVE_INFINITY
    stretches.push({ state, n: now.n + 1, from: at, to })
  }
  if (last().to === Number.POSITIVE_INFINITY) {
    const month = year * 12 + drawInteger(next, 0, 11)
    const rate = rateIn(life, machine, begins, last().state, month)
    if (month > last().from && next() < rate) change(month)
  }
  while (last().to < (year + 1) * 12) change(last().to)
}

function rateIn(life: Life, { states }: Machine, begins: Odds, name: string, month: Month): number {
  const { perYear, while: during, keepsShare } = states[name] as State
  if (during && stateIn(life, during.machine as MachineId, month).state === during.state) return during.perYear
  if (!keepsShare) return perYear ?? 0
  // In balance as many leave a state as enter it.
  const [[share, other]] = begins as [Odds[number]]
  const leaving = (states[other] as State).perYear ?? 0
  return share >= 1 ? 1 : Math.min(1, (share * leaving) / (1 - share))
}

function choose(odds: Odds, lot: number): string {
  for (const [chance, outcome] of odds) {
    if (lot < chance) return outcome
    lot -= chance
  }
  return (odds.at(-1) as Odds[number])[1]
}
