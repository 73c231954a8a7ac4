import { expect, test } from 'vitest'
import { takenAway } from './deleted-world.ts'

test('a world that is deleted while requests run leaves no records', async () => {
  let late = 0
  for (let seed = 1; seed <= 150; seed++) {
    const { early, last } = await takenAway(seed)
    expect(last, `seed ${seed}`).toEqual([])
    if (early.some((path) => path.includes('/leg/'))) late++
  }
  // Fewer late writes would mean that the test tried nothing.
  expect(late).toBeGreaterThan(3)
})
