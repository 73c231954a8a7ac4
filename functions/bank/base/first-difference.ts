/**
 * Returns the path of the first difference between two JSON values, or undefined if they are equal.
 * The order of items counts in arrays only.
 */
export function findFirstDifference(one: unknown, other: unknown, path: string): string | undefined {
  if (one === other) return undefined
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return path
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = findFirstDifference(one[name], other[name], path === '' ? name : `${path}.${name}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * Returns a JSON value without the fields that hold nothing: an empty list, an empty object, or an
 * object of only such fields. The standard gives them the meaning of an absent field. Lists keep
 * their items.
 */
export function dropEmptyFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropEmptyFields)
  if (!isTree(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, one]) => [name, dropEmptyFields(one)])
      .filter(([, one]) => !holdsNothing(one)),
  )
}

/** Returns whether a field is absent or holds nothing, as `dropEmptyFields` defines it. */
export function isEmptyField(value: unknown): boolean {
  return holdsNothing(dropEmptyFields(value))
}

const holdsNothing = (value: unknown): boolean =>
  value === undefined || (isTree(value) && Object.keys(value).length === 0)
