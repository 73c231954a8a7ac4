import { elsewhere } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { expectStep, findInteraction, type StoredInteraction, save } from './interaction.ts'

/*
 * Approving on another device, in place of the one-time code: the browser that began shows a short
 * code and waits; the customer signs in to its own pages elsewhere and finds the request there.
 * Only the same customer finds it.
 */

/** Offers the request to the customer's other devices. */
export function offerOtherDevice(world: World, stored: StoredInteraction): Promise<StoredInteraction> {
  expectStep(stored, 'code')
  const { authorising: one, version } = stored
  const text = world.sandbox.randomText(8)
  const code = `${text.slice(0, 4)}-${text.slice(4)}`
  const key = elsewhere.key(world, one.customer as string, code)
  return save(world, { ...one, elsewhere: code }, version, [{ key, value: { uid: one.uid } }])
}

/** Back to the one-time code: the short code leads nowhere any more. */
export function withdrawOtherDevice(world: World, stored: StoredInteraction): Promise<StoredInteraction> {
  expectStep(stored, 'code')
  const { elsewhere: _, ...rest } = stored.authorising
  return save(world, rest, stored.version)
}

/** What a short code leads a customer to, as long as it waits. */
export async function findOtherDeviceRequest(
  world: World,
  customer: string,
  code: string,
): Promise<StoredInteraction | undefined> {
  if (!/^[a-z0-9]{4}-[a-z0-9]{4}$/.test(code)) return undefined
  const [item] = await world.sandbox.store.get([elsewhere.key(world, customer, code)])
  return item && waiting(await findInteraction(world, elsewhere.read(item).uid), customer, code)
}

/** Every request that waits for a customer's approval on another device. */
export async function listOtherDeviceRequests(world: World, customer: string): Promise<StoredInteraction[]> {
  const { partition, path } = elsewhere.key(world, customer, '')
  const items = await world.sandbox.store.list(partition, { prefix: path, limit: 20 })
  const found = await Promise.all(
    items.map((item) => findOtherDeviceRequest(world, customer, item.key.path.slice(path.length))),
  )
  return found.flatMap((one) => (one ? [one] : []))
}

/** Steps that were taken since, and other codes, make it none. */
function waiting(found: StoredInteraction | undefined, customer: string, code: string): StoredInteraction | undefined {
  const { authorising: one } = found ?? {}
  return one?.outcome === undefined && one?.customer === customer && one.elsewhere === code ? found : undefined
}
