/**
 * Where a payee's account is: at this bank, a British bank, a bank in the Single Euro Payments Area
 * (SEPA), or any bank with a BIC.
 */
export type PayeeLocation = 'here' | 'uk' | 'sepa' | 'world'

/** The standard's CreditorAccount. `here` is true for an account of this bank. */
export type Payee = { readonly here: boolean; readonly SchemeName: string; readonly Identification: string }

/** The countries of the Single Euro Payments Area, as their IBANs begin. */
const sepaCountries: ReadonlySet<string> = new Set(
  'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA'.split(
    ' ',
  ),
)

/**
 * The locations that each scheme of OBInternalAccountIdentification4Code can name. A scheme that is
 * not listed names none.
 */
const reachesByScheme = new Map<string, (identification: string) => readonly PayeeLocation[]>([
  ['UK.OBIE.SortCodeAccountNumber', () => ['uk', 'world']],
  ['UK.OBIE.PAN', () => ['uk']],
  ['UK.OBIE.Paym', () => ['uk']],
  ['UK.OBIE.BBAN', () => ['world']],
  ['UK.OBIE.IBAN', (iban) => ibanReaches(iban.slice(0, 2))],
])

function ibanReaches(country: string): PayeeLocation[] {
  const reaches: PayeeLocation[] = ['world']
  if (sepaCountries.has(country)) reaches.push('sepa')
  if (country === 'GB') reaches.push('uk')
  return reaches
}

/** Returns every location of a payee. */
export function reachesOf({ here, SchemeName, Identification }: Payee): ReadonlySet<PayeeLocation> {
  const reaches = new Set(reachesByScheme.get(SchemeName)?.(Identification))
  if (here) reaches.add('here')
  return reaches
}
