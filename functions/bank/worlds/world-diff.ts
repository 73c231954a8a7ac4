/** One field that differs. `before` or `after` is absent where the field is. */
export type FieldDifference = { readonly path: string; readonly before?: unknown; readonly after?: unknown }

type Container = Readonly<Record<string, unknown>> | readonly unknown[]

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null

/**
 * Compares two JSON values field by field. Objects are compared by name and arrays by position;
 * names are joined by dots, as in `request.Data.Initiation.InstructedAmount.Amount`. Returns an
 * empty list for equal values.
 */
export function compareFields(before: unknown, after: unknown, path = ''): FieldDifference[] {
  if (before === after) return []
  const isComparable = isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)
  if (!isComparable) return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) =>
    compareFields(ownValue(before, name), ownValue(after, name), path === '' ? name : `${path}.${name}`),
  )
}

const ownValue = (container: Container, name: string): unknown =>
  Object.hasOwn(container, name) ? (container as Readonly<Record<string, unknown>>)[name] : undefined

/** The same place on two sides. At least one side has something there. */
export type Pair<T> = { readonly before?: T; readonly after?: T }

/**
 * Merges two lists that are sorted by the same order into pairs, in that order. It holds one item
 * of each list at a time.
 */
export async function* mergeSorted<T>(
  before: AsyncIterator<T>,
  after: AsyncIterator<T>,
  order: (a: T, b: T) => number,
): AsyncGenerator<Pair<T>> {
  let [left, right] = [await before.next(), await after.next()]
  while (!left.done || !right.done) {
    const which = left.done ? 1 : right.done ? -1 : order(left.value, right.value)
    yield {
      ...(which <= 0 && { before: left.value as T }),
      ...(which >= 0 && { after: right.value as T }),
    }
    if (which <= 0) left = await before.next()
    if (which >= 0) right = await after.next()
  }
}
