import { expect, test } from 'vitest'
import { simulate } from './simulation.ts'

test('the bank keeps every law in the first three hundred seeds, while its store fails', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const { broken } = await simulate(seed)
    expect(broken, `npm run simulate -- --seed ${seed}`).toEqual([])
  }
})
