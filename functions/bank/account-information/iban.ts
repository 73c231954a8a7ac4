/** Letters that no bank in the United Kingdom has in its IBANs. */
const bankLetters = 'SNBK'

/** The IBAN of a British sort code and account number, check digits by ISO 7064 mod 97-10. */
export function ibanOf(sortCode: string, number: string): string {
  const rest = bankLetters + sortCode + number
  return `GB${String(98 - remainder(`${rest}GB00`)).padStart(2, '0')}${rest}`
}

const ownIban = new RegExp(`^GB\\d{2}${bankLetters}(\\d{14})$`)

/**
 * Sort code and number, fourteen digits as one text, by which an identification can name an account
 * of this bank; undefined where it cannot. The same digits are another account in another scheme,
 * country or bank.
 */
export function sortCodeAndNumber(named: {
  readonly SchemeName?: string | undefined
  readonly Identification?: string | undefined
}): string | undefined {
  const { SchemeName, Identification = '' } = named
  if (SchemeName === 'UK.OBIE.SortCodeAccountNumber') return Identification
  return SchemeName === 'UK.OBIE.IBAN' ? ownIban.exec(Identification)?.[1] : undefined
}

/** Whether the check digits of an IBAN hold, whatever its country. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text.slice(4) + text.slice(0, 4)) === 1
}

/** The text read as a number in base 10, letters as 10 to 35, modulo 97. */
function remainder(text: string): number {
  let left = 0
  for (const char of text) {
    const value = Number.parseInt(char, 36)
    left = (left * (value > 9 ? 100 : 10) + value) % 97
  }
  return left
}
