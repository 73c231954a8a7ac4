/** A bank code that no bank in the United Kingdom uses in its IBANs. */
const bankLetters = 'SNBK'

/**
 * Builds the IBAN of a British sort code and account number, with check digits by ISO 7064 mod
 * 97-10.
 */
export function ibanOf(sortCode: string, number: string): string {
  const rest = bankLetters + sortCode + number
  return `GB${String(98 - remainder(`${rest}GB00`)).padStart(2, '0')}${rest}`
}

const ownIban = new RegExp(`^GB\\d{2}${bankLetters}(\\d{14})$`)

/**
 * Returns the sort code and account number (14 digits) of an account of this bank that an
 * identification names, or undefined. The same digits in another scheme, country or bank are
 * another account.
 */
export function sortCodeAndNumber(account: {
  readonly SchemeName?: string | undefined
  readonly Identification?: string | undefined
}): string | undefined {
  const { SchemeName, Identification = '' } = account
  if (SchemeName === 'UK.OBIE.SortCodeAccountNumber') return Identification
  return SchemeName === 'UK.OBIE.IBAN' ? ownIban.exec(Identification)?.[1] : undefined
}

/** Returns whether an IBAN of any country has valid check digits. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text.slice(4) + text.slice(0, 4)) === 1
}

/** Reads the text as a decimal number, with letters as 10 to 35, and returns it modulo 97. */
function remainder(text: string): number {
  let left = 0
  for (const char of text) {
    const value = Number.parseInt(char, 36)
    left = (left * (value > 9 ? 100 : 10) + value) % 97
  }
  return left
}
