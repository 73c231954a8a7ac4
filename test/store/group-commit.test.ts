import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { groupWork } from '#store/group-commit.ts'

/** Records the groups that are committed together. */
function counted() {
  const groups: string[][] = []
  const { ask, flush } = groupWork<string>((all) => {
    groups.push([...all])
    return all.map((work) => (work === 'wrong' ? new Error('wrong') : undefined))
  })
  return { groups, ask, flush }
}

describe('calls to a group', () => {
  test('a single call runs at the end of the turn', async () => {
    const { groups, ask } = counted()
    void ask('a')
    expect(groups).toEqual([])
    await nextTurn()
    expect(groups).toEqual([['a']])
  })

  test('calls wait while each turn brings more, and for one turn that brings none', async () => {
    const { groups, ask } = counted()
    void ask('a')
    void ask('b')
    await nextTurn()
    void ask('c')
    await nextTurn()
    expect(groups).toEqual([])
    await nextTurn()
    expect(groups).toEqual([['a', 'b', 'c']])
  })

  test('a group runs after six turns at the latest', async () => {
    const { groups, ask } = counted()
    void ask('first')
    for (let turn = 1; turn <= 6; turn++) {
      void ask(`turn ${turn}`)
      expect(groups).toEqual([])
      await nextTurn()
    }
    expect(groups.map((group) => group.length)).toEqual([7])
  })

  test('follow-up calls run in the same turn, up to thirty times', async () => {
    const { groups, ask } = counted()
    const chain = (async () => {
      for (let n = 0; n < 40; n++) await ask(`${n}`)
    })()
    await nextTurn()
    expect(groups.length).toBe(31)
    await chain
    expect(groups.flat()).toEqual(Array.from({ length: 40 }, (_, n) => `${n}`))
  })

  test('each call receives only its own error', async () => {
    const { ask } = counted()
    const fates = await Promise.allSettled([ask('a'), ask('wrong'), ask('b')])
    expect(fates.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('a group runs at once if a call cannot wait', async () => {
    const { groups, ask, flush } = counted()
    const asked = ask('a')
    flush()
    expect(groups).toEqual([['a']])
    await asked
  })
})
