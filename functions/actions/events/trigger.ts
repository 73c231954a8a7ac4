import { runOnce } from '#actions/worlds/requests.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { getTrigger, type TriggerName, triggerNames } from '#bank/events/triggers.ts'
import { findLastEvent, listEvents } from '#store/events/log.ts'
import { tellTimedEvents } from '#store/events/timed.ts'
import type { World } from '#store/world.ts'
import { buildEventView, type EventView } from './events.ts'
import { accountTriggers } from './trigger-accounts.ts'
import { consentTriggers } from './trigger-consents.ts'
import { loadSubject, type Subject, type TriggerAction, type TriggerRequest } from './trigger-objects.ts'
import { partnerTriggers } from './trigger-partners.ts'
import { paymentTriggers } from './trigger-payments.ts'

/** What was done, and the events that followed. */
export type Triggered = {
  readonly event: TriggerName
  readonly object: string
  readonly done: string
  readonly events: EventView[]
}

const actions = { ...consentTriggers, ...paymentTriggers, ...accountTriggers, ...partnerTriggers } as Readonly<
  Record<TriggerName, TriggerAction<Subject>>
>

/**
 * Makes an event happen to an object of the world, by the bank's own rules. Rejects with
 * `event-impossible`, and the events that are possible, if it cannot happen to that object now.
 */
export async function triggerEvent(
  world: World,
  _grant: Grant<'world'>,
  request: TriggerRequest,
  idempotencyKey: string,
): Promise<Triggered> {
  const { event, object, reason } = request
  const answer = async (after: string): Promise<Triggered> => ({
    event,
    object,
    done: getTrigger(event).does,
    events: await listFollowing(world, request, after),
  })
  return runOnce(world, { operation: 'trigger', key: idempotencyKey, body: request }, answer, async (remember) => {
    const subject = await loadSubject(world, object)
    await rejectImpossible(world, subject, request)
    const { reasons } = getTrigger(event)
    if (reason !== undefined && !reasons?.includes(reason)) {
      const expected = reasons ? `be one of ${reasons.join(', ')}` : `be absent for ${event}`
      throw new Problem('field-invalid', `reason: must ${expected} (got ${reason.slice(0, 60)})`, { path: 'reason' })
    }
    const after = (await findLastEvent(world)) ?? ''
    await actions[event].run(world, subject, request, remember(after))
    // A trigger that ends a wait stores what time alone now makes.
    await tellTimedEvents(world)
    return answer(after)
  })
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`

/** Rejects an event that cannot happen to an object now, and lists those that can. */
async function rejectImpossible(world: World, subject: Subject, { event, object }: TriggerRequest): Promise<void> {
  const { takes } = getTrigger(event)
  const obstacle =
    takes === subject.is
      ? await actions[event].findObstacle(world, subject)
      : `${event} happens to ${withArticle(takes)}, and this is ${withArticle(subject.is)}`
  if (obstacle === undefined) return
  const possible = (await findTriggers(world, subject)).flatMap((one) => (one.obstacle === undefined ? one.event : []))
  const instead = possible.length > 0 ? `possible now: ${possible.join(', ')}` : 'no event can be triggered on it now'
  throw new Problem('event-impossible', `object: ${event} cannot happen to ${object}: ${obstacle}; ${instead}`, {
    path: 'object',
  })
}

/** An event that an object of a sort can have, and why it cannot happen to it now. */
export type PossibleTrigger = { readonly event: TriggerName; readonly obstacle?: string }

/** Lists the events of an object of the world, each with what stands against it now. */
export async function listTriggers(
  world: World,
  _grant: Grant<'world'>,
  object: string,
): Promise<{ readonly is: Subject['is']; readonly triggers: PossibleTrigger[] }> {
  const subject = await loadSubject(world, object)
  return { is: subject.is, triggers: await findTriggers(world, subject) }
}

function findTriggers(world: World, subject: Subject): Promise<PossibleTrigger[]> {
  const names = triggerNames.filter((name) => getTrigger(name).takes === subject.is)
  return Promise.all(
    names.map(async (event) => {
      const obstacle = await actions[event].findObstacle(world, subject)
      return { event, ...(obstacle !== undefined && { obstacle }) }
    }),
  )
}

/** The most events after a trigger that are searched for those that followed from it. */
const mostEvents = 1_000

/** Lists the events that followed from a trigger: the first of each kind that it tells. */
async function listFollowing(world: World, { event, object }: TriggerRequest, after: string): Promise<EventView[]> {
  const { tells } = getTrigger(event)
  const range = { ...(after !== '' && { after }), most: mostEvents, lagMs: 0 }
  const { found } = await listEvents(world, range)
  const own = found.filter((one) => one.event.object === object && tells.includes(one.event.kind))
  return tells
    .flatMap((kind) => own.find((one) => one.event.kind === kind) ?? [])
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(buildEventView)
}
