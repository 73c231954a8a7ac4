import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { failures } from '#bank/rails/rail.ts'
import { chooseRail, getRail, localInstruments, type RailName, type RoutingRequest, rails } from '#bank/rails/rails.ts'
import type { Payee } from '#bank/rails/reachability.ts'
import { problemOf } from '#test/support/problems.ts'

const to = (scheme: string, Identification: string, here = false): Payee => ({
  here,
  SchemeName: `UK.OBIE.${scheme}`,
  Identification,
})
const payees = {
  'a British account': to('SortCodeAccountNumber', '20000012345678'),
  'an account here': to('SortCodeAccountNumber', '04000012345678', true),
  'an account here, by IBAN': to('IBAN', 'GB94SNBK04000012345678', true),
  'a British IBAN': to('IBAN', 'GB33BUKB20201555555555'),
  'a German IBAN': to('IBAN', 'DE89370400440532013000'),
  'a Swiss IBAN': to('IBAN', 'CH9300762011623852957'),
  'an Emirati IBAN': to('IBAN', 'AE070331234567890123456'),
  'an American account': to('BBAN', '026009593/1234567890'),
  'a card': to('PAN', '5409050000000000'),
  'a phone number': to('Paym', '07700900000'),
  'a wallet': to('Wallet', '1'),
}
type PayeeName = keyof typeof payees

const journey = (
  order: RoutingRequest['order'],
  amount: bigint,
  currency: string,
  payee: PayeeName,
  asked?: string,
): RoutingRequest =>
  asked === 'Urgent'
    ? { order, amount, currency, payee: payees[payee], urgent: true }
    : { order, amount, currency, payee: payees[payee], ...(asked && { instrument: `UK.OBIE.${asked}` }) }

describe('the rail of a payment', () => {
  test.each<[...Parameters<typeof journey>, rail: RailName]>([
    ['domestic', 100n, 'GBP', 'an account here', undefined, 'book'],
    ['domestic', 100_000_001n, 'GBP', 'an account here', undefined, 'book'],
    ['domestic', 100n, 'EUR', 'an account here', undefined, 'book'],
    ['domestic', 100n, 'GBP', 'a British account', undefined, 'faster-payments'],
    ['domestic', 100n, 'GBP', 'a British IBAN', undefined, 'faster-payments'],
    ['domestic', 100n, 'GBP', 'a card', undefined, 'faster-payments'],
    ['domestic', 100n, 'GBP', 'a phone number', undefined, 'faster-payments'],
    ['domestic', 100_000_000n, 'GBP', 'a British account', undefined, 'faster-payments'],
    ['domestic', 100_000_001n, 'GBP', 'a British account', undefined, 'chaps'],
    ['domestic', 100n, 'GBP', 'a British account', 'Urgent', 'faster-payments'],
    ['domestic', 100n, 'GBP', 'a British account', 'CHAPS', 'chaps'],
    ['domestic', 100n, 'GBP', 'a British account', 'BACS', 'bacs'],
    ['domestic', 2_000_000_000n, 'GBP', 'a British account', 'BACS', 'bacs'],
    ['domestic', 100n, 'GBP', 'a phone number', 'Paym', 'faster-payments'],
    // The requested rail is used, although the account is at this bank.
    ['domestic', 100n, 'GBP', 'an account here', 'FPS', 'faster-payments'],
    ['domestic', 100n, 'GBP', 'an account here', 'CHAPS', 'chaps'],
    ['domestic', 100n, 'GBP', 'an account here', 'MoneyTransfer', 'book'],
    ['domestic', 100n, 'GBP', 'an account here', 'BalanceTransfer', 'book'],
    ['international', 100n, 'EUR', 'an account here, by IBAN', undefined, 'book'],
    ['international', 100n, 'EUR', 'a German IBAN', undefined, 'sepa'],
    ['international', 100n, 'EUR', 'a Swiss IBAN', undefined, 'sepa'],
    ['international', 100n, 'EUR', 'a British IBAN', undefined, 'sepa'],
    ['international', 100n, 'EUR', 'a German IBAN', 'Urgent', 'sepa-instant'],
    ['international', 10_000_001n, 'EUR', 'a German IBAN', 'Urgent', 'sepa'],
    ['international', 100_000_000_000n, 'EUR', 'a German IBAN', undefined, 'swift'],
    ['international', 100n, 'EUR', 'a German IBAN', 'SEPAInstantCreditTransfer', 'sepa-instant'],
    ['international', 100n, 'EUR', 'a German IBAN', 'SEPACreditTransfer', 'sepa'],
    ['international', 100n, 'EUR', 'a German IBAN', 'SWIFT', 'swift'],
    ['international', 100n, 'USD', 'a German IBAN', undefined, 'swift'],
    ['international', 100n, 'EUR', 'an Emirati IBAN', undefined, 'swift'],
    ['international', 100n, 'USD', 'an American account', undefined, 'swift'],
    ['international', 100n, 'USD', 'an American account', 'Urgent', 'swift'],
    ['international', 100n, 'GBP', 'an American account', undefined, 'swift'],
    ['international', 100n, 'USD', 'a British account', undefined, 'swift'],
    ['international', 100n, 'USD', 'an account here', undefined, 'swift'],
  ])('%s, %i %s to %s, asked for %s: %s', (order, amount, currency, payee, asked, rail) => {
    expect(chooseRail(journey(order, amount, currency, payee, asked)).name).toBe(rail)
  })
})

describe('a payment without a rail is rejected', () => {
  const instrument = 'local-instrument-unsupported Data.Initiation.LocalInstrument'
  const amountAbove = 'field-invalid Data.Initiation.InstructedAmount.Amount'
  const account = 'field-invalid Data.Initiation.CreditorAccount'

  test.each<[...Parameters<typeof journey>, refusal: string]>([
    ['domestic', 100n, 'GBP', 'a British account', 'Pigeon', instrument],
    ['domestic', 100n, 'GBP', 'a British account', 'Link', instrument],
    ['domestic', 100n, 'GBP', 'a British account', 'SWIFT', instrument],
    ['domestic', 100n, 'GBP', 'a British account', 'SEPACreditTransfer', instrument],
    ['domestic', 100n, 'GBP', 'a British account', 'BalanceTransfer', instrument],
    ['domestic', 100n, 'EUR', 'a British account', 'FPS', instrument],
    ['international', 100n, 'EUR', 'a German IBAN', 'Target2', instrument],
    ['international', 100n, 'EUR', 'a German IBAN', 'Euro1', instrument],
    ['international', 100n, 'EUR', 'a German IBAN', 'CHAPS', instrument],
    ['international', 100n, 'USD', 'a German IBAN', 'SEPACreditTransfer', instrument],
    ['international', 100n, 'EUR', 'an Emirati IBAN', 'SEPAInstantCreditTransfer', instrument],
    ['domestic', 100_000_001n, 'GBP', 'a British account', 'FPS', amountAbove],
    ['domestic', 2_000_000_001n, 'GBP', 'a British account', 'BACS', amountAbove],
    ['international', 10_000_001n, 'EUR', 'a German IBAN', 'SEPAInstantCreditTransfer', amountAbove],
    [
      'domestic',
      100n,
      'EUR',
      'a British account',
      undefined,
      'currency-unsupported Data.Initiation.InstructedAmount.Currency',
    ],
    [
      'domestic',
      100n,
      'USD',
      'an account here',
      undefined,
      'currency-unsupported Data.Initiation.InstructedAmount.Currency',
    ],
    [
      'international',
      100n,
      'XAU',
      'an American account',
      undefined,
      'currency-unsupported Data.Initiation.CurrencyOfTransfer',
    ],
    [
      'international',
      100n,
      'constructor',
      'an American account',
      undefined,
      'currency-unsupported Data.Initiation.CurrencyOfTransfer',
    ],
    ['domestic', 100n, 'GBP', 'a German IBAN', undefined, account],
    ['domestic', 100n, 'GBP', 'a wallet', undefined, account],
    ['international', 100n, 'USD', 'a card', undefined, account],
  ])('%s, %i %s to %s, asked for %s: %s', (order, amount, currency, payee, asked, refusal) => {
    expect(rejectionOf(() => chooseRail(journey(order, amount, currency, payee, asked)))).toBe(refusal)
  })

  test('with the path of the payment in the request', () => {
    const asked = journey('domestic', 100n, 'GBP', 'a British account', 'Pigeon')
    expect(rejectionOf(() => chooseRail(asked, 'Data.Instruction'))).toBe(
      'local-instrument-unsupported Data.Instruction.LocalInstrument',
    )
  })

  test('with the limit in the message', () => {
    expect(() => chooseRail(journey('domestic', 100_000_001n, 'GBP', 'a British account', 'FPS'))).toThrow(
      'UK.OBIE.FPS cannot carry the payment: the limit is 1000000.00 GBP',
    )
  })
})

function rejectionOf(run: () => unknown): string {
  const problem = problemOf(run)
  return problem ? `${problem.code} ${problem.faults[0].path}` : 'none'
}

test('a rail is found by its name', () => {
  for (const rail of rails) expect(getRail(rail.name as RailName)).toBe(rail)
})

test('an instrument selects one rail', () => {
  expect(new Set(localInstruments).size).toBe(localInstruments.length)
})

const codes = new URL('../../../../shared/specs/uk-ob-codesets/OB_Internal_Codeset.csv', import.meta.url)

if (existsSync(codes))
  describe("held against the standard's code sets", () => {
    const text = readFileSync(codes, 'utf8')
    const codesOf = (set: string) => [...text.matchAll(new RegExp(`^${set},([^,]+),`, 'gm'))].map(([, code]) => code)

    test("every instrument is one of the standard's, and only the listed ones are not offered", () => {
      const known = codesOf('OBInternalLocalInstrument1Code')
      expect(localInstruments.filter((one) => !known.includes(one))).toEqual([])
      expect(known.filter((one) => !localInstruments.includes(one as string)).sort()).toEqual([
        'UK.OBIE.Euro1',
        'UK.OBIE.Link',
        'UK.OBIE.Target2',
      ])
    })

    test('every failure has a reason of the standard', () => {
      const known = codesOf('OBExternalStatusReason1Code')
      expect(Object.values(failures).filter(({ statusReason }) => !known.includes(statusReason))).toEqual([])
    })

    test('every charge has a type of the standard, or one of our own namespace', () => {
      const known = codesOf('OBInternalPaymentChargeType1Code')
      const types = rails.flatMap(({ fees }) => fees.map(({ type }) => type))
      expect(types.filter((type) => !known.includes(type))).toEqual(['UK.Sandbank.CorrespondentOut'])
    })
  })
else test.skip('skipped: ../shared/specs with the code sets is not beside the repository', () => {})
