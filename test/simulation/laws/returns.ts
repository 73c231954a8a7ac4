import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { dueItems } from '#store/records.ts'
import type { Told } from '#test/simulation/answers.ts'
import { failing } from '#test/simulation/bank.ts'
import type { Found, Law } from '#test/simulation/laws.ts'

/**
 * A payment to an account that cannot receive it is returned once, not before its instant, in full
 * without the charges. Until then the return is due. No other payment is returned.
 */
export const everyReturnOnce: Law = function* (found, told) {
  const { legs, items, world } = found
  const back = Map.groupBy(
    legs.filter(({ payment }) => payment.endsWith('.returned')),
    ({ payment }) => payment.slice(0, -'.returned'.length),
  )
  const due = new Set(
    items.filter(({ key }) => key.path.startsWith('due/')).flatMap((item) => dueItems.read(item).back?.payment ?? []),
  )
  for (const [name, order, to] of paid(found, told)) {
    const [own, isDue] = [back.get(name) ?? [], due.delete(name)]
    back.delete(name)
    const why = failing[to]
    if (order.failure !== why) yield `${name} went to ${to}, and is said to come back for ${order.failure}`
    if (!why) {
      if (own.length > 0 || isDue) yield `${name} comes back, and ${to} takes what it is sent`
      continue
    }
    const at =
      buildTimeline(getRail(order.rail as RailName), order.accepted, calendar, { failure: why }).at(-1)?.at ?? 0
    const isTime = at <= world.now
    if (isDue === isTime) yield `${name} comes back at ${at}, and is ${isDue ? 'still' : 'not'} due`
    const moved = linesOf(own)
    const right = linesOf([
      { account: order.account, amount: order.amount },
      { account: `clr_${order.rail}_${order.account}`, amount: `-${order.amount}` },
    ])
    if (moved !== (isTime ? right : ''))
      yield `${name} came back as ${moved || 'nothing'}, at ${at} it is to be ${right}`
    for (const leg of own) if (leg.at < at) yield `${name} came back at ${leg.at}, before ${at}`
  }
  for (const name of [...back.keys(), ...due.keys()]) yield `${name} comes back, and was not paid`
}

const linesOf = (legs: readonly Pick<Leg, 'account' | 'amount'>[]): string =>
  legs
    .map(({ account, amount }) => `${amount} on ${account}`)
    .sort()
    .join(' and ')

/** Yields every payment that was made, with its payee. */
function* paid({ orders, executions }: Found, told: readonly Told[]): Generator<[string, OrderRecord, string]> {
  const payees = new Map(told.map(({ consentId, step }) => [consentId, step.to]))
  const isWhole = ({ kind }: OrderRecord) => kind !== 'domestic-standing-order' && kind !== 'file-payment'
  for (const [name, order] of [...executions, ...[...orders].filter(([, one]) => isWhole(one))]) {
    const to = payees.get(order.consent)
    // No order can exist for a consent that was never acknowledged; other laws check that.
    if (to !== undefined && !order.stopped && !order.waits) yield [name, order, to]
  }
}
