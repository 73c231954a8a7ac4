import { expect, test } from 'vitest'
import { simulate } from './simulation.ts'
import { copiedWorld } from './worlds/copied-world.ts'

test('the bank keeps every law in the first three hundred seeds, while its store fails', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { broken } = await simulate(seed)
    expect(broken, `npm run simulate -- --seed ${seed}`).toEqual([])
  }
})

test('copies of a world keep every law in the first five hundred seeds, while its store fails', async () => {
  for (let seed = 1; seed <= 500; seed++) {
    const { broken } = await copiedWorld(seed)
    expect(broken, `seed ${seed}`).toEqual([])
  }
})
