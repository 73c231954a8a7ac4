import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { groupWork } from '#store/group-commit.ts'

/** What is done together, written down group by group. */
function counted() {
  const groups: string[][] = []
  const { ask, flush } = groupWork<string>((all) => {
    groups.push([...all])
    return all.map((work) => (work === 'wrong' ? new Error('wrong') : undefined))
  })
  return { groups, ask, flush }
}

describe('what is asked for together', () => {
  test('by one alone is done at the end of the turn', async () => {
    const { groups, ask } = counted()
    void ask('a')
    expect(groups).toEqual([])
    await nextTurn()
    expect(groups).toEqual([['a']])
  })

  test('by many waits as long as each turn brings others, and for one turn that does not', async () => {
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

  test('is done after six turns, whoever comes', async () => {
    const { groups, ask } = counted()
    void ask('first')
    for (let turn = 1; turn <= 6; turn++) {
      void ask(`turn ${turn}`)
      expect(groups).toEqual([])
      await nextTurn()
    }
    expect(groups.map((group) => group.length)).toEqual([7])
  })

  test('next by those who waited is done in the same turn, up to thirty times', async () => {
    const { groups, ask } = counted()
    const chain = (async () => {
      for (let n = 0; n < 40; n++) await ask(`${n}`)
    })()
    await nextTurn()
    expect(groups.length).toBe(31)
    await chain
    expect(groups.flat()).toEqual(Array.from({ length: 40 }, (_, n) => `${n}`))
  })

  test('is each told of what went wrong with it alone', async () => {
    const { ask } = counted()
    const fates = await Promise.allSettled([ask('a'), ask('wrong'), ask('b')])
    expect(fates.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('is done at once where somebody cannot wait', async () => {
    const { groups, ask, flush } = counted()
    const asked = ask('a')
    flush()
    expect(groups).toEqual([['a']])
    await asked
  })
})
