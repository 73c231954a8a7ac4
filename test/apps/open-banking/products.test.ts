import { describe, expect, test } from 'vitest'
import { ada } from '#test/support/custom-data.ts'
import { advance, aisp, allOf, openWorld, rejectionOf } from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 24 })

const get = (path: string, token = all) => sandbox.send('GET', aisp + path, undefined, token)
const productOf = async (account: string, token = all) =>
  (await get(`/accounts/${account}/product`, token)).body.Data.Product[0]

test.each([
  ['acc_0_current', 'Current Account', 'PersonalCurrentAccount', 'General'],
  ['acc_1_student', 'Student Account', 'PersonalCurrentAccount', 'Student'],
  ['acc_4_basic', 'Basic Account', 'PersonalCurrentAccount', 'Basic'],
  ['acc_8_joint', 'Joint Account', 'PersonalCurrentAccount', 'General'],
  ['acc_22_euro', 'Euro Account', 'PersonalCurrentAccount', 'General'],
])('%s is the product %s, a %s for the segment %s', async (account, name, type, segment) => {
  const product = await productOf(account)
  expect(product).toMatchObject({ AccountId: account, ProductName: name, ProductType: type })
  expect(product.ProductId).toBe(account.split('_')[2])
  expect(product.PCA.ProductDetails).toEqual({ Segment: [segment] })
  expect([product.BCA, product.OtherProductType]).toEqual([undefined, undefined])
})

test('a business has a business current account, and its card is a commercial one', async () => {
  const { ProductType, BCA, PCA } = await productOf('acc_6_business')
  expect([ProductType, BCA.ProductDetails, PCA]).toEqual([
    'BusinessCurrentAccount',
    { Segment: ['Standard'] },
    undefined,
  ])
  const { OtherProductType, ...card } = await productOf('acc_6_card')
  expect([card.ProductType, OtherProductType]).toEqual(['CommercialCreditCard', undefined])
})

describe('an overdraft', () => {
  test('has the credit line of the balance as its limit, and a yearly rate', async () => {
    const { Overdraft } = (await productOf('acc_0_current')).PCA
    const [band] = Overdraft.OverdraftTierBandSet[0].OverdraftTierBand
    const { Balance } = (await get('/accounts/acc_0_current/balances')).body.Data
    expect(band.TierValueMax).toBe(Balance[1].CreditLine[0].Amount.Amount)
    // 34.9 % a year, charged as a twelfth each month.
    expect(band.EAR).toBe('41.06')
  })

  test('of a student is free', async () => {
    const { Overdraft } = (await productOf('acc_1_student')).PCA
    expect(Overdraft.OverdraftTierBandSet[0].OverdraftTierBand[0].EAR).toBe('0.00')
  })

  test('is absent if none is arranged', async () => {
    expect((await productOf('acc_4_basic')).PCA.Overdraft).toBeUndefined()
  })
})

test('the monthly fee equals the one that is booked', async () => {
  const [fees] = (await productOf('acc_6_business')).BCA.OtherFeesCharges
  const fee = fees.FeeChargeDetail.find(({ FeeType }: { FeeType: string }) => FeeType === 'ServiceCAccountFeeMonthly')
  expect(fee).toMatchObject({ FeeAmount: '7.00', ApplicationFrequency: 'Monthly' })
  const october = '?fromBookingDateTime=2026-10-01&toBookingDateTime=2026-10-31T23:59:59'
  const booked = await allOf(sandbox, `${aisp}/accounts/acc_6_business/transactions${october}`, all, 'Transaction')
  const charged = booked.filter(({ TransactionReference }) => TransactionReference === 'ACCOUNT FEE')
  expect(charged.map(({ Amount }) => Amount.Amount)).toEqual([fee.FeeAmount])
})

describe('savings', () => {
  const rateOf = async (account: string, token?: string) => {
    const { CreditInterest } = (await productOf(account, token)).OtherProductType
    const [{ AER, BankInterestRate, ApplicationFrequency }] = CreditInterest.TierBandSet[0].TierBand
    return [BankInterestRate, AER, ApplicationFrequency]
  }

  test('are paid monthly, so the AER is above the yearly rate', async () => {
    expect(await rateOf('acc_0_savings')).toEqual(['3.30', '3.35', 'FQMY'])
  })

  test('in an ISA are paid once a year, so the AER equals the yearly rate', async () => {
    expect(await rateOf('acc_0_isa')).toEqual(['3.70', '3.70', 'FQYY'])
  })

  test('have the rate of the year', async () => {
    const own = await sandbox.createWorld({ seed: 7 })
    expect(await rateOf('acc_0_savings', own.developerToken)).toEqual(['3.30', '3.35', 'FQMY'])
    await advance(sandbox, own, { to: '2027-01-01T00:00:00Z' })
    expect(await rateOf('acc_0_savings', own.developerToken)).toEqual(['3.00', '3.04', 'FQMY'])
  })
})

test('a loan shows its amount, term, rate and APR', async () => {
  const { ProductType, OtherProductType } = await productOf('acc_0_loan')
  const [band] = OtherProductType.LoanInterest.LoanInterestTierBandSet[0].LoanInterestTierBand
  const advanced = (await allOf(sandbox, `${aisp}/accounts/acc_0_loan/transactions`, all, 'Transaction')).at(-1)
  expect(ProductType).toBe('Other')
  expect(band).toMatchObject({ LoanProviderInterestRate: '6.90', RepAPR: '7.12', MinTermPeriod: 'PMTH' })
  expect([band.TierValueMinimum, band.TierValueMaximum]).toEqual([advanced.Amount.Amount, advanced.Amount.Amount])
})

test('a credit card describes in text its rate and minimum repayment, for which the standard has no field', async () => {
  const { ProductDetails, Repayment, OtherFeesCharges } = (await productOf('acc_0_card')).OtherProductType
  expect(ProductDetails.Notes[0]).toContain('24.90 % a year')
  expect(Repayment.Notes[0]).toContain('never less than 25.00')
  expect(OtherFeesCharges[0].FeeChargeDetail[0].FeeAmount).toBe('12.00')
})

test('a custom account has its product and its declared overdraft', async () => {
  const own = await sandbox.createWorld({ size: 1, customer: 'all' })
  const customers = [{ ...ada, accounts: [{ ...ada.accounts[0], creditLine: '750.00' }] }]
  await sandbox.send('PUT', `/control/worlds/${own.id}/edits`, { customers }, own.controlKey)
  const { ProductName, PCA } = await productOf('acc_x_ada_current', own.developerToken)
  expect(ProductName).toBe('Current Account')
  expect(PCA.Overdraft.OverdraftTierBandSet[0].OverdraftTierBand[0].TierValueMax).toBe('750.00')
})

test('an unknown account has no product: 400 U011', async () => {
  const answer = await get('/accounts/acc_1_student/product', world.developerToken)
  expect(rejectionOf(answer)).toBe('400 account-not-found')
  expect(answer.body.Errors[0].ErrorCode).toBe('U011')
})
