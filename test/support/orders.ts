import type { PaymentKind } from '#bank/consents/consent.ts'
import { paymentTypeByKind } from '#bank/payments/payment-types.ts'
import { type Bank, openAnotherWorld, type Partner } from './partners.ts'
import { type Answer, authorise, callAsPartner, fund, joinPayer, pisp, send } from './payers.ts'
import { aisp, allOf, type Json } from './sandbox.ts'

export const Risk = { PaymentContextCode: 'TransferToThirdParty' }
export const german = { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' }

/** A bank of its own with so much on Grace's account, and a partner that pays. */
export async function openFundedBank(first: Bank, balance = '10000.00'): Promise<{ bank: Bank; partner: Partner }> {
  const bank = await openAnotherWorld(first)
  await fund(bank, bank.world, { acc_0_current: balance })
  return { bank, partner: await joinPayer(bank) }
}

/** An order over HTTP, and how it is read. */
type Placed = {
  readonly lodged: Answer
  readonly placed: Answer
  readonly consent: string
  readonly id: string
  readonly read: () => Promise<Json>
  readonly details: () => Promise<Json[]>
}

type Asked = {
  readonly robot?: string
  readonly meanwhile?: () => Promise<unknown>
  /** What the consent says beside its initiation. */
  readonly data?: object
}

/**
 * From lodging to the order, as a partner does it. `meanwhile` comes between the customer's yes and
 * the order.
 */
export async function order(
  partner: Partner,
  kind: PaymentKind,
  Initiation: object,
  { robot, meanwhile = async () => undefined, data }: Asked = {},
): Promise<Placed> {
  const { consents, orders, orderId, isScheduled, isStandingOrder } = paymentTypeByKind[kind]
  const permission = (isScheduled || isStandingOrder) && { Permission: 'Create' }
  const lodged = await callAsPartner(partner, 'POST', `${pisp}/${consents}`, {
    body: { Data: { ...permission, Initiation, ...data }, Risk },
  })
  if (lodged.status !== 201) throw new Error(`the consent was refused: ${JSON.stringify(lodged.body)}`)
  const consent: string = lodged.body.Data.ConsentId
  const token = await authorise(partner, consent, robot === undefined ? {} : { robot })
  await meanwhile()
  const placed = await send(partner, token, 'POST', `${pisp}/${orders}`, {
    body: { Data: { ConsentId: consent, Initiation }, Risk },
  })
  const id: string = placed.body.Data?.[orderId]
  const path = `${pisp}/${orders}/${id}`
  return {
    lodged,
    placed,
    consent,
    id,
    read: async () => (await callAsPartner(partner, 'GET', path)).body.Data,
    details: async () => (await callAsPartner(partner, 'GET', `${path}/payment-details`)).body.Data.PaymentStatus,
  }
}

/** The transactions of an account that people's orders made, oldest first. */
export async function readOrderedTransactions(
  bank: Pick<Bank, 'send' | 'world'>,
  account = 'acc_0_current',
  token = bank.world.developerToken,
): Promise<Json[]> {
  const path = `${aisp}/accounts/${account}/transactions?fromBookingDateTime=2026-11-24T09:30:00`
  const all = await allOf(bank, path, token, 'Transaction')
  return all.filter(({ TransactionId }) => /_l\d+$/.test(TransactionId)).reverse()
}

/** The same in a line each: day, amount, why. */
export const summarise = (transactions: readonly Json[]): string[] =>
  transactions.map(
    (one) => `${one.BookingDateTime.slice(0, 10)} ${one.Amount.Amount} ${one.ProprietaryBankTransactionCode.Code}`,
  )
