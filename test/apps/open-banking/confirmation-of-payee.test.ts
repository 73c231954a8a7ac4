import { describe, expect, test } from 'vitest'
import type { PaymentKind } from '#bank/consents/consent.ts'
import { openFundedBank, order, readOrderedTransactions, summarise } from '#test/support/orders.ts'
import { type Bank, openBankWithStoppedClock } from '#test/support/partners.ts'
import { authorise, callAsPartner, pisp } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { asked } from '#test/support/payments/examples.ts'
import { advance, aisp, tokenFor } from '#test/support/sandbox.ts'

const first = await openBankWithStoppedClock()

/** Two named customers: a couple with a joint account, and an estate. */
const [couple, estate] = ['acc_8_joint', 'acc_20_current'] as const

async function addressOf(bank: Bank, account: string) {
  const token = await tokenFor(bank, bank.world, 'all')
  const { body } = await bank.send('GET', `${aisp}/accounts/${account}`, undefined, token)
  const [{ SchemeName, Identification, Name }] = body.Data.Account[0].Account
  return { SchemeName, Identification, Name }
}
const pay = (CreditorAccount: object, Amount = '10.00') => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: { Amount, Currency: 'GBP' },
  CreditorAccount,
})
const Risk = { PaymentContextCode: 'TransferToThirdParty' }

describe("a payee's name", () => {
  test.each([
    ['Hannah Brooks', undefined],
    ['H Brooks', /^The payee's name is close to that of the account: Hannah Brooks & /],
    ['Another Person', /^The payee's name is not that of the account$/],
  ])('given as %s is held against the account before anybody agrees', async (Name, warning) => {
    const { bank, partner } = await openFundedBank(first)
    const Initiation = pay({ ...(await addressOf(bank, couple)), Name })
    const lodged = await callAsPartner(partner, 'POST', `${pisp}/domestic-payment-consents`, {
      body: { Data: { Initiation }, Risk },
    })
    const path = `${pisp}/domestic-payment-consents/${lodged.body.Data.ConsentId}`
    const read = async () => (await callAsPartner(partner, 'GET', path)).body.Data.StatusReason
    const warned = warning && {
      StatusReasonCode: '1162',
      StatusReasonDescription: expect.stringMatching(warning),
      Path: 'Data.Initiation.CreditorAccount.Name',
    }
    const awaiting = { StatusReasonCode: 'U036', StatusReasonDescription: expect.any(String) }
    expect(lodged.body.Data.StatusReason).toEqual(warned ? [awaiting, warned] : [awaiting])
    expect(await read()).toEqual(lodged.body.Data.StatusReason)
    await authorise(partner, lodged.body.Data.ConsentId)
    expect(await read()).toEqual(warned && [warned])
  })

  test('that does not match only warns: the payment can go on', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed } = await order(
      partner,
      'domestic-payment',
      pay({ ...(await addressOf(bank, couple)), Name: 'Other Person' }),
    )
    expect(placed.body.Data.Status).toBe('RCVD')
    expect(summarise(await readOrderedTransactions(bank))).toEqual(['2026-11-24 10.00 TransferOut'])
  })

  test('is unknown for accounts at other banks', async () => {
    const { partner } = await openFundedBank(first)
    const { lodged } = await order(partner, 'domestic-payment', pay({ ...externalPayee, Name: 'Anybody' }))
    expect(lodged.body.Data.StatusReason).toHaveLength(1)
  })
})

describe('the account of a deceased customer', () => {
  test('accepts no payment: it is rejected at once with AC07, and nothing moves', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed, details } = await order(partner, 'domestic-payment', pay(await addressOf(bank, estate)))
    expect(placed.body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AC07' }] })
    expect(await details()).toMatchObject([{ Status: 'RJCT', StatusDetail: { StatusReason: 'AC07' } }])
    expect(await readOrderedTransactions(bank)).toEqual([])
  })

  test('fails each payment of a standing order, which continues', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { read, details } = await order(partner, 'domestic-standing-order', {
      MandateRelatedInformation: { Frequency: { Type: 'WEEK' }, FirstPaymentDateTime: '2026-12-01T07:00:00Z' },
      NumberOfPayments: '3',
      FirstPaymentAmount: { Amount: '10.00', Currency: 'GBP' },
      CreditorAccount: await addressOf(bank, estate),
    })
    await advance(bank, bank.world, { months: 2 })
    expect(await read()).toMatchObject({ Status: 'INFA', StatusReason: [{ StatusReasonCode: 'AC07' }] })
    expect((await details()).map(({ StatusDetail }) => StatusDetail.StatusReason)).toEqual(['AC07', 'AC07', 'AC07'])
    expect(await readOrderedTransactions(bank)).toEqual([])
  })

  test('cannot be chosen to pay from', async () => {
    const { partner } = await openFundedBank(first)
    const choosing = order(partner, 'domestic-payment', pay(externalPayee), { robot: 'approve, customer=cus_20' })
    await expect(choosing).rejects.toThrow()
  })
})

describe('a partner that asks for the refund account', () => {
  const refundable = Object.keys(asked).filter((kind) => kind !== 'file-payment') as PaymentKind[]

  test.each(refundable)('receives it with the order of a %s, not with its consent', async (kind) => {
    const { bank, partner } = await openFundedBank(first)
    const { Initiation } = (asked[kind] as { Data: { Initiation: object } }).Data
    const { lodged, placed, read } = await order(partner, kind, Initiation, { data: { ReadRefundAccount: 'Yes' } })
    const grace = await addressOf(bank, 'acc_0_current')
    expect(JSON.stringify(lodged.body)).not.toContain(grace.Identification)
    expect(placed.body.Data.Refund).toEqual({ Account: grace })
    expect((await read()).Refund).toEqual({ Account: grace })
  })

  test('does not receive it after No or no request', async () => {
    const { partner } = await openFundedBank(first)
    for (const data of [{ ReadRefundAccount: 'No' }, {}]) {
      const { placed } = await order(partner, 'domestic-payment', pay(externalPayee), { data })
      expect(placed.body.Data).not.toHaveProperty('Refund')
    }
  })
})
