import { test } from 'vitest'
import { openBank, openSandbox } from './sandbox.ts'
test('x', async () => {
  const fetch = await openSandbox()
  const q = { from: '2026-10-01', to: '2026-10-31T23:59:59' }
  const show = (l: any[]) => l.map((t) => `${t.TransactionId} ${t.CreditDebitIndicator} ${t.Amount.Amount} ${t.BookingDateTime} ${t.TransactionInformation}`)
  const w1 = await openBank(fetch, { now: '2026-09-30T23:59:59Z', customer: 'cus_3' })
  await w1.world.clock.advance({ to: '2026-10-31T23:59:59Z' })
  const z = show(await w1.bank.transactions(q).toArray())
  const { world, bank } = await openBank(fetch, { now: '2026-10-31T23:59:59Z', customer: 'cus_3' })
  const a = show(await bank.transactions(q).toArray())
  await world.clock.advance({ months: 2 })
  const b = show(await bank.transactions(q).toArray())
  console.log(z.length, a.length, b.length, a.filter((x) => !b.includes(x)), b.filter((x) => !a.includes(x)), 'z vs a', a.filter((x) => !z.includes(x)), z.filter((x) => !a.includes(x)))
})
