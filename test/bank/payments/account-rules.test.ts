import { describe, expect, test } from 'vitest'
import { checkCreditor, checkDebtor, checkDomesticCreditor } from '#bank/payments/account-rules.ts'
import { problemOf } from '#test/support/problems.ts'

type Check = typeof checkDebtor

const outcomeOf = (check: Check, SchemeName: string, Identification: string): string =>
  problemOf(() => check({ SchemeName: `UK.OBIE.${SchemeName}`, Identification }, 'at'))?.code ?? 'accepted'
const [scheme, identifier] = ['account-scheme-unsupported', 'account-identifier-unsupported']

describe('an account is accepted by its scheme and its check digits', () => {
  test.each<[scheme: string, identification: string, debtor: string, creditor: string, domestic: string]>([
    ['SortCodeAccountNumber', '20000055779911', 'accepted', 'accepted', 'accepted'],
    ['SortCodeAccountNumber', '2000005577991', identifier, identifier, identifier],
    ['IBAN', 'GB82WEST12345698765432', 'accepted', 'accepted', 'accepted'],
    ['IBAN', 'GB83WEST12345698765432', identifier, identifier, identifier],
    ['IBAN', 'DE89370400440532013000', 'accepted', 'accepted', identifier],
    ['PAN', '4000000000000002', 'accepted', 'accepted', 'accepted'],
    ['PAN', '4000000000000003', identifier, identifier, identifier],
    ['BBAN', '370400440532013000', scheme, 'accepted', 'accepted'],
    ['Paym', '+447700900123', scheme, 'accepted', 'accepted'],
    ['Paym', '020 7946 0000', scheme, identifier, identifier],
    ['Wallet', 'x', scheme, scheme, scheme],
  ])('%s %s: payer %s, payee %s, domestic payee %s', (name, identification, ...expected) => {
    const outcomes = [checkDebtor, checkCreditor, checkDomesticCreditor].map((check) =>
      outcomeOf(check, name, identification),
    )
    expect(outcomes).toEqual(expected)
  })
})
