import { type Fault, Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { typesOf } from '#bank/events/event-types.ts'
import { mostTokens, type PollRequest, type PollResponse } from '#bank/events/polling-schemas.ts'
import { type PartnerSubscription, wantsEvent } from '#bank/events/subscription.ts'
import { genuineId, isUnknown } from '#bank/events/webhook-message.ts'
import { findEvents, firstEventIdAt, listEvents, recordedAtOf, type StoredEvent } from '#store/events/log.ts'
import { type PollProgress, pollProgress } from '#store/events/polling.ts'
import { withLock } from '#store/keyed-lock.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { Conflict } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { loadEventSubscription } from './partner-subscriptions.ts'
import { signTokens } from './tokens.ts'
import { waitForEvents } from './wait.ts'

/*
 * Aggregated polling (Aggregated Polling API Profile v4.0). A token waits until the partner
 * acknowledges it, and comes again in every answer until then, also if the partner reported an
 * error. The bank keeps a cursor, and the tokens that were acknowledged beyond it.
 */

/** How long a poll waits for a token, in seconds of real time. */
const longestWaitS = 20

/** How many tokens after the oldest one that waits are given out, and may be acknowledged. */
const windowSize = 500

/** How many events one page of a search has, and how many pages it reads. */
const pageSize = 100
const mostPages = 20

/** How far the cursor may lag, in milliseconds: a poll that finds it further behind moves it. */
const farMs = 10_000

/** How many reports of errors the bank keeps for a partner. */
const mostErrors = 100

/**
 * Acknowledges tokens, notes those that the partner could not process, and returns the tokens that
 * wait, oldest first; those with a reported error come last. Waits for one unless the partner asks
 * for none or for an answer at once. Rejects a partner without an event subscription. Rejects a
 * token that is not one of the partner's, and then changes nothing.
 */
export async function pollEvents(
  world: World,
  grant: Grant<'partner'>,
  { maxEvents = mostTokens, returnImmediately = false, ack = [], setErrs = {} }: PollRequest,
): Promise<PollResponse> {
  const subscription = await loadEventSubscription(world, grant)
  if (ack.length > 0 || Object.keys(setErrs).length > 0) await storeAnswers(world, subscription, ack, setErrs)
  const most = Math.min(maxEvents, mostTokens)
  const waitS = returnImmediately || most === 0 ? 0 : longestWaitS
  const look = async (current: World) => ({ ...(await readWaiting(current, subscription, most)), current })
  const isEnough = ({ waiting, isMore }: Awaited<ReturnType<typeof look>>) => waiting.length > 0 || isMore
  const { waiting, isMore, current } = await waitForEvents(world, waitS, look, isEnough)
  const tokens = await signTokens(current, subscription, waiting)
  return { moreAvailable: isMore, sets: Object.fromEntries(waiting.map(({ id }, n) => [id, tokens[n] as string])) }
}

/** The progress of a partner, and the expectation under which it is written. */
type Loaded = { readonly progress: PollProgress; readonly expect: 'absent' | { readonly version: number } }

/** Loads how far a partner has polled: at first, up to the creation of its subscription. */
async function loadProgress(world: World, { id, createdAt }: PartnerSubscription): Promise<Loaded> {
  const [item] = await world.sandbox.store.get([pollProgress.key(world, id)])
  if (item) return { progress: pollProgress.read(item), expect: { version: item.version } }
  return { progress: { cursor: firstEventIdAt(createdAt), acknowledged: [], errors: {} }, expect: 'absent' }
}

/** The tokens that wait, and how far the cursor may go. */
type Waiting = {
  readonly waiting: StoredEvent[]
  /** Whether more wait than were asked for. */
  readonly isMore: boolean
  /** The id of the last event before the oldest one that waits. */
  readonly cursor: string
}

/** Reads the tokens that wait for a partner, and moves its cursor if it is far behind. */
async function readWaiting(world: World, subscription: PartnerSubscription, most: number): Promise<Waiting> {
  const { progress, expect } = await loadProgress(world, subscription)
  const found = await findWaiting(world, subscription, progress, most)
  if (recordedAtOf(found.cursor) - recordedAtOf(progress.cursor) > farMs)
    await store(world, subscription, moveCursor(progress, found.cursor), expect).catch(ignoreConflict)
  return found
}

async function findWaiting(
  world: World,
  subscription: PartnerSubscription,
  { cursor: from, acknowledged, errors }: PollProgress,
  most: number,
): Promise<Waiting> {
  const done = new Set(acknowledged)
  const fresh: StoredEvent[] = []
  const failed: StoredEvent[] = []
  const isNoneWaiting = () => fresh.length + failed.length === 0
  let [cursor, after, wanted, isMore] = [from, from, 0, true]
  for (let page = 1; isMore && page <= mostPages; page++) {
    const list = await listEvents(world, { after, most: pageSize, partner: subscription.partner })
    for (const one of list.found.filter(({ event }) => wantsEvent(subscription, event))) {
      if (wanted === windowSize || fresh.length > most) break
      wanted++
      if (done.has(one.id)) {
        if (isNoneWaiting()) cursor = one.id
        continue
      }
      if (isNoneWaiting()) cursor = [cursor, firstEventIdAt(recordedAtOf(one.id))].sort().at(-1) as string
      const tokens = Object.hasOwn(errors, one.id) ? failed : fresh
      tokens.push(one)
    }
    isMore = list.isMore
    after = list.last ?? after
    if (isNoneWaiting()) cursor = after
    if (wanted === windowSize || fresh.length > most) break
  }
  const waiting = [...fresh, ...failed]
  return { waiting: waiting.slice(0, most), isMore: waiting.length > most || isMore, cursor }
}

/** Returns the progress with its cursor at an event, without what lies before it. */
const moveCursor = ({ acknowledged, errors }: PollProgress, cursor: string): PollProgress => ({
  cursor,
  acknowledged: acknowledged.filter((id) => id > cursor),
  errors: Object.fromEntries(Object.entries(errors).filter(([id]) => id > cursor)),
})

const store = (world: World, { id }: PartnerSubscription, value: PollProgress, expect: Loaded['expect']) =>
  world.sandbox.store.commit([{ put: pollProgress.key(world, id), expect, value }])

/** Another poll of the partner moved the cursor at the same time. */
function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error
}

/** Stores what a partner acknowledges, and the errors that it reports. */
async function storeAnswers(
  world: World,
  subscription: PartnerSubscription,
  ack: readonly string[],
  setErrs: NonNullable<PollRequest['setErrs']>,
): Promise<void> {
  await checkAnswers(world, subscription, ack, Object.keys(setErrs))
  const genuine = ack.filter((id) => !isUnknown(id))
  const attempt = async () => {
    const { progress, expect } = await loadProgress(world, subscription)
    const { cursor, acknowledged, errors } = progress
    const done = [...new Set([...acknowledged, ...genuine])].filter((id) => id > cursor).sort()
    const reported = Object.entries({ ...errors, ...setErrs }).filter(([id]) => id > cursor && !done.includes(id))
    const next = { cursor, acknowledged: done, errors: Object.fromEntries(reported.slice(-mostErrors)) }
    const after = moveCursor(next, (await findWaiting(world, subscription, next, 0)).cursor)
    if (after.acknowledged.length > windowSize)
      throw new Problem(
        'limit-reached',
        `ack: at most ${windowSize} tokens may be acknowledged after the oldest one that is not; poll, and acknowledge that one first`,
        { path: 'ack' },
      )
    await store(world, subscription, after, expect)
  }
  await withLock(world.sandbox, `polling ${subscription.id}`, () => retryOnConflict(attempt))
}

/** Rejects answers to what is no token of the partner, each with its path. */
async function checkAnswers(
  world: World,
  subscription: PartnerSubscription,
  ack: readonly string[],
  failed: readonly string[],
): Promise<void> {
  const known = await findEvents(world, [...new Set([...ack, ...failed].map(genuineId))])
  const first = firstEventIdAt(subscription.createdAt)
  const isToken = (id: string): boolean => {
    // A scenario sends a token of an unknown kind under an id of its own.
    const event = known.get(genuineId(id))
    return event !== undefined && id > first && event.partner === subscription.partner && typesOf(event).length > 0
  }
  const unknown = (path: string, id: string): Fault[] =>
    isToken(id)
      ? []
      : [
          {
            code: 'field-invalid',
            message: `${path}: is not the jti of one of your tokens (got ${JSON.stringify(id.slice(0, 60))})`,
            path,
          },
        ]
  const faults = [
    ...ack.flatMap((id, n) => unknown(`ack.${n}`, id)),
    ...failed.flatMap((id) => unknown(`setErrs.${id.slice(0, 60)}`, id)),
    ...failed
      .filter((id) => ack.includes(id))
      .map((id): Fault => {
        const path = `setErrs.${id.slice(0, 60)}`
        return { code: 'field-invalid', message: `${path}: must not be acknowledged in ack too`, path }
      }),
  ]
  const [fault, ...more] = faults.slice(0, mostFaults)
  if (fault) throw new Problem(fault.code, fault.message, { path: fault.path as string, more })
}

/** The most faults that one rejection lists. */
const mostFaults = 100
