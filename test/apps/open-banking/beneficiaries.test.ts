import { expect, test } from 'vitest'
import { aisp, type Json, openWorld } from '#test/support/sandbox.ts'

const { sandbox, all } = await openWorld()

const list = async (account: string, what: string, name: string): Promise<Json[]> =>
  (await sandbox.send('GET', `${aisp}/accounts/${account}/${what}`, undefined, all)).body.Data[name]
test('beneficiaries are friends and payees of standing orders, each once, with an account', async () => {
  const saved = await list('acc_0_current', 'beneficiaries', 'Beneficiary')
  const orders = (await list('acc_0_current', 'standing-orders', 'StandingOrder')).filter(
    ({ MandateRelatedInformation: { MandateIdentification } }) => !['SAVINGS', 'ISA'].includes(MandateIdentification),
  )
  const names = saved.map(({ CreditorAccount }) => CreditorAccount.Name)
  expect(new Set(names).size).toBe(names.length)
  for (const { CreditorAccount } of orders)
    expect(saved.map((one) => one.CreditorAccount)).toContainEqual(CreditorAccount)
  expect(saved.length).toBeGreaterThan(orders.length)
  for (const { CreditorAccount } of saved) expect(CreditorAccount.Identification).toMatch(/^009\d{11}$/)
})
