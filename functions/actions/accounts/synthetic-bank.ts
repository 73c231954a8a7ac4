import type { WorldRecord } from '#bank/worlds/world.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'

/** The synthetic bank that a world's seed stands for. */
export function bankOf({ record }: World): Bank {
  let bank = banks.get(record)
  if (!bank) {
    const { seed, size, mix, start } = record
    bank = { seed, size, start: monthAt(start / 1000), ...(mix && { mix }) }
    banks.set(record, bank)
  }
  return bank
}

const banks = new WeakMap<WorldRecord, Bank>()

/** What the world's clock says, in the synthetic bank's unit: whole epoch seconds. */
export const secondsOf = (world: World): number => Math.floor(world.now / 1000)
