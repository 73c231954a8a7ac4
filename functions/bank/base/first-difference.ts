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
