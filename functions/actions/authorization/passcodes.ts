import { hash } from 'node:crypto'
import { describeCustomers, findCustomer } from '#actions/accounts/lookup.ts'
import { lockoutMs, maxWrongPasscodes } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { passcodeAttempts } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { World } from '#store/world.ts'

/**
 * The six-digit passcode of a customer or a director, computed from the world's seed. It is public
 * to everyone who may see the world's customers.
 */
export function passcodeOf({ record }: World, customer: string): string {
  const digest = hash('sha256', `${record.seed}/${customer}/passcode`)
  return String(Number.parseInt(digest.slice(0, 12), 16) % 1_000_000).padStart(6, '0')
}

/**
 * Rejects a wrong passcode. Five wrong ones lock the customer out for 15 minutes of the world's
 * clock.
 */
export async function checkPasscode(
  world: World,
  customer: string,
  passcode: string,
  /**
   * Whether this id may sign in here. By default only customers may; some pages also admit
   * directors.
   */
  isKnown = (id: string) => findCustomer(world, id) !== undefined,
): Promise<void> {
  if (!isKnown(customer))
    throw new Problem(
      'passcode-wrong',
      `no customer ${customer.slice(0, 40)} with this passcode; this world has ${describeCustomers(world)}`,
      { path: 'customer' },
    )
  await retryOnConflict(() => countAttempt(world, customer, passcode))
}

/**
 * Counts one attempt, right or wrong. The commit conflicts with every attempt that another request
 * counted after this one read the number. So parallel guesses take their turns, and after five
 * wrong ones the right passcode gets the same answer as a wrong one.
 */
async function countAttempt(world: World, customer: string, passcode: string): Promise<void> {
  const { store } = world.sandbox
  const key = passcodeAttempts.key(world, customer)
  const [item] = await store.get([key])
  const before = item && passcodeAttempts.read(item)
  const isFresh = before !== undefined && world.now - before.since < lockoutMs
  const count = isFresh ? before.count : 0
  if (count >= maxWrongPasscodes)
    throw new Problem(
      'attempts-exceeded',
      `${customer} is locked after too many wrong passcodes; try again in 15 minutes of the world's clock`,
      { path: 'customer' },
    )
  const expect = item ? { version: item.version } : 'absent'
  if (passcode === passcodeOf(world, customer)) {
    await store.commit([item ? { delete: key, expect } : { check: key, expect }])
    return
  }
  await store.commit([{ put: key, expect, value: { count: count + 1, since: isFresh ? before.since : world.now } }])
  throw new Problem('passcode-wrong', `the passcode of ${customer} is wrong`, { path: 'passcode' })
}
