import { describe, expect, test } from 'vitest'
import { advance, aisp, allOf, type Json, openWorld, rejectionOf, signed } from '#test/support/sandbox.ts'

const { sandbox, all } = await openWorld()

const get = (path: string) => sandbox.send('GET', `${aisp}/accounts/${path}`, undefined, all)
const amountOf = (statement: Json, type: string) =>
  signed(statement.StatementAmount.find(({ Type }: Json) => Type === `UK.OBIE.${type}`))

describe.each(['acc_0_current', 'acc_0_savings', 'acc_16_card', 'acc_0_loan', 'acc_8_joint', 'acc_22_euro'])(
  'the statements of %s',
  (account) => {
    const statements = () => allOf(sandbox, `${aisp}/accounts/${account}/statements`, all, 'Statement')

    test('follow each other, newest first: each opens with the closing balance of the one before', async () => {
      const list = await statements()
      expect(list.length).toBeGreaterThanOrEqual(6)
      for (const [n, one] of list.entries()) {
        expect(
          amountOf(one, 'PreviousClosingBalance') + amountOf(one, 'TotalCredits') + amountOf(one, 'TotalDebits'),
        ).toBe(amountOf(one, 'ClosingBalance'))
        const before = list[n + 1]
        if (before) expect(amountOf(one, 'PreviousClosingBalance')).toBe(amountOf(before, 'ClosingBalance'))
      }
    })

    test('hold the transactions of their month, which add up', async () => {
      const [one] = await statements()
      const moved = await allOf(
        sandbox,
        `${aisp}/accounts/${account}/statements/${one.StatementId}/transactions`,
        all,
        'Transaction',
      )
      expect(moved.reduce((sum, each) => sum + signed(each), 0n)).toBe(
        amountOf(one, 'ClosingBalance') - amountOf(one, 'PreviousClosingBalance'),
      )
      for (const { BookingDateTime } of moved) {
        expect(BookingDateTime >= one.StartDateTime && BookingDateTime <= one.EndDateTime).toBe(true)
      }
      expect((await get(`${account}/statements/${one.StatementId}`)).body.Data.Statement).toEqual([one])
    })
  },
)

test('a month has a statement with a stable id once it has ended', async () => {
  const own = await sandbox.createWorld()
  const path = `${aisp}/accounts/acc_0_current/statements`
  const before = await allOf(sandbox, path, own.developerToken, 'Statement')
  await advance(sandbox, own, { to: '2026-12-01' })
  const after = await allOf(sandbox, path, own.developerToken, 'Statement')
  expect(after.slice(1)).toEqual(before)
  expect(after[0].StatementReference).toBe('2026-11')
})

test('statements can be filtered by time', async () => {
  const { body } = await get('acc_0_current/statements?fromStatementDateTime=2026-08-01&toStatementDateTime=2026-09-15')
  expect(body.Data.Statement.map((one: Json) => one.StatementReference)).toEqual(['2026-09', '2026-08'])
})

test.each([
  ['st_0_current_24322', 'a month that has not ended'],
  ['st_0_current_24000', 'before the history'],
  ['st_1_student_24321', "another account's"],
  ['nothing', 'no id'],
])('the statement %s, %s, is 400 U011', async (id) => {
  const answer = await get(`acc_0_current/statements/${id}`)
  expect(rejectionOf(answer)).toBe('400 statement-not-found')
  expect(answer.body.Errors[0].ErrorCode).toBe('U011')
  expect(rejectionOf(await get(`acc_0_current/statements/${id}/transactions`))).toBe('400 statement-not-found')
})
