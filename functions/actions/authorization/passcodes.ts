import { hash } from 'node:crypto'
import { customerNamed, customersInWords } from '#actions/accounts/lookup.ts'
import { lockedFor, mostWrongPasscodes } from '#bank/authorization/interaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { attempts } from '#store/records.ts'
import { Conflict } from '#store/store.ts'
import type { World } from '#store/world.ts'

/**
 * The six-digit passcode of a customer, or of another director of one. It follows from the world's
 * seed: whoever may see the world's customers may know it.
 */
export function passcodeOf({ record }: World, customer: string): string {
  const digest = hash('sha256', `${record.seed}/${customer}/passcode`)
  return String(Number.parseInt(digest.slice(0, 12), 16) % 1_000_000).padStart(6, '0')
}

/**
 * Whether a passcode is the customer's. Wrong ones are counted; after some the customer is locked
 * out for a while.
 */
export async function checkPasscode(
  world: World,
  customer: string,
  passcode: string,
  /**
   * Whether there is somebody of this number who may sign in here: customers, unless a page is open
   * to others too.
   */
  isKnown = (id: string) => customerNamed(world, id) !== undefined,
): Promise<void> {
  const { store } = world.sandbox
  const path = 'customer'
  if (!isKnown(customer))
    throw new Problem(
      'passcode-wrong',
      `there is no customer ${customer.slice(0, 40)} with this passcode; there are ${customersInWords(world)}`,
      { path },
    )
  const key = attempts.key(world, customer)
  const [item] = await store.get([key])
  const before = item && attempts.read(item)
  const isFresh = before !== undefined && world.now - before.since < lockedFor
  const count = isFresh ? before.count : 0
  if (count >= mostWrongPasscodes)
    throw new Problem(
      'attempts-exceeded',
      `the passcode of ${customer} was wrong too often; try again in 15 minutes of the world's clock`,
      { path },
    )
  const expect = item ? { version: item.version } : 'absent'
  if (passcode === passcodeOf(world, customer)) {
    // The right one, too, holds only if no wrong one was counted meanwhile: else many guesses at
    // once would count as one.
    try {
      await store.commit([item ? { delete: key, expect } : { check: key, expect }])
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      const [counted] = await store.get([key])
      // Another sign-in has wiped the count: then nobody guesses.
      if (!counted) return
      throw new Problem('conflict', `somebody else signs in as ${customer} at the same moment; try again`, { path })
    }
    return
  }
  const value = { count: count + 1, since: isFresh ? before.since : world.now }
  try {
    await store.commit([{ put: key, expect, value }])
  } catch (error) {
    // Two at once: the other one was counted, and this one is refused all the same.
    if (!(error instanceof Conflict)) throw error
  }
  throw new Problem('passcode-wrong', `the passcode of ${customer} is another one`, { path: 'passcode' })
}
