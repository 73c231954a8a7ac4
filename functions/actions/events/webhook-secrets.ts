import { runOnce } from '#actions/worlds/requests.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import type { SecretRotation } from '#bank/events/webhook-requests.ts'
import { checkSecret, formatSecret } from '#bank/events/webhook-secret.ts'
import { commitSubscriptions } from '#store/events/subscriptions.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { buildNewWebhook, loadWebhook, type NewWebhook, requireWebhook } from './webhook-views.ts'

/**
 * Chooses the secret of a webhook: the caller's, or else 36 random letters and digits (186 bits).
 */
export const chooseSecret = ({ sandbox }: World, secret: string | undefined): string =>
  secret === undefined ? formatSecret(sandbox.randomText(36)) : checkSecret(secret)

/** How long the old secret signs too, in hours of real time, if the request does not say. */
const usualHours = 24

/**
 * Replaces the secret of a webhook. For some hours the old one signs too, so a receiver can change
 * over. A retry with the same idempotency key returns the same secret.
 */
export function rotateSecret(
  world: World,
  _grant: Grant<'world'>,
  id: string,
  request: SecretRotation,
  idempotencyKey: string,
): Promise<NewWebhook> {
  const { oldSignsForHours = usualHours, secret } = request
  const rotate = async (remember: (id: string) => Write[]) => {
    const text = chooseSecret(world, secret)
    const until = readSteadyTime(world.sandbox) + oldSignsForHours * 3_600_000
    let changed: Webhook | undefined
    await commitSubscriptions(world, (held) => {
      const webhook = requireWebhook(world, held, id)
      const [{ text: old }] = webhook.secrets as [Webhook['secrets'][number]]
      if (text === old)
        throw new Problem('field-invalid', 'secret: is the present one; send another, or none to get a random one', {
          path: 'secret',
        })
      const rest = oldSignsForHours === 0 ? [] : [{ text: old, until: Math.round(until) }]
      changed = { ...webhook, secrets: [{ text }, ...rest] }
      return { put: [changed], writes: remember(id) }
    })
    return buildNewWebhook(world, changed as Webhook)
  }
  const again = async () => buildNewWebhook(world, await loadWebhook(world, id))
  return runOnce(world, { operation: 'rotate-secret', key: idempotencyKey, body: { id, ...request } }, again, rotate)
}
