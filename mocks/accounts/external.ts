import type { Failure } from '#bank/rails/rail.ts'
import { stream } from '#mocks/base/chance.ts'

/**
 * Returns the sort code and number of a party with another bank. The same name has the same
 * account. No real sort code begins with `009`.
 */
export function externalAccountOf(name: string): string {
  const lot = stream(name)
  return `009${String(lot % 1000).padStart(3, '0')}${String(10_000_000 + (Math.floor(lot / 1000) % 90_000_000))}`
}

/**
 * An account at another bank that cannot be paid: the payment is returned, at the instant that its
 * rail defines.
 */
type FailingAccount = {
  /** Its identifications: sort code and number, and IBANs. */
  readonly sortCodeAndNumber: string
  readonly ibans: readonly string[]
  readonly failure: Failure
  /** The account holder; absent if the account does not exist. */
  readonly holder?: string
}

/** The identification of a payee. */
type AccountIdentification = { readonly SchemeName: string; readonly Identification: string }

/**
 * All failing accounts; every other external account accepts payments. The last digit of the number
 * is that of the status reason: AC03, AC06 or AC07.
 */
export const failingAccounts: readonly FailingAccount[] = [
  {
    sortCodeAndNumber: '00900000000003',
    ibans: ['GB77XBNK00900000000003', 'DE78009000000000000003', 'AE480090000000000000003'],
    failure: 'account-unknown',
  },
  {
    sortCodeAndNumber: '00900000000006',
    ibans: ['GB93XBNK00900000000006', 'DE94009000000000000006', 'AE640090000000000000006'],
    failure: 'account-blocked',
    holder: 'Bruno Held',
  },
  {
    sortCodeAndNumber: '00900000000007',
    ibans: ['GB66XBNK00900000000007', 'DE67009000000000000007', 'AE370090000000000000007'],
    failure: 'account-closed',
    holder: 'Clara Gone',
  },
]

const byScheme: Readonly<Record<string, ReadonlyMap<string, FailingAccount>>> = {
  'UK.OBIE.SortCodeAccountNumber': new Map(failingAccounts.map((one) => [one.sortCodeAndNumber, one])),
  'UK.OBIE.IBAN': new Map(failingAccounts.flatMap((one) => one.ibans.map((iban) => [iban, one]))),
}

/**
 * Returns the failing account with a sort code and number or an IBAN, or undefined if the account
 * accepts payments.
 */
export const failingAccountOf = ({ SchemeName, Identification }: AccountIdentification): FailingAccount | undefined =>
  byScheme[SchemeName]?.get(Identification)
