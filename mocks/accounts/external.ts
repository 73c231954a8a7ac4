import type { Failure } from '#bank/rails/rail.ts'
import { stream } from '#mocks/base/chance.ts'

/**
 * Sort code and number of somebody who banks elsewhere; the same name has the same account. `009`
 * begins no real bank's sort code.
 */
export function externalAccountOf(name: string): string {
  const lot = stream(name)
  return `009${String(lot % 1000).padStart(3, '0')}${String(10_000_000 + (Math.floor(lot / 1000) % 90_000_000))}`
}

/**
 * An account at another bank to which nothing can be paid: a payment comes back, as its rail says
 * when.
 */
type FailingAccount = {
  /** How payees name it: sort code and number, and IBANs. */
  readonly sortCodeAndNumber: string
  readonly ibans: readonly string[]
  readonly failure: Failure
  /** In whose name it is; nobody's where there is no such account. */
  readonly holder?: string
}

/** How a payee is named. */
type Named = { readonly SchemeName: string; readonly Identification: string }

/**
 * All that there are: every other account elsewhere takes what it is sent. The last digit of the
 * number is that of the status reason, AC03, AC06 and AC07.
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
 * What is declared of an account at another bank, by its sort code and number or its IBAN;
 * undefined of one that takes everything.
 */
export const failingAccountOf = ({ SchemeName, Identification }: Named): FailingAccount | undefined =>
  byScheme[SchemeName]?.get(Identification)
