import { beforeEach, describe, expect, test } from 'vitest'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, testSandbox } from '#test/support/sandbox.ts'

let bank: PaymentBank
beforeEach(async () => {
  const sandbox = await testSandbox()
  bank = paymentBankOf(sandbox, await sandbox.createWorld())
})

const large = { InstructionIdentification: 'I1', InstructedAmount: pounds('6000.00'), CreditorAccount: externalPayee }
const path = () => `/control/worlds/${bank.newWorld.id}`
const list = (page = '') => bank.sandbox.send('GET', `${path()}/approvals${page}`, undefined, bank.newWorld.controlKey)
const refuse = (id: string) => bank.sandbox.send('POST', `${path()}/orders/${id}/refuse`, {}, bank.newWorld.controlKey)
const idsOf = ({ body }: { body: Json }): string[] => body.approvals.map(({ order }: Json) => order)

/** Places payments of Imogen Clarke's company that need two directors. */
async function placed(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push((await bank.place('acc_6_business', 'domestic-payment', large)).id)
  return ids.sort()
}

describe('the orders that wait for another director', () => {
  test('fit one page without a next one', async () => {
    const ids = await placed(3)
    const { status, body } = await list()
    expect([status, idsOf({ body })]).toEqual([200, ids])
    expect('next' in body).toBe(false)
  })

  test('come in pages of a hundred, each order once', async () => {
    const ids = await placed(203)
    const pages = [await list()]
    for (let next = pages[0]?.body.next; next !== undefined; next = pages.at(-1)?.body.next)
      pages.push(await list(`?page=${next}`))
    expect(pages.map((page) => idsOf(page).length)).toEqual([100, 100, 3])
    expect(pages.flatMap(idsOf)).toEqual(ids)
  })

  test('continue after the last order of a page, although it was decided meanwhile', async () => {
    const ids = await placed(102)
    const first = await list()
    expect((await refuse(first.body.next)).status).toBe(200)
    expect(idsOf(await list(`?page=${first.body.next}`))).toEqual(ids.slice(100))
    expect(idsOf(await list())).toEqual([...ids.slice(0, 99), ids[100]])
  })

  test.each(['pay_nobody', 'wld_1', '../x', 'é'])('has no page %s', async (page) => {
    await placed(1)
    expect(rejectionOf(await list(`?page=${encodeURIComponent(page)}`))).toBe('400 field-invalid')
  })
})
