import { expect, test } from 'vitest'
import { ibanOf, isIban, sortCodeAndNumber } from '#bank/account-information/iban.ts'

const own = '00152858271133'

test.each([
  ['SortCodeAccountNumber', own, own],
  ['IBAN', ibanOf('001528', '58271133'), own],
  ['IBAN', 'GB40NWBK00152858271133', undefined],
  ['IBAN', 'DE56000000152858271133', undefined],
  ['BBAN', own, undefined],
  ['PAN', own, undefined],
  ['Paym', '07700900123', undefined],
])('%s %s names an account of this bank by %s', (scheme, Identification, number) => {
  if (scheme === 'IBAN') expect(isIban(Identification)).toBe(true)
  expect(sortCodeAndNumber({ SchemeName: `UK.OBIE.${scheme}`, Identification })).toBe(number)
})

test('text that is not an IBAN is rejected', () => {
  expect(sortCodeAndNumber({})).toBe(undefined)
})
