import { digestOf } from '#bank/consents/token.ts'
import { customerSessions } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** How long a customer stays signed in to the bank's pages, in seconds of real time. */
export const sessionSeconds = 30 * 60

/** Opens a session with a new secret and returns the secret. Only its digest is stored. */
export async function openSession(world: World, customer: string): Promise<string> {
  const { store, real, randomText } = world.sandbox
  const secret = randomText(40)
  const expiresAt = Math.floor(real() / 1000) + sessionSeconds
  await store.commit([{ put: keyOf(world, secret), expect: 'absent', value: { customer }, expiresAt }])
  return secret
}

/** Finds the customer of a session by its secret. */
export async function findSessionCustomer(world: World, secret: string): Promise<string | undefined> {
  if (!/^[a-z0-9]{40}$/.test(secret)) return undefined
  const [item] = await world.sandbox.store.get([keyOf(world, secret)])
  return item && customerSessions.read(item).customer
}

/** Closes a session. Its secret stops working. */
export async function closeSession(world: World, secret: string): Promise<void> {
  await world.sandbox.store.commit([{ delete: keyOf(world, secret), expect: 'anything' }])
}

const keyOf = (world: World, secret: string) => customerSessions.key(world, digestOf(secret))
