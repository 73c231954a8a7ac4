import { customerCount, customerIn, customerNamed, identityIn } from '#actions/accounts/lookup.ts'
import { signatoriesOf, signatoryNamed } from '#actions/consents/signatories.ts'
import { hasMoved, lastLegs } from '#actions/ledger/ledger.ts'
import { balanceAfter } from '#actions/payments/funds.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { personas } from '#mocks/people/personas.ts'
import type { World } from '#store/world.ts'
import { passcodeOf } from './passcodes.ts'

/** An account as its owner is shown it when it is to be chosen. `balance` is in minor units. */
export type AccountChoice = {
  readonly id: string
  readonly name: string
  readonly product: string
  /** How it is addressed, all but the last four digits hidden. */
  readonly number: string
  readonly balance: number
  readonly currency: 'GBP' | 'EUR'
}

/** A customer whom anybody may play in a sandbox. */
export type PersonChoice = {
  readonly id: string
  readonly name: string
  readonly persona: string
  readonly passcode: string
}

/** Accounts as their owner is shown them, with what is on them at the world's now. */
export async function buildAccountChoices(world: World, accounts: readonly Account[]): Promise<AccountChoice[]> {
  const ids = accounts.map(({ id }) => id)
  const last = hasMoved(world) ? await lastLegs(world, ids) : new Map<string, Leg>()
  return accounts.map((account) => {
    const { title, nickname, currency } = products[account.product]
    const ends = account.role === 'card' ? maskedPan(account).slice(-4) : account.number.slice(-4)
    return {
      id: account.id,
      name: nickname,
      product: title,
      number: ends,
      balance: Number(balanceAfter(world, account, last.get(account.id))),
      currency,
    }
  })
}

/** How many customers of a world's own data are offered beside the named ones. */
const mostCustom = 50

/** The named customers, then those that somebody added, with their passcodes. */
export function listCustomerChoices(world: World): PersonChoice[] {
  const { size } = world.record
  const named = Array.from({ length: Math.min(size, personas.length) }, (_, place) => place)
  const custom = Array.from({ length: Math.min(mostCustom, customerCount(world) - size) }, (_, n) => size + n)
  return [...named, ...custom].flatMap((place) => {
    const customer = customerIn(world, place)
    if (!customer) return []
    const { id, persona } = customer
    return [{ id, name: identityIn(world, customer).name, persona: persona.title, passcode: passcodeOf(world, id) }]
  })
}

/** The other directors of the named customers, who can only say yes or no to payments. */
export function listDirectorChoices(world: World): PersonChoice[] {
  const { size } = world.record
  const ids = Array.from({ length: Math.min(size, personas.length) }, (_, place) => `cus_${place}`)
  return ids
    .flatMap((id) => signatoriesOf(world, id))
    .map(({ id, name, business }) => ({ id, name, persona: `Director, ${business}`, passcode: passcodeOf(world, id) }))
}

/**
 * What somebody who signs in is called, a customer or another director of one; undefined where
 * there is nobody.
 */
export function findPersonName(world: World, id: string): string | undefined {
  const customer = customerNamed(world, id)
  return customer ? identityIn(world, customer).name : signatoryNamed(world, id)?.name
}
