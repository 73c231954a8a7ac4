import { findAccount } from '#actions/accounts/lookup.ts'
import type { Movement } from '#actions/ledger/ledger.ts'
import { calendar } from '#actions/schedule/calendar.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { initiationOf, planOfConsent, quotedRateOf } from '#bank/payments/consent-request.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { returnPaymentId } from '#bank/payments/payment-return.ts'
import { amountOfPayment, paymentAt } from '#bank/payments/standing-orders.ts'
import { acceptanceAt } from '#bank/rails/timeline.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { executions, futureDatedOrders } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { outcomeOf, stopped, touchedBy, type Why } from './pay.ts'
import { comesBack } from './returns.ts'
import { debitOf, type Instruction, instruct } from './routing.ts'

/**
 * What comes of one thing that was due: the order after it, the money that moves, what is kept
 * beside, what follows.
 */
export type Deed = {
  /** Absent where the order stays as it is. */
  readonly order?: OrderRecord
  readonly movement: Movement
  readonly writes: readonly Write[]
  readonly next?: DueItem | undefined
  /** When the payment that was made comes back, if it does. */
  readonly back?: DueItem | undefined
}

/**
 * Something that is due, worked out as far as it can be without looking at the accounts that it
 * touches.
 */
export type Ready = { readonly touches: readonly string[]; readonly done: (last: ReadonlyMap<string, Leg>) => Deed }

/** An order that pays once: its day has come, or everybody has agreed to it. */
export function single(world: World, waiting: OrderRecord, consent: PaymentConsentRecord, { seq }: DueItem): Ready {
  const { waits: _, ...order } = waiting
  const payment = paymentOf(world, order, consent, initiationOf(consent).InstructedAmount)
  const over: Write = { delete: futureDatedOrders.key(world, order), expect: 'anything' }
  return {
    touches: payment.touches,
    done(last) {
      const { paid, postings, back } = payment.outcome(last, { order: order.id, seq, named: order.id })
      return { order: paid, movement: { payment: order.id, at: world.now, postings }, writes: [over], back }
    },
  }
}

/** One payment of a standing order; the next one is due from the same commit on. */
export function repeated(world: World, standing: OrderRecord, consent: PaymentConsentRecord, due: DueItem): Ready {
  const { n, seq } = due
  const { waits: _, last: __, lastPaid, ...order } = standing
  const plan = planOfConsent(consent, order)
  const { approvals: ___, ...own } = order
  const one = { ...own, createdAt: world.now }
  const payment = paymentOf(world, one, consent, amountOfPayment(initiationOf(consent), plan, n))
  const at = paymentAt(plan, n + 1)
  const next = at === undefined ? undefined : { at, seq, order: order.id, n: n + 1 }
  return {
    touches: payment.touches,
    done(legs) {
      const named = `${order.id}.${n}`
      const { paid, postings, back } = payment.outcome(legs, { order: order.id, seq, n, named })
      const { stopped: failed } = paid
      const went = { n, at: world.now }
      const after: OrderRecord = {
        ...order,
        last: failed ? { ...went, failed: { code: failed.code, why: failed.why } } : went,
        ...(failed ? lastPaid && { lastPaid } : { lastPaid: went }),
        ...(next && { waits: { at: next.at, seq, n: next.n } }),
      }
      const place = executions.key(world, order.id, n)
      return {
        order: after,
        movement: { payment: named, at: world.now, postings },
        writes: [{ put: place, expect: 'absent', value: paid }],
        next,
        back,
      }
    },
  }
}

/**
 * The money is back with the payer. The order is as it was: that it is rejected has followed from
 * its age.
 */
export function returned(
  { now }: World,
  { payment, account, clearing, amount, ...leg }: NonNullable<DueItem['back']>,
): Ready {
  const { party, ...bare } = leg
  const kind = 'payment-returned'
  const postings = [
    { ...bare, account, amount: BigInt(amount), kind, party },
    { ...bare, account: clearing, amount: -BigInt(amount), kind },
  ] as const
  return {
    touches: [account, clearing],
    done: () => ({ movement: { payment: returnPaymentId(payment), at: now, postings }, writes: [] }),
  }
}

/** Which payment of an order is made, for whom it may come back to. */
type Place = Parameters<typeof comesBack>[2] & { readonly seq: number }
type Payment = {
  readonly touches: readonly string[]
  readonly outcome: (last: ReadonlyMap<string, Leg>, place: Place) => ReturnType<typeof outcomeOf> & Pick<Deed, 'back'>
}

/**
 * A payment as of the world's now, which says what its consent says unless it is one of a file.
 * What can no longer be instructed is rejected: an account that is gone, a payee whom no rail
 * reaches.
 */
export function paymentOf(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  money: Initiation['InstructedAmount'],
  initiation = initiationOf(consent),
): Payment {
  const rejected = (why: Why): Payment => ({
    touches: [],
    outcome: () => ({ paid: stopped(world, order, why), postings: [] }),
  })
  try {
    if (!money) throw new Error('a payment has an amount')
    const instruction = instruct(world, consent.kind, initiation, money, { promised: quotedRateOf(consent) })
    const one = instructed(world, order, instruction)
    return {
      touches: touchedBy(world, one, instruction),
      outcome(last, { seq, ...place }) {
        const came = outcomeOf(world, one, instruction, last)
        const back = comesBack(came.paid, instruction, place)
        return { ...came, back: back && { ...back, seq } }
      },
    }
  } catch (error) {
    if (error instanceof Problem) return rejected(['MS03', error.message])
    throw error
  }
}

/** An order before the bank has looked at what is to be paid. */
export type Draft = Omit<OrderRecord, 'rail' | 'amount' | 'fee' | 'accepted'>

/**
 * An order with what an instruction says of it: its rail, amounts in its account's currency, and
 * when the rail takes it up. An account that is gone pays nothing.
 */
export function instructed(world: World, draft: Draft, instruction: Instruction, at = world.now): OrderRecord {
  const account = findAccount(world, draft.account)
  const { amount, fee } = account ? debitOf(world, instruction, account.currency) : { amount: 0n, fee: 0n }
  const { rate: _, failure: __, ...rest } = draft
  const { rail, rate, failure } = instruction
  return {
    ...rest,
    rail: rail.name,
    amount: String(amount),
    fee: String(fee),
    accepted: acceptanceAt(rail, at, calendar),
    ...(rate && { rate }),
    ...(failure && { failure }),
  }
}
