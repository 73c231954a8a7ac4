import { describe } from 'vitest'
import { storeContract } from '#test/store/contract.ts'
import { type Data, memoryStore } from './memory-store.ts'

describe("the simulator's store", () => {
  const data: Data = new Map()
  storeContract(async ({ now }) => memoryStore({ now, data }))
})
