import { beforeAll, describe, expect, test } from 'vitest'
import { accountsOfCustomer, findAccount, findCustomer } from '#actions/accounts/lookup.ts'
import { eligibleAccounts } from '#actions/consents/eligible-accounts.ts'
import { type ConsentRecord, newConsent } from '#bank/consents/consent.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { testSandbox } from '#test/support/sandbox.ts'

let world: World
beforeAll(async () => {
  const sandbox = await testSandbox()
  world = await worldOf(sandbox, await sandbox.createWorld({ seed: 7, size: 30 }))
})

const base = () => ({ id: 'pic_test', partner: 'tpp_test', ...newConsent(world.now) })
const amount = (Amount: string) => ({ Amount, Currency: 'GBP' })
const identification = (id: string) => {
  const { sortCode = '', number = '' } = findAccount(world, id) ?? {}
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: sortCode + number }
}
const payment = (sum: string, more: { DebtorAccount?: object; AuthorisationType?: string } = {}): ConsentRecord => {
  const { AuthorisationType, ...initiation } = more
  return {
    ...base(),
    kind: 'domestic-payment',
    request: {
      Data: {
        Initiation: { InstructedAmount: amount(sum), ...initiation },
        ...(AuthorisationType && { Authorisation: { AuthorisationType } }),
      },
    },
  }
}
const mandate = (sum: string, type: string, payee: object): ConsentRecord => ({
  ...base(),
  kind: 'domestic-vrp',
  request: {
    Data: {
      ControlParameters: { MaximumIndividualAmount: amount(sum), VRPType: [`UK.OBIE.VRPType.${type}`] },
      Initiation: { CreditorAccount: payee },
    },
  },
})
const eligible = (consent: ConsentRecord, customer: string) =>
  eligibleAccounts(world, consent, customer).map(({ id }) => id)

describe('the accounts that a customer may choose', () => {
  test('are all accounts for account access', () => {
    const all = accountsOfCustomer(world, findCustomer(world, 'cus_0') ?? expect.fail('no customer')).map(
      ({ id }) => id,
    )
    expect(eligible({ ...base(), kind: 'account-access', permissions: ['ReadBalances'] }, 'cus_0')).toEqual(all)
    expect(all).toContain('acc_0_card')
  })

  test('exclude cards for a payment', () => {
    expect(eligible(payment('1.00'), 'cus_0')).toContain('acc_0_current')
    expect(eligible(payment('1.00'), 'cus_0')).not.toContain('acc_0_card')
  })

  test('are the one account that the consent names, and none if another customer owns it', () => {
    const consent = payment('1.00', { DebtorAccount: identification('acc_0_savings') })
    expect(eligible(consent, 'cus_0')).toEqual(['acc_0_savings'])
    expect(eligible(consent, 'cus_1')).toEqual([])
  })

  test('are none for an unknown customer', () => {
    expect(eligible(payment('1.00'), 'cus_999')).toEqual([])
  })
})

describe('an account that needs a second approval', () => {
  const large = '1000000.00'

  test('is eligible for a payment, but not for one that asks for a single authorisation', () => {
    expect(eligible(payment(large), 'cus_6')).toContain('acc_6_business')
    expect(eligible(payment(large, { AuthorisationType: 'Single' }), 'cus_6')).not.toContain('acc_6_business')
    expect(eligible(payment('1.00', { AuthorisationType: 'Single' }), 'cus_6')).toContain('acc_6_business')
  })

  test('is not eligible for a mandate, because no other director can approve one', () => {
    const payee = { ...identification('acc_0_current'), Name: 'A payee' }
    expect(eligible(mandate(large, 'Other', payee), 'cus_6')).not.toContain('acc_6_business')
    expect(eligible(mandate('1.00', 'Other', payee), 'cus_6')).toContain('acc_6_business')
  })
})

describe('a sweeping mandate', () => {
  test('to an account of the same person excludes that account itself', () => {
    const consent = mandate('1.00', 'Sweeping', identification('acc_0_savings'))
    expect(eligible(consent, 'cus_0')).toContain('acc_0_current')
    expect(eligible(consent, 'cus_0')).not.toContain('acc_0_savings')
  })

  test('to an account of another customer has no eligible account; one that is not for sweeping has', () => {
    const payee = identification('acc_1_student')
    expect(eligible(mandate('1.00', 'Sweeping', payee), 'cus_0')).toEqual([])
    expect(eligible(mandate('1.00', 'Other', payee), 'cus_0')).toContain('acc_0_current')
  })

  test('to an account of another bank is the responsibility of the partner', () => {
    const payee = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '20000012345678' }
    expect(eligible(mandate('1.00', 'Sweeping', payee), 'cus_0')).toContain('acc_0_current')
  })
})
