import type { Subscription } from '#bank/events/subscription.ts'
import { deliveryPlaceOf } from '#bank/scenarios/deliveries.ts'
import type { DeliveryChange } from '#bank/scenarios/scenario.ts'
import type { StoredEvent } from '#store/events/log.ts'
import { chooseFaults } from '#store/faults.ts'
import type { World } from '#store/world.ts'

/**
 * Finds how the armed faults of a world change the delivery of an event; undefined if none does.
 * They are drawn at its first attempt only. `scenario` names them. Costs nothing where a world has
 * armed nothing.
 */
export async function findDeliveryChange(
  world: World,
  subscription: Subscription,
  { id, event }: StoredEvent,
): Promise<(DeliveryChange & { readonly scenario: string }) | undefined> {
  if (world.record.faults === undefined) return undefined
  const place = deliveryPlaceOf(subscription.way)
  const { partner, accounts } = event
  const uses = await chooseFaults(world, { place, partner, accounts, now: world.now }, `${subscription.id} ${id}`)
  const changes = uses.flatMap(({ scenario: { effect }, values }) =>
    effect.at === 'delivery' ? [effect.change(values)] : [],
  )
  const scenario = uses.map(({ name }) => name).join(', ')
  return changes.length === 0 ? undefined : Object.assign({ scenario }, ...changes)
}
