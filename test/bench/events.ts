import { join } from 'node:path'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { consents } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { accountIdOf, externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import type { Figure } from './http.ts'
import { median } from './process.ts'

const Initiation = {
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('0.01'),
  CreditorAccount: externalPayee,
}
const holders = Array.from('abcdefghij')
const rounds = 7
const atOnce = 24

/**
 * Measures payments that record an event against payments that record none, in turn on the durable
 * store: the action alone, without HTTP. Returns the ratio of their rates, by processor time.
 */
export async function events(folder: string, count: number): Promise<Figure> {
  const open = async (isLocal: boolean) => {
    const store = sqliteStore({ file: join(folder, `events-${isLocal}.sqlite`), now: Date.now })
    const holds = Object.fromEntries(holders.map((name) => [name, '10000.00']))
    return openPaymentBank(holds, { isLocal, store, real: Date.now })
  }
  const [recording, silent] = [await open(true), await open(false)]
  const ratios: number[] = []
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 === 0 ? [recording, silent] : [silent, recording]
    const costs = new Map([
      [first, await costOf(first, `${round}`, count)],
      [second, await costOf(second, `${round}`, count)],
    ])
    const [withEvents = 0, without = 0] = [costs.get(recording), costs.get(silent)]
    // The first round warms both.
    if (round > 0) ratios.push(without / withEvents)
    if (round > 0) rates.push(withEvents)
  }
  await Promise.all([recording, silent].map(({ sandbox }) => sandbox.store.close()))
  return {
    what: 'payments that record events',
    target: '>= 0.8 of payments that record none',
    measured: `${median(ratios).toFixed(2)}; ${Math.round(median(rates))} us of processor time each, without HTTP`,
    passes: median(ratios) >= 0.8,
  }
}

/** Returns the processor time of one payment, in microseconds. */
async function costOf(bank: PaymentBank, round: string, count: number): Promise<number> {
  const world = await bank.world()
  const { store } = bank.sandbox
  const records = Array.from({ length: count }, (_, n): PaymentConsentRecord => {
    const account = accountIdOf(holders[n % holders.length] as string)
    return {
      id: `pic_${round}x${n}`,
      kind: 'domestic-payment',
      partner: 'app_till',
      createdAt: world.now,
      state: 'AUTH',
      stateAt: world.now,
      customer: account.replace('acc_', 'cus_').replace('_current', ''),
      accounts: [account],
      authorisations: 1,
      aliveFrom: 1,
      request: { Data: { Initiation }, Risk: {} },
    }
  })
  for (const value of records) await store.commit([{ put: consents.key(world, value.id), expect: 'absent', value }])
  const left = [...records]
  const before = process.cpuUsage()
  const pay = async () => {
    for (let consent = left.pop(); consent; consent = left.pop()) await bank.placeWith(consent)
  }
  await Promise.all(Array.from({ length: atOnce }, pay))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}
