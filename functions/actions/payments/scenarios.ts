import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { scenarioIn } from '#bank/scenarios/active.ts'
import { forcedOutcomes } from '#bank/scenarios/payments.ts'
import { londonDay, londonInstant, nextWorkingDay } from '#bank/time/calendar.ts'
import { calendar } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'

/*
 * What the scenarios of a request decide about a payment. The order or the consent stores it.
 */

/** Returns the outcome and the delay that scenarios give a new order. */
export function readOrderScenarios(world: World): Pick<OrderRecord, 'forced' | 'delay'> {
  const forced = forcedOutcomes.find((name) => scenarioIn(world, name))
  const delay = readDelay(world)
  return { ...(forced && { forced }), ...(delay && { delay }) }
}

const hourMs = 3_600_000

/** Returns until when scenarios delay a payment, and its status until then. */
function readDelay(world: World): OrderRecord['delay'] {
  const held = scenarioIn(world, 'payment-held')
  if (held) return { status: 'PDNG', until: world.now + (held.hours as number) * hourMs }
  const pending = scenarioIn(world, 'payment-pending')
  if (pending) return { status: 'ACSP', until: world.now + (pending.days as number) * 24 * hourMs }
  if (!scenarioIn(world, 'cut-off-missed')) return undefined
  const day = nextWorkingDay(londonDay(world.now, calendar), calendar)
  return { status: 'RCVD', until: londonInstant(day, '08:00', calendar) }
}

/** Whether a scenario says that an account cannot pay. */
export const isOutOfFunds = (world: World): boolean =>
  (scenarioIn(world, 'insufficient-funds') ?? scenarioIn(world, 'account-blocked')) !== undefined

/** Returns the confirmation of payee that scenarios give a new consent. */
export function readPayeeCheck(world: World, payee: { readonly Name: string }): PaymentConsentRecord['payeeCheck'] {
  if (scenarioIn(world, 'payee-no-match')) return { result: 'no-match' }
  if (scenarioIn(world, 'payee-close-match')) return { result: 'close-match', name: nameLike(payee.Name) }
  return undefined
}

/** Returns another name that a person could mean by a name: with a middle initial. */
function nameLike(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/)
  return others.length === 0 ? `${first}s` : [first, 'J', ...others].join(' ')
}
