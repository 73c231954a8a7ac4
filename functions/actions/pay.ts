import type { Posting } from '#bank/leg.ts'
import type { OrderRecord } from '#bank/order.ts'
import type { Account } from '#mocks/account.ts'
import { closedBy } from '#mocks/events.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { counterpartyOf } from './accounts.ts'
import { bankOf } from './bank.ts'
import { spendable } from './funds.ts'
import type { Instruction } from './instructions.ts'
import { book } from './ledger.ts'
import { accountNamed } from './people.ts'

/**
 * Takes an order's money from its account and puts it where it goes, in one commit with whatever else belongs to the act. Where
 * that cannot be, the order is rejected in the commit instead, and no money moves. `named` is the payment in its legs.
 */
export async function pay(
  world: World,
  order: OrderRecord,
  instruction: Instruction,
  writes: (order: OrderRecord) => readonly Write[],
  named = order.id,
): Promise<OrderRecord> {
  const account = accountNamed(world, order.account)
  if (!account) throw new Error(`${order.account} pays and is not there`)
  const why = refusal(world, account, instruction)
  if (why) return rejected(world, order, why, writes)
  const postings = postingsOf(world, account, order, instruction)
  const touched = [...new Set(postings.map((posting) => posting.account))]
  return book(world, touched, (last) => {
    const enough = spendable(world, account, last.get(account.id)) >= BigInt(order.amount) + BigInt(order.fee)
    const paid = enough ? order : stopped(world, order, noMoney)
    const movement = { payment: named, at: world.now, postings: enough ? postings : [] }
    return { movement, writes: writes(paid), result: paid }
  })
}

/** Why a payment is rejected, by a code of ExternalStatusReason1Code and in words. */
export type Why = readonly [code: string, text: string]
export const noMoney: Why = ['AM04', 'There is not enough money on the account']

/** What stands against a payment whatever is on the account. */
export function refusal(world: World, account: Account, { here }: Instruction): Why | undefined {
  if (closedBy(bankOf(world), account.customer) !== undefined) return ['AC06', 'The account is blocked']
  if (here && closedBy(bankOf(world), here.customer) !== undefined) return ['AC07', "The payee's account is closed"]
  if (here?.id === account.id) return ['AC02', 'The payment would go to the account that it comes from']
  return undefined
}

async function rejected(
  world: World,
  order: OrderRecord,
  why: Why,
  writes: (order: OrderRecord) => readonly Write[],
): Promise<OrderRecord> {
  const done = stopped(world, order, why)
  await world.sandbox.store.commit(writes(done))
  return done
}

export const stopped = ({ now }: World, order: OrderRecord, [code, why]: Why): OrderRecord => ({
  ...order,
  stopped: { state: 'RJCT', at: now, code, why },
})

/**
 * Both sides of a payment. Whoever banks elsewhere has a clearing account here, one for each account and rail, so that nobody waits
 * for anybody else's payments; what the bank earns has one too.
 */
export function postingsOf(world: World, account: Account, order: OrderRecord, instruction: Instruction): Posting[] {
  const { here, payee, reference, sent } = instruction
  const { currency } = order
  const [amount, fee] = [BigInt(order.amount), BigInt(order.fee)]
  const isOurs = here !== undefined && here.currency === currency
  const own = { currency, ...(reference !== undefined && { reference }) }
  const postings: Posting[] = [
    { ...own, account: account.id, amount: -amount, kind: here ? 'transfer-out' : 'payment-out', party: payee },
    isOurs
      ? { ...own, account: here.id, amount, kind: 'transfer-in', party: counterpartyOf(world, account) }
      : {
          ...own,
          account: `clr_${order.rail}_${account.id}`,
          amount,
          kind: 'payment-in',
          party: counterpartyOf(world, account),
        },
  ]
  if (here && !isOurs) {
    // Bought for the payee with what came into the clearing.
    const bought = {
      currency: sent.currency,
      kind: 'payment-in' as const,
      ...(reference !== undefined && { reference }),
    }
    postings.push({
      ...bought,
      account: here.id,
      amount: sent.amount,
      kind: 'transfer-in',
      party: counterpartyOf(world, account),
    })
    postings.push({ ...bought, account: `clr_exchange_${here.id}`, amount: -sent.amount })
  }
  if (fee > 0n) {
    postings.push({ account: account.id, currency, amount: -fee, kind: 'fee' })
    postings.push({ account: `bnk_fees_${account.id}`, currency, amount: fee, kind: 'fee' })
  }
  return postings
}
