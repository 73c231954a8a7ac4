import type { WorldRecord } from '#bank/world.ts'
import type { Bank } from '#mocks/bank.ts'
import { monthAt } from '#mocks/calendar.ts'
import type { World } from '#store/world.ts'

/** The synthetic bank that a world's seed stands for. */
export function bankOf({ record }: World): Bank {
  let bank = banks.get(record)
  if (!bank) {
    bank = { seed: record.seed, size: record.size, start: monthAt(record.start / 1000) }
    banks.set(record, bank)
  }
  return bank
}

const banks = new WeakMap<WorldRecord, Bank>()
