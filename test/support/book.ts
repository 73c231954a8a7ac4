import { commitMovement, isLedgerConflict, type Movement, readLastLegs } from '#actions/ledger/ledger.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { withLocks } from '#store/keyed-lock.ts'
import { orders } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import { reloadRecord, type World } from '#store/world.ts'

/** A decision that a test makes from the last legs of some accounts. */
type Decide<R> = (lastLegs: ReadonlyMap<string, Leg>) => {
  movement: Movement
  writes: readonly Write[]
  result: R
  due?: Omit<DueItem, 'seq'> | undefined
}

/** Builds the order that the proof expects of a movement, by its first posting. */
export function buildOrderWrite(
  world: World,
  { payment, at, postings }: Movement,
): Write & { readonly value: OrderRecord } {
  const [{ account, currency } = { account: '', currency: 'GBP' }] = postings
  const own = postings.filter((posting) => posting.account === account && posting.currency === currency)
  const value: OrderRecord = {
    id: payment,
    kind: 'domestic-payment',
    consent: '',
    partner: '',
    account,
    rail: 'book',
    amount: String(-own.reduce((sum, { amount }) => sum + amount, 0n)),
    fee: '0',
    currency,
    createdAt: at,
    accepted: at,
  }
  return { put: orders.key(world, payment), expect: 'absent', value }
}

/**
 * Books a movement as the actions do: under locks, and with retries after a conflict on the ledger.
 */
export const book = <R>(world: World, accounts: readonly string[], decide: Decide<R>): Promise<R> =>
  withLocks(
    world.sandbox,
    accounts.map((account) => `${world.id}/${account}`),
    () =>
      retryOnConflict(async (attempt) => {
        const current = attempt === 1 ? world : await reloadRecord(world)
        const lastLegs = await readLastLegs(current, accounts)
        const { movement, writes, result, due } = decide(lastLegs)
        await commitMovement(current, movement, lastLegs, writes, due)
        return result
      }, isLedgerConflict),
  )
