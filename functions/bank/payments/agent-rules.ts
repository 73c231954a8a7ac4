import { Problem } from '#bank/base/problem.ts'
import { isCountry } from '#bank/standard/countries.ts'
import type { Agent } from '#bank/standard/parties.ts'

const bic = /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/
/** A national clearing code, with its country. */
const nationalCode = /^UK\.OBIE\.NCC\.([A-Z]{2})$/

/**
 * Rejects a bank that has neither an identification nor a name with an address, or whose scheme is
 * not supported.
 */
export function checkAgent({ SchemeName, Identification, Name, PostalAddress }: Agent, path: string): void {
  const rejectMissing = (field: string, other: string) => {
    throw new Problem('field-expected', `${path}.${field}: is required together with ${other}`, {
      path: `${path}.${field}`,
    })
  }
  if (SchemeName !== undefined && Identification === undefined) rejectMissing('Identification', 'SchemeName')
  if (SchemeName === undefined) {
    if (Identification !== undefined) rejectMissing('SchemeName', 'Identification')
    if (Name === undefined) rejectMissing('Name', 'PostalAddress')
    if (PostalAddress === undefined) rejectMissing('PostalAddress', 'Name')
    return
  }
  const country = nationalCode.exec(SchemeName)?.[1]
  if (SchemeName !== 'UK.OBIE.BICFI' && !(country !== undefined && isCountry(country)))
    throw new Problem(
      'account-scheme-unsupported',
      `${path}.SchemeName: must be UK.OBIE.BICFI or UK.OBIE.NCC.<country> (got ${SchemeName.slice(0, 60)})`,
      { path: `${path}.SchemeName` },
    )
  if (SchemeName === 'UK.OBIE.BICFI' && !bic.test(Identification ?? ''))
    throw new Problem('field-invalid', `${path}.Identification: must be a BIC of 8 or 11 capital letters and digits`, {
      path: `${path}.Identification`,
    })
}
