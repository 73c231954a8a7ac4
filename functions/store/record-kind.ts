import type * as z from 'zod'
import { perObject } from '#bank/base/per-object.ts'
import type { Item, Key } from './store.ts'
import { damagedRecord } from './store-failure.ts'

/**
 * A kind of record: its schema, its key, and how to read its items. `read` throws a `StoreFailure`
 * if the schema does not fit.
 */
type RecordKind<S extends z.ZodType, A extends unknown[]> = {
  readonly schema: S
  readonly key: (...at: A) => Key
  readonly read: (item: Item) => z.output<S>
}

/**
 * Defines a kind of record. A value that the store returns again is not parsed again: otherwise an
 * account read would cost 68 us of CPU instead of 36.
 */
export function defineRecord<S extends z.ZodType<object>, A extends unknown[]>(
  schema: S,
  key: (...at: A) => Key,
): RecordKind<S, A> {
  const parse = perObject((value: object) => schema.parse(value))
  const read = (item: Item) => {
    try {
      return parse(item.value as object)
    } catch (error) {
      throw damagedRecord(item.key, error)
    }
  }
  return { schema, key, read }
}
