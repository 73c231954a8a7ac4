import { expect, test } from 'vitest'
import { copiedWorld } from './copied-world.ts'

test('snapshots, forks, restores and resets keep every law while the store fails, and leave nothing behind', async () => {
  const total: Record<string, number> = {}
  for (let seed = 1; seed <= 80; seed++) {
    const { done, broken } = await copiedWorld(seed)
    expect(broken, `seed ${seed}`).toEqual([])
    for (const [deed, count] of Object.entries(done)) total[deed] = (total[deed] ?? 0) + count
  }
  // Fewer would mean that the test tried nothing.
  for (const deed of ['snapshot', 'fork', 'reset', 'restore']) expect(total[deed], deed).toBeGreaterThan(15)
})
