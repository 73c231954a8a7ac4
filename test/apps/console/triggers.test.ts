import { expect, test } from 'vitest'
import { formOf, saidOn, Visitor } from '#test/support/console/visitor.ts'
import { testSandbox } from '#test/support/sandbox.ts'

test('a salary that is paid on purpose says why the page of events shows none', async () => {
  const made = await testSandbox()
  const world = await made.createWorld()
  const first = { ...world, persona: 'salaried family' }
  const visitor = new Visitor(await testSandbox({ store: made.store, first }))
  const page = await visitor.get(`/console/${world.id}/trigger?object=acc_0_current`)
  const events = await visitor.send(formOf(page, '/trigger'), { event: 'salary.paid' })
  expect(events.path).toBe(`/console/${world.id}/events`)
  expect(saidOn(events)).toContain('No event is recorded at once. Transaction booked follows within a minute')
})
