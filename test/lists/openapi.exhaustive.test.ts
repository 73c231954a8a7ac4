import { describe, test } from 'vitest'
import { openKit, operations } from '#test/support/operations/calls.ts'
import { expectDeclared, otherCalls } from '#test/support/operations/declared-answers.ts'

describe('/openapi.json declares the status, media type and body of every rejection and scenario', () => {
  test.each(operations)('of $id', async (one) => {
    const kit = await openKit()
    for (const [name, changesOf] of otherCalls) {
      const changes = changesOf(one, kit)
      if (changes) expectDeclared(one, await kit.call(one, changes), name)
    }
  })
})
