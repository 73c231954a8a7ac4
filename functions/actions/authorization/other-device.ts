import { otherDeviceRequests } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { expectStep, findInteraction, type StoredInteraction, saveStep } from './interaction.ts'

/*
 * Approval on another device replaces the one-time code. The first browser shows a short code and
 * waits. The same customer signs in to the bank on another device and finds the request there.
 */

/** Offers the request on the customer's other devices, under a new short code. */
export function offerOtherDevice(world: World, stored: StoredInteraction): Promise<StoredInteraction> {
  expectStep(stored, 'code')
  const { authorising: one, version } = stored
  const text = world.sandbox.randomText(8)
  const code = `${text.slice(0, 4)}-${text.slice(4)}`
  const key = otherDeviceRequests.key(world, one.customer as string, code)
  return saveStep(world, { ...one, elsewhere: code }, version, [{ key, value: { uid: one.uid } }])
}

/** Returns to the one-time code. The short code stops working. */
export function withdrawOtherDevice(world: World, stored: StoredInteraction): Promise<StoredInteraction> {
  expectStep(stored, 'code')
  const { elsewhere: _, ...rest } = stored.authorising
  return saveStep(world, rest, stored.version)
}

/** Finds the request behind a customer's short code, while it waits for approval. */
export async function findOtherDeviceRequest(
  world: World,
  customer: string,
  code: string,
): Promise<StoredInteraction | undefined> {
  if (!/^[a-z0-9]{4}-[a-z0-9]{4}$/.test(code)) return undefined
  const [item] = await world.sandbox.store.get([otherDeviceRequests.key(world, customer, code)])
  return item && waiting(await findInteraction(world, otherDeviceRequests.read(item).uid), customer, code)
}

/** Lists the requests that wait for a customer's approval on another device. */
export async function listOtherDeviceRequests(world: World, customer: string): Promise<StoredInteraction[]> {
  const { partition, path } = otherDeviceRequests.key(world, customer, '')
  const items = await world.sandbox.store.list(partition, { prefix: path, limit: 20 })
  const found = await Promise.all(
    items.map((item) => findOtherDeviceRequest(world, customer, item.key.path.slice(path.length))),
  )
  return found.flatMap((one) => (one ? [one] : []))
}

/** Returns the interaction only if it still waits for this customer under this code. */
function waiting(found: StoredInteraction | undefined, customer: string, code: string): StoredInteraction | undefined {
  const { authorising: one } = found ?? {}
  return one?.outcome === undefined && one?.customer === customer && one.elsewhere === code ? found : undefined
}
