import type { PaymentKind } from '#bank/consents/consent.ts'
import { paymentTypeByKind } from '#bank/payments/payment-types.ts'
import { type Bank, openAnotherWorld, type Partner } from './partners.ts'
import { type Answer, authorise, callAsPartner, fund, joinPayer, pisp, send } from './payers.ts'
import { aisp, allOf, type Json } from './sandbox.ts'

export const Risk = { PaymentContextCode: 'TransferToThirdParty' }
export const german = { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' }

/** Opens a separate bank with the given balance on Grace's account, and a partner that pays. */
export async function openFundedBank(first: Bank, balance = '10000.00'): Promise<{ bank: Bank; partner: Partner }> {
  const bank = await openAnotherWorld(first)
  await fund(bank, bank.world, { acc_0_current: balance })
  return { bank, partner: await joinPayer(bank) }
}

/** An order that was placed over HTTP, and how to read it. */
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
  /** Fields of the consent's Data besides its initiation. */
  readonly data?: object
}

/**
 * Places an order as a partner does, from the consent on. `meanwhile` runs between the customer's
 * authorisation and the order.
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

/** Returns the transactions of an account that come from orders, oldest first. */
export async function readOrderedTransactions(
  bank: Pick<Bank, 'send' | 'world'>,
  account = 'acc_0_current',
  token = bank.world.developerToken,
): Promise<Json[]> {
  const path = `${aisp}/accounts/${account}/transactions?fromBookingDateTime=2026-11-24T09:30:00`
  const all = await allOf(bank, path, token, 'Transaction')
  return all.filter(({ TransactionId }) => /_l\d+$/.test(TransactionId)).reverse()
}

/** Returns one line per transaction: day, amount, reference. */
export const summarise = (transactions: readonly Json[]): string[] =>
  transactions.map(
    (one) => `${one.BookingDateTime.slice(0, 10)} ${one.Amount.Amount} ${one.ProprietaryBankTransactionCode.Code}`,
  )
