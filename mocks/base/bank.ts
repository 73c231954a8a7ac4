import { perObject } from '#bank/base/per-object.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { type Month, monthAt } from './calendar.ts'

/** The parameters of a synthetic bank. The same parameters give the same bytes on every machine. */
export type Bank = {
  /** 0 to 4,294,967,295. */
  readonly seed: number
  /** The number of customers. A larger size does not change the customers of a smaller one. */
  readonly size: number
  /**
   * The month in which the world began. Ages and the length of histories are counted back from it.
   */
  readonly start: Month
  /**
   * How many customers of each persona follow the named ones; by the weights of the personas if
   * absent.
   */
  readonly mix?: readonly (readonly [personaId: string, count: number])[]
}

/** The months of history at the start of a world. */
export const monthsOfHistory = 36

/** Returns the first month that can be read. */
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
