import { findAccount } from '#actions/accounts/lookup.ts'
import { findConsent, type Loaded } from '#actions/consents/consents.ts'
import { suggestAccount } from '#actions/partners/known-filters.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { findSoftware, type LoadedSoftware } from '#actions/partners/software-certificates.ts'
import { findOrder, type LoadedOrder } from '#actions/payments/find-order.ts'
import { Problem } from '#bank/base/problem.ts'
import type { TriggerName, TriggerObject } from '#bank/events/triggers.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** An object of the world that events happen to, as it was read. */
export type Subject =
  | ({ readonly is: 'consent' | 'mandate' } & Loaded)
  | ({ readonly is: 'payment' } & LoadedOrder)
  | { readonly is: 'account'; readonly account: Account }
  | ({ readonly is: 'software' } & LoadedSoftware)

/** A request that an event happen to an object. `reason` is a code of the trigger. */
export type TriggerRequest = {
  readonly event: TriggerName
  readonly object: string
  readonly reason?: string | undefined
}

/** How one event comes to happen to an object of one sort. */
export type TriggerAction<S extends Subject> = {
  /** Returns why it cannot happen now; undefined if it can. */
  readonly findObstacle: (world: World, subject: S) => string | undefined | Promise<string | undefined>
  /** Does it by the bank's own action, in one commit with other writes. */
  readonly run: (world: World, subject: S, request: TriggerRequest, others: readonly Write[]) => Promise<unknown>
}

/** How the ids of each sort of object begin, for messages. */
const shapes: Readonly<Record<TriggerObject, string>> = {
  consent: 'a ConsentId (aac_..., pic_... or cof_...)',
  mandate: 'the ConsentId of a VRP mandate (vrc_...)',
  account: 'an AccountId (acc_...)',
  software: 'the softwareId of a partner',
  payment: 'the id of a payment order (pay_...) or of a VRP (vrp_...)',
}

/** Loads the object that a request names. Rejects an id that this world does not have. */
export async function loadSubject(world: World, id: string): Promise<Subject> {
  const consent = await findConsent(world, id)
  if (consent) return { is: consent.consent.kind === 'domestic-vrp' ? 'mandate' : 'consent', ...consent }
  const payment = await findOrder(world, id)
  if (payment) return { is: 'payment', ...payment }
  const account = findAccount(world, id)
  if (account) return { is: 'account', account }
  const listed = await findSoftware(world, id)
  if (listed) return { is: 'software', ...listed }
  const expected = Object.values(shapes).join(', ')
  throw new Problem(
    'field-invalid',
    `object: ${world.id} has no object ${id.slice(0, 60)}; expected ${expected}, from an answer in this world${await suggestObject(world, id)}`,
    { path: 'object' },
  )
}

/** Names the objects that a caller may mean by an id: the software of a partner, or an account. */
async function suggestObject(world: World, id: string): Promise<string> {
  if (id.startsWith('acc_')) return suggestAccount(world, id)
  const partner = await findPartner(world, id)
  return partner?.softwareId === undefined ? '' : `; the softwareId of ${id} is ${partner.softwareId}`
}
