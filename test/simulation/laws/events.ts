import { type ConsentState, stateOf } from '#bank/consents/consent.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { settlementInstantOf } from '#bank/schedule/settlement.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { consents, events } from '#store/records.ts'
import type { Found, Law } from '#test/simulation/laws.ts'

/**
 * Every change of a consent and every outcome of a payment is told exactly once, in the order in
 * which they happened, and nothing else is told.
 */
export const everythingTold: Law = function* (found) {
  const told = found.items
    .filter(({ key }) => key.path.startsWith('event/'))
    .map((item) => ({ ...events.read(item), instant: item.key.path.split('/')[1] ?? '' }))
  const byObject = Map.groupBy(told, ({ object }) => object)
  for (const [id, expected] of [...expectedOfConsents(found), ...expectedOfOrders(found)]) {
    const own = byObject.get(id) ?? []
    byObject.delete(id)
    const lines = own.map(lineOf).toSorted()
    const right = expected.toSorted()
    if (String(lines) !== String(right)) yield `${id} is told as ${lines || 'nothing'}, and it is ${right || 'nothing'}`
    // Two processes may store events in one instant of virtual time; in real time none is as fast.
    const isLate = own.some(({ kind, instant }) => kind === 'payment.scheduled' && instant > (own[0]?.instant ?? ''))
    if (isLate) yield `${id} is told to wait after it was paid`
  }
  for (const [id, own] of byObject) yield `${own.map(lineOf)} is told of ${id}, which is not there`
}

const lineOf = ({ kind, data }: EventRecord): string =>
  data.PaymentTransactionId === undefined ? kind : `${kind} ${data.PaymentTransactionId}`

function expectedOfConsents({ items, world: { now } }: Found): [string, string[]][] {
  const all = items.filter(({ key }) => key.path.startsWith('consent/')).map((item) => consents.read(item))
  return all.map((consent) => {
    const { id, kind, authorisations } = consent
    const object = kind === 'domestic-vrp' ? 'mandate' : 'consent'
    const ends: Partial<Record<ConsentState, string>> = { RJCT: 'rejected', CANC: 'revoked', EXPD: 'expired' }
    const end = ends[stateOf(consent, now).state]
    const ended = end === undefined ? [] : [`${object}.${end}`]
    return [id, [...Array(authorisations).fill(`${object}.authorised`), ...ended]]
  })
}

function expectedOfOrders({ orders, executions, legs, world: { now } }: Found): [string, string[]][] {
  const outcome = (order: OrderRecord) => {
    if (order.stopped) return ['payment.rejected']
    const isSettled = (settlementInstantOf(order, calendar) ?? Number.POSITIVE_INFINITY) <= now
    return ['payment.accepted', ...(isSettled ? ['payment.settled'] : [])]
  }
  return [...orders].map(([id, order]) => {
    const { kind, waits } = order
    const isRepeated = kind === 'domestic-standing-order'
    const isWaiting = isRepeated || kind === 'file-payment' || kind === 'domestic-scheduled-payment'
    const begun = isWaiting ? ['payment.scheduled'] : []
    const made = [...executions].filter(([name]) => name.startsWith(`${id}.`))
    const ended = isRepeated
      ? made.flatMap(([name, one]) => outcome(one).map((kind) => `${kind} ${name}`))
      : waits
        ? []
        : kind === 'file-payment'
          ? ['file.processed']
          : outcome(order)
    const back = legs.flatMap(({ account, payment }) => {
      if (account !== order.account || !payment.endsWith('.returned')) return []
      const name = payment.slice(0, -'.returned'.length)
      if (name === id) return ['payment.returned']
      return name.startsWith(`${id}.`) ? [`payment.returned ${name}`] : []
    })
    return [id, [...begun, ...ended, ...back]]
  })
}
