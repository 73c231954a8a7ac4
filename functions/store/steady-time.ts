import { hostTimes } from './records.ts'
import type { Store } from './store.ts'

/** What the host's clock said, and the steady time then, in epoch milliseconds. */
type Reading = { readonly steady: number; readonly host: number }

/** The last reading of each store in this process. */
const readings = new WeakMap<Store, Reading>()
/** The readings that were stored last, so that an idle sandbox writes nothing. */
const stored = new WeakMap<Store, Reading>()

type Source = { readonly store: Store; readonly real: () => number }

/**
 * Returns real time in epoch milliseconds, for the clocks of worlds. It follows the host's clock
 * but never goes back: when the host's clock does, it continues from where it was, at the pace of
 * the host. Checks of signed times (`iat`, `exp`) use the host's clock itself.
 */
export function readSteadyTime({ store, real }: Source): number {
  const host = real()
  const last = readings.get(store)
  if (last?.host === host) return last.steady
  const steady = last === undefined ? host : last.steady + Math.max(0, host - last.host)
  readings.set(store, { steady, host })
  return steady
}

/** Continues from the reading that an earlier process stored. */
async function loadSteadyTime({ store }: Source): Promise<void> {
  const [item] = await store.get([hostTimes.key()])
  if (!item) return
  const reading = hostTimes.read(item)
  stored.set(store, reading)
  const now = readings.get(store)
  if (now === undefined || now.steady < reading.steady) readings.set(store, reading)
}

/** Stores the last reading for the next process, if time was read since it was stored last. */
async function storeSteadyTime({ store }: Source): Promise<void> {
  const last = readings.get(store)
  if (last === undefined || last === stored.get(store)) return
  await store.commit([{ put: hostTimes.key(), expect: 'anything', value: last }])
  stored.set(store, last)
}

/**
 * Continues from the time of an earlier process of the store, and stores the time once a second
 * while it is in use. Returns the function that stores it a last time.
 */
export async function keepSteadyTime(source: Source, onError: (error: unknown) => void): Promise<() => Promise<void>> {
  await loadSteadyTime(source)
  let isFailing = false
  // A full disk fails every second: the first failure is enough for the log.
  const store = () =>
    storeSteadyTime(source).then(
      () => {
        isFailing = false
      },
      (error: unknown) => {
        if (!isFailing) onError(error)
        isFailing = true
      },
    )
  setInterval(store, 1_000).unref()
  return store
}
