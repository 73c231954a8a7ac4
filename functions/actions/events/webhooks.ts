import { checkFilter } from '#actions/partners/known-filters.ts'
import { runOnce } from '#actions/worlds/requests.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { checkUrl } from '#bank/events/egress.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import { mostSubscriptions, type Subscription, type Webhook } from '#bank/events/subscription.ts'
import type { WebhookChange, WebhookRequest } from '#bank/events/webhook-requests.ts'
import { commitSubscriptions, listSubscriptions } from '#store/events/subscriptions.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { chooseSecret } from './webhook-secrets.ts'
import {
  buildNewWebhook,
  buildWebhookView,
  loadWebhook,
  type NewWebhook,
  requireWebhook,
  type WebhookView,
} from './webhook-views.ts'

/**
 * Creates a webhook. A retry with the same idempotency key returns the same webhook and secret.
 * Rejects it with `limit-reached` if the world has the maximum number of subscriptions.
 */
export function createWebhook(
  world: World,
  grant: Grant<'world'>,
  request: WebhookRequest,
  idempotencyKey: string,
): Promise<NewWebhook> {
  const { sandbox } = world
  const create = async (remember: (id: string) => Write[]) => {
    const { url, kinds, name, partner, account, clock = 'real', secret } = request
    await checkFields(world, grant, request)
    const text = chooseSecret(world, secret)
    const webhook: Webhook = {
      way: 'webhook',
      id: `whk_${sandbox.randomText(12)}`,
      createdAt: readSteadyTime(sandbox),
      url,
      ...(kinds && { kinds: withoutRepeats(kinds) }),
      ...(name !== undefined && { name }),
      ...(partner !== undefined && { partner }),
      ...(account !== undefined && { account }),
      clock,
      secrets: [{ text }],
    }
    await commitSubscriptions(world, (held) => {
      checkLimit(held)
      return { put: [webhook], writes: remember(webhook.id) }
    })
    return buildNewWebhook(world, webhook)
  }
  const again = async (id: string) => {
    const webhook = (await listSubscriptions(world)).find((one) => one.id === id)
    if (webhook?.way === 'webhook') return buildNewWebhook(world, webhook)
    throw new Problem('conflict', `${id} was deleted since; send a new x-idempotency-key for another webhook`)
  }
  return runOnce(world, { operation: 'create-webhook', key: idempotencyKey, body: request }, again, create)
}

/** Rejects with `limit-reached` if a world has the maximum number of subscriptions. */
function checkLimit(held: readonly Subscription[]): void {
  if (held.length < mostSubscriptions) return
  throw new Problem(
    'limit-reached',
    `a world has at most ${mostSubscriptions} webhooks and event subscriptions; delete one that is no longer used`,
  )
}

/** Lists the webhooks of a world, oldest first, without their secrets. */
export async function listWebhooks(world: World, _grant: Grant<'world'>): Promise<WebhookView[]> {
  const webhooks = (await listSubscriptions(world)).filter((one) => one.way === 'webhook')
  return webhooks.sort((a, b) => a.createdAt - b.createdAt).map((one) => buildWebhookView(world, one))
}

/** What events are sent to: a webhook, or a partner's subscription with a callback URL. */
export type ReceiverView = {
  readonly id: string
  readonly url: string
  readonly name?: string
  readonly partner?: string
}

/** Lists what events of a world are sent to, oldest first. */
export async function listReceivers(world: World, _grant: Grant<'world'>): Promise<ReceiverView[]> {
  const held = (await listSubscriptions(world)).toSorted((a, b) => a.createdAt - b.createdAt)
  return held.flatMap((one) => {
    const url = one.way === 'webhook' ? one.url : one.callbackUrl
    const name = one.way === 'webhook' ? one.name : undefined
    if (url === undefined) return []
    return {
      id: one.id,
      url,
      ...(name !== undefined && { name }),
      ...(one.partner !== undefined && { partner: one.partner }),
    }
  })
}

/** Returns one webhook, without its secret. */
export async function getWebhook(world: World, _grant: Grant<'world'>, id: string): Promise<WebhookView> {
  return buildWebhookView(world, await loadWebhook(world, id))
}

/**
 * Changes a webhook. Events that were not delivered yet go to the new URL, which also enables a
 * webhook whose receiver answered 410.
 */
export async function changeWebhook(
  world: World,
  grant: Grant<'world'>,
  id: string,
  change: WebhookChange,
): Promise<WebhookView> {
  await checkFields(world, grant, change)
  return replaceWebhook(world, id, ({ kinds, name, partner, account, stopped, ...others }) => {
    const url = change.url ?? others.url
    const kept = stopped?.by === 'gone' && url !== others.url ? undefined : stopped
    const of = {
      kinds: change.kinds === undefined ? kinds : change.kinds && withoutRepeats(change.kinds),
      name: change.name === undefined ? name : change.name,
      partner: change.partner === undefined ? partner : change.partner,
      account: change.account === undefined ? account : change.account,
    }
    return {
      ...others,
      url,
      clock: change.clock ?? others.clock,
      ...(of.kinds && { kinds: of.kinds }),
      ...(of.name != null && { name: of.name }),
      ...(of.partner != null && { partner: of.partner }),
      ...(of.account != null && { account: of.account }),
      ...(kept && { stopped: kept }),
    }
  })
}

/** Deletes a webhook. What was not delivered yet is dropped. */
export async function deleteWebhook(world: World, _grant: Grant<'world'>, id: string): Promise<void> {
  await commitSubscriptions(world, (held) => ({ ended: [requireWebhook(world, held, id)] }))
}

/**
 * Pauses a webhook: nothing is sent until it resumes, and then what happened in between. Returns
 * the webhook as it is if it is stopped already.
 */
export function pauseWebhook(world: World, _grant: Grant<'world'>, id: string): Promise<WebhookView> {
  const at = readSteadyTime(world.sandbox)
  return replaceWebhook(world, id, (one) => ({ ...one, stopped: one.stopped ?? { by: 'pause', at } }))
}

/** Resumes a webhook that is paused, or that was disabled because its receiver answered 410. */
export function resumeWebhook(world: World, _grant: Grant<'world'>, id: string): Promise<WebhookView> {
  return replaceWebhook(world, id, ({ stopped: _, ...one }) => one)
}

/** Changes a webhook in one commit, and returns it. Rejects an unknown one. */
async function replaceWebhook(world: World, id: string, change: (webhook: Webhook) => Webhook): Promise<WebhookView> {
  let changed: Webhook | undefined
  await commitSubscriptions(world, (held) => {
    changed = change(requireWebhook(world, held, id))
    return { put: [changed] }
  })
  return buildWebhookView(world, changed as Webhook)
}

/** Rejects a URL that is not allowed, and a filter by what the world does not have. */
function checkFields(world: World, grant: Grant<'world'>, change: WebhookChange): Promise<void> {
  if (change.url !== undefined) checkUrl(change.url, { isLocal: world.sandbox.isLocal === true })
  return checkFilter(world, grant, change)
}

const withoutRepeats = (kinds: readonly EventKind[]): [EventKind, ...EventKind[]] =>
  [...new Set(kinds)] as [EventKind, ...EventKind[]]
