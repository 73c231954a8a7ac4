import { findAccount } from '#actions/accounts/lookup.ts'
import type { PaymentConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import { paymentTypeByKind } from '#bank/payments/payment-types.ts'
import { consents } from '#store/records.ts'
import { findWorld } from '#store/world.ts'
import type { AuthorizationLink, Bank } from '#test/support/authorization/bank.ts'
import { german, Risk } from './orders.ts'
import { cbpii, mandate, pisp } from './payers.ts'
import { externalPayee } from './payment-bank.ts'

/** Requests of partners that a customer must authorise, other than account access. */

const single = { InstructionIdentification: 'I1', EndToEndIdentification: 'E1' }
export const pounds = (Amount: string) => ({ Amount, Currency: 'GBP' })
const reference = { Unstructured: ['INVOICE 7'] }

export const domestic = (more: object = {}) => ({
  ...single,
  InstructedAmount: pounds('20.00'),
  CreditorAccount: externalPayee,
  RemittanceInformation: reference,
  ...more,
})
export const scheduled = (more: object = {}) =>
  domestic({ RequestedExecutionDateTime: '2026-12-01T10:00:00Z', ...more })
export const abroad = (more: object = {}) =>
  domestic({
    InstructedAmount: { Amount: '40.00', Currency: 'EUR' },
    CurrencyOfTransfer: 'EUR',
    DestinationCountryCode: 'DE',
    CreditorAccount: german,
    ...more,
  })
/** A standing order on the first of every month, from December on. */
export const standing = (more: object = {}) => ({
  CreditorAccount: externalPayee,
  RemittanceInformation: reference,
  FirstPaymentAmount: pounds('50.00'),
  MandateRelatedInformation: {
    Frequency: { Type: 'MNTH', PointInTime: '01' },
    FirstPaymentDateTime: '2026-12-01T10:00:00Z',
  },
  ...more,
})
const file = {
  FileType: 'UK.OBIE.PaymentInitiation.4.0',
  FileHash: 'm5ah/h1UjLvJYMxqAoZmj9dKdjZnsGNm+yMkJp/KuqQ=',
  NumberOfTransactions: '3',
  ControlSum: 12.5,
}

const bodyOf = (kind: PaymentKind, Initiation: object) => {
  const { isScheduled, isStandingOrder } = paymentTypeByKind[kind]
  return { Data: { ...((isScheduled || isStandingOrder) && { Permission: 'Create' }), Initiation }, Risk }
}

/**
 * Creates a payment consent. Returns its link, and how it is ordered after the customer's
 * authorisation.
 */
export async function askToPay(
  bank: Bank,
  kind: PaymentKind,
  Initiation: object,
): Promise<AuthorizationLink & { order(callback: string): Promise<{ status: number; id: string }> }> {
  const { consents, orders, orderId } = paymentTypeByKind[kind]
  const asked = await bank.askTo(`${pisp}/${consents}`, bodyOf(kind, Initiation))
  return {
    ...asked,
    async order(callback) {
      const tokens = await asked.finish(callback)
      const { status, body } = await tokens.post(`${pisp}/${orders}`, {
        Data: { ConsentId: asked.consent, Initiation },
        Risk,
      })
      return { status, id: body.Data?.[orderId] }
    },
  }
}

/** Creates a consent for a file of payments, with the file uploaded. */
export async function askToPayFile(bank: Bank): Promise<AuthorizationLink> {
  const place = await findWorld(bank.sandbox, bank.world.id)
  if (!place) throw new Error('there is no such world')
  const id = `pic_${bank.sandbox.randomText(16)}`
  const consent: PaymentConsentRecord = {
    id,
    kind: 'file-payment',
    partner: 'ptn_budget',
    request: { Data: { Initiation: file } },
    file: { media: 'application/json', parts: { bytes: 1, payments: 1 }, payments: 3, sum: '1250', fee: '0' },
    createdAt: place.now,
    state: 'AWAU',
    stateAt: place.now,
    authorisations: 0,
    aliveFrom: 1,
  }
  const key = consents.key(place, id)
  await bank.store.commit([{ put: key, expect: 'absent', value: consent }])
  return bank.askFor(id, { scope: 'openid payments' })
}

export const askForMandate = (bank: Bank, parameters: Parameters<typeof mandate>[0] = {}): Promise<AuthorizationLink> =>
  bank.askTo(`${pisp}/domestic-vrp-consents`, mandate(parameters))

/** Creates a funds confirmation consent for an account of this bank, by sort code and number. */
export const askForFunds = (bank: Bank, Identification: string, more: object = {}): Promise<AuthorizationLink> =>
  bank.askTo(`${cbpii}/funds-confirmation-consents`, {
    Data: { DebtorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification }, ...more },
  })

/** Returns the sort code and number of an account, by its id. */
export async function numberOf({ sandbox, world }: Bank, id: string): Promise<string> {
  const place = await findWorld(sandbox, world.id)
  const account = place && findAccount(place, id)
  if (!account) throw new Error(`there is no ${id}`)
  return account.sortCode + account.number
}
