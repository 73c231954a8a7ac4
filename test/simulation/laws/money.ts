import type { OrderRecord } from '#bank/payments/order.ts'
import { accountOf, holders } from '#test/simulation/bank.ts'
import type { Law } from '#test/simulation/laws.ts'
import { isOfInterest } from './interest.ts'

/** Returns whether an order moves money itself, not by payments of its own. */
const isMade = ({ kind }: OrderRecord) => kind !== 'domestic-standing-order' && kind !== 'file-payment'

/**
 * Every payment is applied exactly once or not at all: its legs match its order and add up to zero.
 */
export const everyOrderOnce: Law = function* ({ orders, executions, legs }) {
  const payments = new Map([...executions, ...[...orders].filter(([, order]) => isMade(order))])
  const byPayment = Map.groupBy(legs, ({ payment }) => payment)
  for (const payment of byPayment.keys())
    if (!payments.has(payment) && !payment.endsWith('.returned') && !isOfInterest(payment))
      yield `${payment} moved money and is no payment`
  for (const [name, order] of payments) {
    const own = byPayment.get(name) ?? []
    if (order.stopped || order.waits) {
      if (own.length > 0) yield `${name} was not paid, and moved money`
      continue
    }
    const debits = own.filter(({ account, amount }) => account === order.account && amount.startsWith('-'))
    const taken = debits.map(({ amount }) => amount).join(' ')
    const due = [order.amount, order.fee].filter((amount) => amount !== '0')
    const asked = due.map((amount) => `-${amount}`).join(' ')
    if (taken !== asked) yield `${name} took ${taken || 'nothing'} from ${order.account}, where its order says ${asked}`
  }
  const sums = new Map<string, bigint>()
  for (const { currency, amount } of legs) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount))
  for (const [currency, sum] of sums) if (sum !== 0n) yield `all accounts together come to ${sum} ${currency}`
}

/**
 * No payment takes an account below its limit, though interest may. A payment rejected for lack of
 * funds did lack funds at some time.
 */
export const nothingBelowTheLine: Law = function* ({ orders, executions, legs }) {
  const journals = Map.groupBy(legs, ({ account }) => account)
  for (const [name, { opening, line }] of Object.entries(holders)) {
    const account = accountOf(name)
    let least = opening + line
    for (const { balance, amount, payment } of journals.get(account) ?? []) {
      const left = opening + line + Number(balance)
      least = Math.min(least, left)
      if (left < 0 && amount.startsWith('-') && !isOfInterest(payment))
        yield `${payment} took ${account} ${-left} below its line`
    }
    for (const order of [...orders.values(), ...executions.values()]) {
      const needed = Number(order.amount) + Number(order.fee)
      if (order.account === account && order.stopped?.code === 'AM04' && least >= needed)
        yield `${order.id} of ${needed} was rejected, and ${account} never had less than ${least}`
    }
  }
}
