import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { listLegs, proveLedger } from '#actions/ledger/proof.ts'
import { placeOrder } from '#actions/payments/orders.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { PaymentConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { isInterest } from '#bank/schedule/due.ts'
import { consents, dueItems, orders } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import { findWorld, type Sandbox, type World } from '#store/world.ts'
import { worldOf } from './grants.ts'
import { balanceOf, type TestSandbox, testSandbox, tokenFor } from './sandbox.ts'

/** A payee with an account at another bank. */
export const externalPayee = {
  SchemeName: 'UK.OBIE.SortCodeAccountNumber',
  Identification: '08080021325698',
  Name: 'Bob Clements',
}
export const pounds = (Amount: string) => ({ Amount, Currency: 'GBP' })

/**
 * The opening balance of a customer and later credits: `{ opening: '100.00', later: {
 * '2026-12-01': '50.00' } }`. The account is a current account without an overdraft by default.
 */
type Holdings =
  | string
  | {
      opening: string
      later?: Record<string, string>
      persona?: string
      product?: 'current' | 'savings'
      creditLine?: string
      opened?: string
    }

/**
 * Opens a bank whose customers hold exactly what a table says and do nothing else. Orders are
 * placed by the action that partners call, without authorization before it.
 */
export async function openPaymentBank(
  holds: Record<string, Holdings>,
  { world: asked = {}, ...more }: Partial<Sandbox> & { store?: Store; world?: object } = {},
) {
  const sandbox = await testSandbox(more)
  const newWorld = await sandbox.createWorld(asked)
  const bank = paymentBankOf(sandbox, newWorld)
  await bank.hold(holds)
  return bank
}
export type PaymentBank = ReturnType<typeof paymentBankOf>

/** Builds the same over an existing world, for customers of the synthetic bank. */
export function paymentBankOf(sandbox: TestSandbox, newWorld: NewWorld) {
  let placed = 0
  let token: string | undefined
  const world = (): Promise<World> => worldOf(sandbox, newWorld)
  const bank = {
    sandbox,
    newWorld,
    world,
    /** Replaces the customers and what they hold. */
    async hold(holds: Record<string, Holdings>): Promise<void> {
      const edits = { customers: Object.entries(holds).map(([name, held]) => customerHolding(name, held)) }
      const put = await sandbox.send('PUT', `/control/worlds/${newWorld.id}/edits`, edits, newWorld.controlKey)
      if (put.status !== 200) throw new Error(`the customers were rejected: ${JSON.stringify(put.body)}`)
    },
    /** Advances the world's clock and executes what is due. */
    advance: (by: object) =>
      sandbox
        .send('POST', `/control/worlds/${newWorld.id}/clock/advance`, by, newWorld.controlKey)
        .then(({ status, body }) => {
          if (status !== 200)
            throw new Error(`the clock did not advance: ${JSON.stringify(body)}`, { cause: sandbox.logged.at(-1) })
          return body.now as string
        }),
    /** Stores a consent that the account's customer has authorised, and places its order. */
    async place(
      from: string,
      kind: PaymentKind,
      initiation: object,
      { key = `key ${placed}`, name = `${placed}`.padStart(4, '0'), offer, in: at }: Placing = {},
    ): Promise<OrderRecord> {
      placed += 1
      const here = at ?? (await world())
      const account = findAccount(here, accountIdOf(from))
      if (!account) throw new Error(`${from} has no account`)
      const consent: PaymentConsentRecord = {
        id: `pic_${name}`,
        kind,
        partner: 'app_till',
        createdAt: here.now,
        state: 'AUTH',
        stateAt: here.now,
        customer: account.customer.id,
        accounts: [account.id],
        authorisations: 1,
        aliveFrom: 1,
        request: { Data: { Initiation: initiation }, Risk: {} },
        ...(offer && { offer }),
      }
      const { store } = sandbox.sandbox
      if (!(await store.get([consents.key(here, consent.id)]))[0])
        await store.commit([{ put: consents.key(here, consent.id), expect: 'absent', value: consent }])
      return bank.placeWith(consent, { key, in: here })
    },
    /** Places the order of an authorised consent. */
    async placeWith(consent: PaymentConsentRecord, { key = consent.id, in: at }: Placing = {}): Promise<OrderRecord> {
      const grant = { scope: 'payment', partner: consent.partner, agreed: { consent, version: 1 } }
      const { Initiation } = consent.request.Data as { Initiation: object }
      const { order } = await placeOrder(at ?? (await world()), grant as unknown as Grant<'payment'>, consent.kind, {
        body: { Data: { ConsentId: consent.id, Initiation }, Risk: {} },
        idempotencyKey: key,
      })
      return order
    },
    async order(id: string): Promise<OrderRecord> {
      const here = await world()
      const [item] = await sandbox.store.get([orders.key(here, id)])
      if (!item) throw new Error(`there is no order ${id}`)
      return orders.read(item)
    },
    /** Returns the details that others pay an account by. */
    async address(name: string) {
      const here = await world()
      const account = findAccount(here, accountIdOf(name))
      if (!account) throw new Error(`${name} has no account`)
      return cashAccountOf(here, account)
    },
    /** Returns the balance that the API shows. */
    async balance(name: string): Promise<string> {
      token ??= await tokenFor(sandbox, newWorld, 'all')
      return balanceOf({ send: sandbox.send, world: newWorld }, accountIdOf(name), token)
    },
    /** Places an immediate domestic payment. */
    pay: (from: string, to: object, amount: string): Promise<OrderRecord> =>
      bank.place(from, 'domestic-payment', {
        InstructionIdentification: 'I1',
        InstructedAmount: pounds(amount),
        CreditorAccount: to,
      }),
    /** Returns the legs of an account, oldest first, one line each: time, amount, payment. */
    async journal(name: string): Promise<string[]> {
      return (await bank.legs(accountIdOf(name))).map(lineOf)
    },
    legs: async (prefix = ''): Promise<Leg[]> => Array.fromAsync(listLegs(await world(), prefix)),
    proof: async () => proveLedger(await world()),
    /**
     * Returns the due items of orders in their order, whatever the clock says. Interest is
     * separate: it is due for ever once money has moved.
     */
    async due(of: 'orders' | 'interest' = 'orders'): Promise<string[]> {
      const here = await findWorld({ ...sandbox.sandbox, catchUp: undefined } as never, newWorld.id)
      const { partition } = dueItems.key(
        { id: newWorld.id, record: { epoch: here?.record.epoch ?? 0 } },
        { at: 0, seq: 0, order: '', n: 0 },
      )
      const items = await sandbox.store.list(partition, { prefix: 'due/', limit: 1000 })
      const asked = items.map(dueItems.read).filter((one) => isInterest(one) === (of === 'interest'))
      return asked.map(({ at, order, n }) => `${minute(at)} ${order} ${n}`)
    },
  }
  return bank
}

type Placing = { key?: string; name?: string; offer?: Record<string, unknown>; in?: World }

export const accountIdOf = (name: string): string => (name.startsWith('acc_') ? name : `acc_x_${name}_current`)
const minute = (at: number): string => new Date(at).toISOString().slice(0, 16)
const lineOf = ({ at, amount, payment }: Leg): string =>
  `${minute(at)} ${(Number(amount) / 100).toFixed(2).padStart(8)} ${payment}`

function customerHolding(name: string, held: Holdings) {
  const {
    opening,
    later = {},
    persona = 'student',
    product = 'current',
    creditLine = '0.00',
    opened = '2026-07-01',
  } = typeof held === 'string' ? { opening: held } : held
  return {
    id: `cus_x_${name}`,
    persona,
    name: `${name[0]?.toUpperCase()}${name.slice(1)} Example`,
    born: '2004-02-29',
    address: { building: '1', street: 'Till Row', town: 'Exampleton', county: 'Kent', postcode: 'ZZ1 1ZZ' },
    email: `${name}@example.com`,
    accounts: [
      {
        id: `acc_x_${name}_${product}`,
        product,
        currency: 'GBP',
        opened,
        openingBalance: opening,
        creditLine,
        transactions: Object.entries(later).map(([day, amount]) => ({
          at: `${day}T06:00:00Z`,
          amount,
          kind: 'payment-in',
          party: 'Employer',
        })),
      },
    ],
  }
}
