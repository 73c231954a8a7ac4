import { perObject } from '#bank/base/per-object.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { type Month, monthAt } from './calendar.ts'

/** All that the synthetic bank depends on. The same facts give the same bytes, on every machine. */
export type Bank = {
  /** 0 to 4,294,967,295. */
  readonly seed: number
  /** How many customers there are. Adding some changes nothing of those before. */
  readonly size: number
  /** The month in which the world began. Ages and thin files are counted back from it. */
  readonly start: Month
  /**
   * How many customers of each persona follow the named ones; by the personas' weights when absent.
   */
  readonly mix?: readonly (readonly [personaId: string, count: number])[]
}

/** Months of history that a bank shows when its world begins. */
export const monthsOfHistory = 36

/** The first month that anyone can read. */
export const firstMonth = (bank: Bank): Month => bank.start - monthsOfHistory

/** Returns the synthetic bank of a world's seed: the same object for the same record. */
export const bankOf = ({ record }: { readonly record: WorldRecord }): Bank => bankOfRecord(record)

const bankOfRecord = perObject(
  ({ seed, size, mix, start }: WorldRecord): Bank => ({
    seed,
    size,
    start: monthAt(start / 1000),
    ...(mix && { mix }),
  }),
)
