import { Problem } from '#bank/base/problem.ts'
import { isCountry } from '#bank/standard/countries.ts'
import type { Agent } from '#bank/standard/parties.ts'

const bic = /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/
/** A national clearing code, with the country that gave it. */
const nationalCode = /^UK\.OBIE\.NCC\.([A-Z]{2})$/

/**
 * Refuses a bank that is neither identified nor named with its address, or is identified in a way
 * that is not known here.
 */
export function checkAgent({ SchemeName, Identification, Name, PostalAddress }: Agent, path: string): void {
  const lacks = (field: string, beside: string) => {
    throw new Problem('field-expected', `${path}.${field} goes with ${beside}`, { path: `${path}.${field}` })
  }
  if (SchemeName !== undefined && Identification === undefined) lacks('Identification', 'SchemeName')
  if (SchemeName === undefined) {
    if (Identification !== undefined) lacks('SchemeName', 'Identification')
    if (Name === undefined) lacks('Name', 'PostalAddress')
    if (PostalAddress === undefined) lacks('PostalAddress', 'Name')
    return
  }
  const country = nationalCode.exec(SchemeName)?.[1]
  if (SchemeName !== 'UK.OBIE.BICFI' && !(country !== undefined && isCountry(country)))
    throw new Problem(
      'account-scheme-unsupported',
      `banks are named by UK.OBIE.BICFI or UK.OBIE.NCC.<country> (got ${SchemeName.slice(0, 60)})`,
      { path: `${path}.SchemeName` },
    )
  if (SchemeName === 'UK.OBIE.BICFI' && !bic.test(Identification ?? ''))
    throw new Problem('field-invalid', 'a BIC has 8 or 11 capital letters and digits', {
      path: `${path}.Identification`,
    })
}
