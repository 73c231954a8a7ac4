import { isIban } from '#bank/account-information/iban.ts'
import { Problem } from '#bank/base/problem.ts'

type Account = { readonly SchemeName: string; readonly Identification: string }

/**
 * The supported codes of OBInternalAccountIdentification4Code, with the form of an identification
 * in each.
 */
const schemes = new Map<string, { readonly is: (text: string) => boolean; readonly form: string }>([
  [
    'UK.OBIE.SortCodeAccountNumber',
    { is: (text) => /^\d{14}$/.test(text), form: 'a sort code and an account number, 14 digits together,' },
  ],
  ['UK.OBIE.IBAN', { is: isIban, form: 'an IBAN with valid check digits and no spaces' }],
  ['UK.OBIE.PAN', { is: isCardNumber, form: 'a full card number with a valid check digit' }],
  ['UK.OBIE.BBAN', { is: (text) => /^[A-Z0-9]{1,30}$/.test(text), form: 'up to 30 capital letters and digits' }],
  ['UK.OBIE.Paym', { is: (text) => /^(\+44|0)7\d{9}$/.test(text), form: 'a British mobile number' }],
])

/** The schemes that can identify an account of this bank. */
const bankSchemes: readonly string[] = ['UK.OBIE.SortCodeAccountNumber', 'UK.OBIE.IBAN', 'UK.OBIE.PAN']

/** Returns whether the check digit of a card number is valid (Luhn). */
function isCardNumber(text: string): boolean {
  if (!/^\d{12,19}$/.test(text)) return false
  const sum = [...text].reverse().reduce((total, char, place) => {
    const digit = place % 2 === 0 ? Number(char) : Number(char) * 2
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}

function checkAccount({ SchemeName, Identification }: Account, path: string, supported: readonly string[]): void {
  const scheme = supported.includes(SchemeName) ? schemes.get(SchemeName) : undefined
  if (!scheme)
    throw new Problem(
      'account-scheme-unsupported',
      `${path}.SchemeName: must be one of ${supported.join(', ')} (got ${SchemeName.slice(0, 60)})`,
      { path: `${path}.SchemeName` },
    )
  if (!scheme.is(Identification))
    throw new Problem(
      'account-identifier-unsupported',
      `${path}.Identification: must be ${scheme.form} for ${SchemeName}`,
      {
        path: `${path}.Identification`,
      },
    )
}

/** Rejects a payer's account that cannot be one of this bank. */
export const checkDebtor = (account: Account, path: string): void => checkAccount(account, path, bankSchemes)

/** Rejects a payee's account whose identification does not have the form of its scheme. */
export const checkCreditor = (account: Account, path: string): void => checkAccount(account, path, [...schemes.keys()])

/** Rejects a payee's account that a domestic payment cannot reach: an IBAN must be British. */
export function checkDomesticCreditor(account: Account, path: string): void {
  checkCreditor(account, path)
  if (account.SchemeName === 'UK.OBIE.IBAN' && !account.Identification.startsWith('GB'))
    throw new Problem(
      'account-identifier-unsupported',
      `${path}.Identification: must be a British IBAN, because the payment is domestic`,
      {
        path: `${path}.Identification`,
      },
    )
}
