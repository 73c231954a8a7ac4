import { isIban } from '#bank/account-information/iban.ts'
import { Problem } from '#bank/base/problem.ts'

type Account = { readonly SchemeName: string; readonly Identification: string }

/**
 * OBInternalAccountIdentification4Code as far as it is taken here, with what an identification of
 * each looks like.
 */
const schemes = new Map<string, { readonly is: (text: string) => boolean; readonly form: string }>([
  [
    'UK.OBIE.SortCodeAccountNumber',
    { is: (text) => /^\d{14}$/.test(text), form: 'a sort code and a number, 14 digits' },
  ],
  ['UK.OBIE.IBAN', { is: isIban, form: 'an IBAN with its check digits, without spaces' }],
  ['UK.OBIE.PAN', { is: isCardNumber, form: 'a whole card number with its check digit' }],
  ['UK.OBIE.BBAN', { is: (text) => /^[A-Z0-9]{1,30}$/.test(text), form: 'up to 30 capital letters and digits' }],
  ['UK.OBIE.Paym', { is: (text) => /^(\+44|0)7\d{9}$/.test(text), form: 'a British mobile number' }],
])

/** Those that name an account of this bank. */
const own: readonly string[] = ['UK.OBIE.SortCodeAccountNumber', 'UK.OBIE.IBAN', 'UK.OBIE.PAN']

/** Whether the last digit of a card number fits the others (Luhn). */
function isCardNumber(text: string): boolean {
  if (!/^\d{12,19}$/.test(text)) return false
  const sum = [...text].reverse().reduce((total, char, place) => {
    const digit = place % 2 === 0 ? Number(char) : Number(char) * 2
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}

function check({ SchemeName, Identification }: Account, path: string, taken: readonly string[]): void {
  const scheme = taken.includes(SchemeName) ? schemes.get(SchemeName) : undefined
  if (!scheme)
    throw new Problem(
      'account-scheme-unsupported',
      `accounts are named here by ${taken.join(', ')} (got ${SchemeName.slice(0, 60)})`,
      { path: `${path}.SchemeName` },
    )
  if (!scheme.is(Identification))
    throw new Problem('account-identifier-unsupported', `${SchemeName} is ${scheme.form}`, {
      path: `${path}.Identification`,
    })
}

/** Refuses an account to pay from that cannot be one of this bank. */
export const checkDebtor = (account: Account, path: string): void => check(account, path, own)

/** Refuses an account to pay to that is not written as its scheme has it. */
export const checkCreditor = (account: Account, path: string): void => check(account, path, [...schemes.keys()])

/** The same at home, where an IBAN must be a British one. */
export function checkDomesticCreditor(account: Account, path: string): void {
  checkCreditor(account, path)
  if (account.SchemeName === 'UK.OBIE.IBAN' && !account.Identification.startsWith('GB'))
    throw new Problem('account-identifier-unsupported', 'a domestic payment goes to an account in the United Kingdom', {
      path: `${path}.Identification`,
    })
}
