import { expect, test } from 'vitest'
import { sqliteStore } from '#store/sqlite.ts'
import { formOf, Visitor } from '#test/support/console/visitor.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'

test('a copy that takes several requests is continued by a button, and makes one snapshot', async () => {
  let real = Date.parse(testNow)
  const inner = sqliteStore({ now: () => real })
  const made = await testSandbox({ store: inner, real: () => real })
  const world = await made.createWorld()
  const bank = paymentBankOf(made, world)
  for (let n = 0; n < 100; n++) await bank.pay('acc_0_current', externalPayee, '1.00')
  // Each commit takes a second of a budget of two and a half.
  const store = withCommits(inner, async (commit) => {
    real += 1_000
    await commit()
  })
  const first = { ...world, persona: 'salaried family' }
  const visitor = new Visitor(await testSandbox({ store, real: () => real, catchUpBudgetMs: 2_500, first }))
  const screen = await visitor.get(`/console/${world.id}`)
  let page = await visitor.send(formOf(screen, '/snapshots'), { name: 'large' })
  let steps = 0
  for (; page.status === 503; page = await visitor.send(formOf(page, '/snapshots'))) {
    expect(page.text).toContain('Each one continues where the last one stopped')
    steps++
  }
  expect(page.text).toContain('Snapshot large keeps the world as it is now.')
  expect(steps).toBeGreaterThan(0)
  expect((await visitor.get(`/console/${world.id}/snapshots`)).text.match(/>large</g)).toHaveLength(1)
})
