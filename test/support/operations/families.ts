import { allPaymentTypes } from '#bank/payments/payment-types.ts'
import type { Operation } from '#edge/operation.ts'
import { mandate, payment } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { asked } from '#test/support/payments/examples.ts'
import { announcedOf, type Told, ukJson } from '#test/support/payments/file-examples.ts'

/**
 * The steps that a partner needs before an operation about consents, payments or funds can succeed,
 * as data.
 */
export type Family = {
  readonly scope: 'accounts' | 'payments' | 'fundsconfirmations'
  /** The path of its consents, below the surface's base. */
  readonly consents: string
  readonly orders?: string
  /** The standard's name for an order's id in a path. */
  readonly orderParameter?: string
  readonly consentBody: object
  /** The file that is uploaded before a customer can authorise, as JSON. */
  readonly file?: object
  readonly orderBody?: (consent: string) => object
  /** Returns the body of a request for funds. */
  readonly fundsBody?: (consent: string) => object
}

const accountAccess: Family = {
  scope: 'accounts',
  consents: '/aisp/account-access-consents',
  consentBody: { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} },
}

const payments = allPaymentTypes
  .filter(({ isFile }) => !isFile)
  .map(({ name, consents, orders, orderParameter }): Family => {
    const body = asked[name] as { Data: { Initiation: object }; Risk: object }
    return {
      scope: 'payments',
      consents: `/pisp/${consents}`,
      orders: `/pisp/${orders}`,
      orderParameter,
      consentBody: body,
      orderBody: (ConsentId) => ({ Data: { ConsentId, Initiation: body.Data.Initiation }, Risk: body.Risk }),
    }
  })

const told: readonly Told[] = [{ amount: '1.00' }, { amount: '2.50', name: 'Ada Lovelace' }]
const Initiation = announcedOf('UK.OBIE.PaymentInitiation.4.0', ukJson(told), told)

const files: Family = {
  scope: 'payments',
  consents: '/pisp/file-payment-consents',
  orders: '/pisp/file-payments',
  orderParameter: 'FilePaymentId',
  consentBody: { Data: { Initiation } },
  file: JSON.parse(ukJson(told)),
  orderBody: (ConsentId) => ({ Data: { ConsentId, Initiation } }),
}

const InstructedAmount = { Amount: '1.00', Currency: 'GBP' }

const recurring: Family = {
  scope: 'payments',
  consents: '/pisp/domestic-vrp-consents',
  orders: '/pisp/domestic-vrps',
  orderParameter: 'DomesticVRPId',
  consentBody: mandate(),
  orderBody: (consent) => payment(mandate(), consent, '1.00'),
  fundsBody: (ConsentId) => ({ Data: { ConsentId, InstructedAmount } }),
}

/** Returns the funds family for acc_0_current, whose number is the same in every world. */
const funds = (Identification: string): Family => ({
  scope: 'fundsconfirmations',
  consents: '/cbpii/funds-confirmation-consents',
  orders: '/cbpii/funds-confirmations',
  consentBody: { Data: { DebtorAccount: { ...externalPayee, Identification } } },
  orderBody: (ConsentId) => ({ Data: { ConsentId, Reference: 'Purchase01', InstructedAmount } }),
})

/** Returns every family, for a world whose account has the given number. */
export const familiesOf = (account: string): readonly Family[] => [
  accountAccess,
  ...payments,
  files,
  recurring,
  funds(account),
]

const isBelow = (path: string, root: string | undefined) =>
  root !== undefined && (path === root || path.startsWith(`${root}/`))

/** Returns the family of an operation about consents or orders, otherwise `undefined`. */
export const familyOf = (families: readonly Family[], { path }: Pick<Operation, 'path'>): Family | undefined =>
  families.find(({ consents, orders }) => isBelow(path, consents) || isBelow(path, orders))

/** Returns the body with which an operation of a family succeeds; `undefined` if it takes none. */
export function bodyOf(
  family: Family,
  { method, path, bodyMedia, upload }: Operation,
  consent: string,
): object | undefined {
  if (method === 'get' || method === 'delete') return undefined
  if (upload) return family.file
  if (bodyMedia === 'application/json-patch+json') return [{ op: 'test', path: '', value: family.consentBody }]
  if (path.endsWith('/funds-confirmation')) return family.fundsBody?.(consent)
  return isBelow(path, family.orders) ? family.orderBody?.(consent) : family.consentBody
}
