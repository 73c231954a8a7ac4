import { Problem } from '#bank/base/problem.ts'

/** The path of the first thing in which two JSON values differ; undefined where they are the same. Order counts in lists only. */
export function firstDifference(one: unknown, other: unknown, path: string): string | undefined {
  if (one === other) return undefined
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return path
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = firstDifference(one[name], other[name], path === '' ? name : `${path}.${name}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

type Said = { readonly Data: { readonly Initiation: unknown }; readonly Risk?: unknown }

/** Refuses an order whose initiation or risk is not, word for word, what was consented to. */
export function sameInitiation(consented: Said, ordered: Said): void {
  const path =
    firstDifference(consented.Data.Initiation, ordered.Data.Initiation, 'Data.Initiation') ??
    firstDifference(consented.Risk, ordered.Risk, 'Risk')
  if (path !== undefined) throw new Problem('consent-mismatch', `${path} is not what was consented to`, { path })
}
