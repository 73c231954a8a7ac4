import { findPartner } from '#actions/partners/partners.ts'
import { Problem } from '#bank/base/problem.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { eventTypes } from '#bank/events/event-types.ts'
import { mostSubscriptions, type PartnerSubscription, type Subscription } from '#bank/events/subscription.ts'
import {
  type CallbackUrlChange,
  type CallbackUrlRequest,
  type CallbackUrlView,
  checkCallbackUrl,
  type EventSubscriptionChange,
  type EventSubscriptionRequest,
  type EventSubscriptionView,
} from '#bank/events/subscription-schemas.ts'
import { pollProgress } from '#store/events/polling.ts'
import { commitSubscriptions, listSubscriptions } from '#store/events/subscriptions.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { World } from '#store/world.ts'

/*
 * The subscriptions of a partner by the standard. It has two resources for them: event
 * subscriptions, and callback URLs, which only tell of updated resources. A partner has at most one
 * of each (Event Notification Subscription API Profile and Callback URL API Profile, "per TPP").
 */

/**
 * A resource of the standard: its name, the beginning of its ids, and where a request has the id.
 */
type Resource = { readonly word: string; readonly prefix: string; readonly field: string }
const eventSubscription: Resource = { word: 'event subscription', prefix: 'evs_', field: 'EventSubscriptionId' }
const callbackUrl: Resource = { word: 'callback URL', prefix: 'cbu_', field: 'CallbackUrlId' }

/** What a partner sets of a subscription. */
type Settings = Pick<PartnerSubscription, 'callbackUrl' | 'version' | 'eventTypes'>

/** Creates the event subscription of a partner. Rejects a second one with `limit-reached`. */
export async function createEventSubscription(
  world: World,
  grant: Grant<'partner'>,
  { Data }: EventSubscriptionRequest,
): Promise<EventSubscriptionView> {
  return viewSubscription(await create(world, grant, eventSubscription, readSettings(world, Data)))
}

/** Lists the event subscription of a partner, if it has one. */
export async function listEventSubscriptions(world: World, grant: Grant<'partner'>): Promise<EventSubscriptionView[]> {
  return (await listOwn(world, grant, eventSubscription)).map(viewSubscription)
}

/** Replaces what a partner set of its event subscription. Its tokens so far keep waiting. */
export async function changeEventSubscription(
  world: World,
  grant: Grant<'partner'>,
  id: string,
  { Data }: EventSubscriptionChange,
): Promise<EventSubscriptionView> {
  const settings = readSettings(world, Data)
  return viewSubscription(await change(world, grant, eventSubscription, [id, Data.EventSubscriptionId], settings))
}

/** Deletes the event subscription of a partner, with the tokens that wait. */
export const deleteEventSubscription = (world: World, grant: Grant<'partner'>, id: string): Promise<void> =>
  remove(world, grant, eventSubscription, id)

/** Creates the callback URL of a partner. Rejects a second one with `limit-reached`. */
export async function createCallbackUrl(
  world: World,
  grant: Grant<'partner'>,
  { Data }: CallbackUrlRequest,
): Promise<CallbackUrlView> {
  return viewCallbackUrl(await create(world, grant, callbackUrl, readUrlSettings(world, Data)))
}

/** Lists the callback URL of a partner, if it has one. */
export async function listCallbackUrls(world: World, grant: Grant<'partner'>): Promise<CallbackUrlView[]> {
  return (await listOwn(world, grant, callbackUrl)).map(viewCallbackUrl)
}

/** Replaces the callback URL of a partner. */
export async function changeCallbackUrl(
  world: World,
  grant: Grant<'partner'>,
  id: string,
  { Data }: CallbackUrlChange,
): Promise<CallbackUrlView> {
  const settings = readUrlSettings(world, Data)
  return viewCallbackUrl(await change(world, grant, callbackUrl, [id, Data.CallbackUrlId], settings))
}

/** Deletes the callback URL of a partner. */
export const deleteCallbackUrl = (world: World, grant: Grant<'partner'>, id: string): Promise<void> =>
  remove(world, grant, callbackUrl, id)

/** Loads the event subscription by which a partner polls. Rejects if there is none. */
export async function loadEventSubscription(world: World, grant: Grant<'partner'>): Promise<PartnerSubscription> {
  const [own] = await listOwn(world, grant, eventSubscription)
  if (own) return own
  throw new Problem(
    'subscription-not-found',
    'you have no event subscription; create one with POST /event-subscriptions, and poll for what happens from then on',
  )
}

function readSettings(world: World, { CallbackUrl, Version, EventTypes }: EventSubscriptionRequest['Data']): Settings {
  if (CallbackUrl !== undefined) checkCallbackUrl(CallbackUrl, 'Data.CallbackUrl', world.sandbox.isLocal === true)
  return {
    version: Version,
    ...(CallbackUrl !== undefined && { callbackUrl: CallbackUrl }),
    ...(EventTypes && { eventTypes: EventTypes }),
  }
}

function readUrlSettings(world: World, { Url, Version }: CallbackUrlRequest['Data']): Settings {
  checkCallbackUrl(Url, 'Data.Url', world.sandbox.isLocal === true)
  return { version: Version, callbackUrl: Url, eventTypes: [eventTypes.update] }
}

/** Rejects a body with another id than the path. */
function checkSameId({ field }: Resource, inPath: string, inBody: string): void {
  if (inPath === inBody) return
  const path = `Data.${field}`
  throw new Problem('field-invalid', `${path}: must be ${inPath}, as in the path (got ${inBody})`, { path })
}

const viewSubscription = ({ id, callbackUrl, version, eventTypes }: PartnerSubscription): EventSubscriptionView =>
  ({
    EventSubscriptionId: id,
    ...(callbackUrl !== undefined && { CallbackUrl: callbackUrl }),
    Version: version,
    ...(eventTypes && { EventTypes: eventTypes }),
  }) as EventSubscriptionView

const viewCallbackUrl = ({ id, callbackUrl, version }: PartnerSubscription): CallbackUrlView =>
  ({ CallbackUrlId: id, Url: callbackUrl, Version: version }) as CallbackUrlView

/** Whether a subscription is a partner's, by one of the two resources. */
const isOwn = (one: Subscription, grant: Grant<'partner'>, { prefix }: Resource): one is PartnerSubscription =>
  one.way === 'standard' && one.partner === partnerOf(grant) && one.id.startsWith(prefix)

async function listOwn(world: World, grant: Grant<'partner'>, resource: Resource): Promise<PartnerSubscription[]> {
  const all = await listSubscriptions(world)
  return all.filter((one): one is PartnerSubscription => isOwn(one, grant, resource))
}

async function create(
  world: World,
  grant: Grant<'partner'>,
  resource: Resource,
  settings: Settings,
): Promise<PartnerSubscription> {
  const { sandbox } = world
  const created: PartnerSubscription = {
    id: `${resource.prefix}${sandbox.randomText(16)}`,
    createdAt: readSteadyTime(sandbox),
    way: 'standard',
    partner: partnerOf(grant),
    ...settings,
  }
  await commitSubscriptions(world, async (held, current) => {
    const own = held.find((one) => isOwn(one, grant, resource))
    if (own)
      throw new Problem(
        'limit-reached',
        `a partner has at most one ${resource.word}, and yours is ${own.id}; change it with PUT, or delete it first`,
      )
    if (held.length >= mostSubscriptions)
      throw new Problem(
        'limit-reached',
        `a world has at most ${mostSubscriptions} subscriptions and webhooks; delete one that is no longer used`,
      )
    const isSure = current.record.partnersGone === world.record.partnersGone
    if (!isSure && !(await findPartner(current, created.partner)))
      throw new Problem('conflict', `${created.partner} was deleted by another request at the same time`)
    return { put: [created] }
  })
  return created
}

/** Changes a subscription. The ids are those of the path and of the body. */
async function change(
  world: World,
  grant: Grant<'partner'>,
  resource: Resource,
  [id, idInBody]: readonly [string, string],
  settings: Settings,
): Promise<PartnerSubscription> {
  let changed: PartnerSubscription | undefined
  await commitSubscriptions(world, (held) => {
    const { partner, createdAt } = requireOwn(held, grant, resource, id)
    checkSameId(resource, id, idInBody)
    changed = { id, createdAt, way: 'standard', partner, ...settings }
    return { put: [changed] }
  })
  return changed as unknown as PartnerSubscription
}

async function remove(world: World, grant: Grant<'partner'>, resource: Resource, id: string): Promise<void> {
  await commitSubscriptions(world, (held, current) => {
    const own = requireOwn(held, grant, resource, id)
    return { ended: [own], writes: [{ delete: pollProgress.key(current, id), expect: 'anything' }] }
  })
}

/** Returns a partner's own subscription. Another partner's is rejected as an unknown one is. */
function requireOwn(
  held: readonly Subscription[],
  grant: Grant<'partner'>,
  resource: Resource,
  id: string,
): PartnerSubscription {
  const own = held.find((one): one is PartnerSubscription => one.id === id && isOwn(one, grant, resource))
  if (own) return own
  const path = `path ${resource.field}`
  throw new Problem('subscription-not-found', `${path}: you have no ${resource.word} ${id.slice(0, 40)}`, { path })
}
