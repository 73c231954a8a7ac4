import type { PaymentConsentRecord } from '#bank/consent.ts'
import type { ExchangeRateInformation } from '#bank/exchange.ts'
import type { Leg } from '#bank/leg.ts'
import type { OrderRecord } from '#bank/order.ts'
import { kinds } from '#bank/payments/kinds.ts'
import { amountOfPayment, type Plan, paymentAt, planOf } from '#bank/payments/standing-orders.ts'
import { Problem } from '#bank/problem.ts'
import { acceptedAt } from '#bank/rail.ts'
import { ahead, executions } from '#store/kinds.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { calendar } from './calendar.ts'
import type { Due } from './due.ts'
import { debitOf, type Initiation, type Instruction, instruct } from './instructions.ts'
import type { Movement } from './ledger.ts'
import { outcomeOf, stopped, touchedBy, type Why } from './pay.ts'
import type { PaymentRequest } from './payment-consents.ts'
import { accountNamed } from './people.ts'

/** What comes of one thing that was due: the order after it, the money that moves, what is kept beside, what follows. */
export type Deed = {
  readonly order: OrderRecord
  readonly movement: Movement
  readonly writes: readonly Write[]
  readonly next?: Due | undefined
}

/** Something that is due, worked out as far as it can be without looking at the accounts that it touches. */
export type Ready = { readonly touches: readonly string[]; readonly done: (last: ReadonlyMap<string, Leg>) => Deed }

/** Makes ready what is due of an order, as of the world's now. Whatever goes wrong with it stays with it: it is rejected, time goes on. */
export function readyFor(world: World, order: OrderRecord, consent: PaymentConsentRecord, due: Due): Ready {
  return kinds[consent.kind].isStandingOrder ? repeated(world, order, consent, due) : single(world, order, consent)
}

/** The day of a scheduled payment has come. */
function single(world: World, waiting: OrderRecord, consent: PaymentConsentRecord): Ready {
  const { waits: _, ...order } = waiting
  const payment = paymentOf(world, order, consent, initiationOf(consent).InstructedAmount)
  const over: Write = { delete: aheadKey(world, order), expect: 'anything' }
  return {
    touches: payment.touches,
    done(last) {
      const { paid, postings } = payment.outcome(last)
      return { order: paid, movement: { payment: order.id, at: world.now, postings }, writes: [over] }
    },
  }
}

/** One payment of a standing order; the next one is due from the same commit on. */
function repeated(world: World, standing: OrderRecord, consent: PaymentConsentRecord, due: Due): Ready {
  const { n, seq } = due
  const { waits: _, last: __, lastPaid, ...order } = standing
  const plan = planFor(consent, order)
  const one = { ...order, createdAt: world.now }
  const payment = paymentOf(world, one, consent, amountOfPayment(initiationOf(consent), plan, n))
  const at = paymentAt(plan, n + 1)
  const next = at === undefined ? undefined : { at, seq, order: order.id, n: n + 1 }
  return {
    touches: payment.touches,
    done(legs) {
      const { paid, postings } = payment.outcome(legs)
      const { stopped: failed } = paid
      const went = { n, at: world.now }
      const after: OrderRecord = {
        ...order,
        last: failed ? { ...went, failed: { code: failed.code, why: failed.why } } : went,
        ...(failed ? lastPaid && { lastPaid } : { lastPaid: went }),
        ...(next && { waits: { at: next.at, seq, n: next.n } }),
      }
      const place = executions.key(world.id, world.record.epoch, order.id, n)
      return {
        order: after,
        movement: { payment: `${order.id}.${n}`, at: world.now, postings },
        writes: [{ put: place, expect: 'absent', value: paid }],
        next,
      }
    },
  }
}

type Payment = { touches: readonly string[]; outcome: (last: ReadonlyMap<string, Leg>) => ReturnType<typeof outcomeOf> }

/** A payment as of the world's now, which says what its consent says unless it is one of a file. What can no longer be instructed is rejected: an account that is gone, a payee whom no rail reaches. */
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
    const instruction = instruct(world, consent.kind, initiation, money, { promised: promisedBy(consent) })
    const one = instructed(world, order, instruction)
    return {
      touches: touchedBy(world, one, instruction),
      outcome: (last) => outcomeOf(world, one, instruction, last),
    }
  } catch (error) {
    if (error instanceof Problem) return rejected(['MS03', error.message])
    world.sandbox.log({ level: 'error', message: `${order.id} could not be carried out`, error })
    return rejected(['MS03', 'The bank could not carry it out'])
  }
}

/** An order with what an instruction says of it: its rail, amounts in its account's currency, and when the rail takes it up. */
export function instructed(world: World, order: OrderRecord, instruction: Instruction, at = world.now): OrderRecord {
  const account = accountNamed(world, order.account)
  if (!account) return order
  const { amount, fee } = debitOf(world, instruction, account.currency)
  const { rate: _, ...rest } = order
  const { rail, rate } = instruction
  return {
    ...rest,
    rail: rail.name,
    amount: String(amount),
    fee: String(fee),
    accepted: acceptedAt(rail, at, calendar),
    ...(rate && { rate }),
  }
}

/** When the payments of a standing order are due, from what its consent says and the day it was set up. */
export const planFor = (consent: PaymentConsentRecord, { createdAt }: Pick<OrderRecord, 'createdAt'>): Plan =>
  planOf(initiationOf(consent) as Parameters<typeof planOf>[0], createdAt)

export const initiationOf = (consent: PaymentConsentRecord): Initiation =>
  (consent.request as PaymentRequest).Data.Initiation as Initiation

/** The rate that was given with a consent, if one was. */
export const promisedBy = ({ offer }: PaymentConsentRecord): ExchangeRateInformation | undefined =>
  offer?.ExchangeRateInformation as ExchangeRateInformation | undefined

/** Where it stands that an account has an order ahead. */
export const aheadKey = ({ id, record }: World, { account, id: orderId }: Pick<OrderRecord, 'account' | 'id'>) =>
  ahead.key(id, record.epoch, account, orderId)
