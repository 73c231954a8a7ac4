import { setTimeout as pause } from 'node:timers/promises'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import { listPages } from '#store/list-pages.ts'
import { worldDirectory, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { type Change, limits } from '#store/store.ts'
import { loadWorldAsStored, type Sandbox } from '#store/world.ts'
import { type Deliverer, releaseLease } from './deliver.ts'
import { deliverWorld, tidyDelivery } from './worlds.ts'

/** The delivery of a process that stays: a laptop. */
export type DeliveryWatch = {
  /** Takes the changes of a commit. Costs nothing for a world without subscriptions. */
  readonly onCommit: (changes: readonly Change[]) => void
  /** Delivers what an earlier process left. No other process may use the store. */
  readonly start: () => Promise<void>
  /** Lets the attempts under way end, and begins no other. */
  readonly stop: () => Promise<void>
}

/** The longest and the shortest time of a timer, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1
const shortestTimerMs = 20

/** How long the end of a process waits for attempts under way, in milliseconds. */
const longestStopMs = 1_000

/** As many commits with events in as many milliseconds are many: a load test, not a person. */
const [manyCommits, windowMs] = [25, 250]
/** How long the worker rests between two batches then, in milliseconds. */
const [shortestRestMs, longestRestMs] = [25, 500]

/** How long the worker waits after it failed, in milliseconds. */
const afterFailureMs = 5_000

/** Delivers the events of each commit of a process to the subscriptions of their world. */
export function watchDeliveries(sandbox: Sandbox): DeliveryWatch {
  /** The worlds with subscriptions. */
  const known = new Set<string>()
  const running = new Map<string, { isWoken: boolean; done: Promise<void> }>()
  const timers = new Map<string, NodeJS.Timeout>()
  let isStopping = false
  let [windowFrom, commits] = [0, 0]

  /** Lets requests go first: while many commits come, delivery takes a quarter of the time. */
  async function rest(tookMs: number): Promise<void> {
    const isBusy = commits >= manyCommits && readSteadyTime(sandbox) - windowFrom < 2 * windowMs
    if (isBusy && !isStopping) await pause(Math.min(Math.max(3 * tookMs, shortestRestMs), longestRestMs))
  }
  const deliverer: Deliverer = {
    sandbox,
    by: sandbox.randomText(12),
    keepsLease: true,
    isStopping: () => isStopping,
    rest,
  }

  const countCommit = (): void => {
    const now = readSteadyTime(sandbox)
    if (now - windowFrom >= windowMs) [windowFrom, commits] = [now, 0]
    commits++
  }

  const wake = (worldId: string): void => {
    if (isStopping) return
    const now = running.get(worldId)
    if (now) {
      now.isWoken = true
      return
    }
    clearTimeout(timers.get(worldId))
    timers.delete(worldId)
    const state = { isWoken: true, done: Promise.resolve() }
    running.set(worldId, state)
    state.done = run(worldId, state)
  }

  async function run(worldId: string, state: { isWoken: boolean }): Promise<void> {
    let at: number | undefined
    while (state.isWoken && !isStopping) {
      // Commits of the same turn are taken together.
      await new Promise((done) => setImmediate(done))
      state.isWoken = false
      try {
        const look = await deliverWorld(deliverer, worldId)
        if (!look.hasSubscriptions) known.delete(worldId)
        at = look.at
      } catch (error) {
        sandbox.log({ level: 'error', message: `delivery: the events of ${worldId} failed`, error })
        at = readSteadyTime(sandbox) + afterFailureMs
      }
    }
    running.delete(worldId)
    if (at === undefined || isStopping) return
    const inMs = Math.min(Math.max(at - readSteadyTime(sandbox), shortestTimerMs), longestTimerMs)
    timers.set(worldId, setTimeout(() => wake(worldId), inMs).unref())
  }

  async function releaseLeases(of: 'own' | 'earlier'): Promise<void> {
    for (const worldId of known) {
      const world = await loadWorldAsStored(sandbox, worldId)
      if (world) for (const { id } of await listSubscriptions(world)) await releaseLease(deliverer, world, id, of)
    }
  }

  const forget = async (worldId: string, id: string): Promise<void> => {
    try {
      await tidyDelivery(deliverer, worldId, id)
    } catch (error) {
      sandbox.log({ level: 'error', message: `delivery: the remains of ${id} are not deleted`, error })
    }
  }

  return {
    onCommit(changes) {
      for (const { key, value } of changes) {
        const { partition, path } = key
        if (path.startsWith('subscription/')) {
          const worldId = partition.slice('world/'.length)
          known.add(worldId)
          if (value === undefined) void forget(worldId, path.slice('subscription/'.length))
          wake(worldId)
        } else if (known.size > 0 && (path === 'world' || path.startsWith('event/') || path.startsWith('resend/'))) {
          const worldId = partition.split('/')[1] as string
          if (value === undefined || !known.has(worldId)) continue
          countCommit()
          wake(worldId)
        }
      }
    },

    async start() {
      const { store } = sandbox
      const { partition } = worldDirectory.key('')
      for await (const items of listPages(store, partition, { limit: limits.keysPerGet })) {
        const records = await store.get(items.map(({ key }) => worlds.key(key.path)))
        for (const item of records) {
          if (!item) continue
          const { id, listening } = worlds.read(item)
          if (listening) known.add(id)
        }
      }
      await releaseLeases('earlier')
      for (const id of known) wake(id)
    },

    async stop() {
      isStopping = true
      for (const timer of timers.values()) clearTimeout(timer)
      // What takes longer is sent again by the next process.
      await Promise.race([Promise.all([...running.values()].map(({ done }) => done)), pause(longestStopMs)])
      await releaseLeases('own')
    },
  }
}
