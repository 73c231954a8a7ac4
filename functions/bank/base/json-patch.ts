import * as z from 'zod'
import { findFirstDifference } from './first-difference.ts'
import { Problem } from './problem.ts'

const pointer = z.string().max(400)
const value = z.unknown().refine((given) => given !== undefined, 'is required')

/** JSON Patch (RFC 6902): a list of changes to a JSON document, applied in order. */
export const JsonPatch = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value }),
      z.strictObject({ op: z.literal('remove'), path: pointer }),
      z.strictObject({ op: z.enum(['move', 'copy']), path: pointer, from: pointer }),
    ]),
  )
  .min(1)
  .max(100)
  .meta({ id: 'JsonPatch' })
export type JsonPatch = z.output<typeof JsonPatch>

/**
 * Returns a copy of the document with every change applied. Rejects the whole patch at the first
 * change that cannot be applied.
 */
export function applyPatch(document: unknown, changes: JsonPatch): unknown {
  const whole = { '': structuredClone(document) }
  let copyBudget = maxCopied
  for (const [n, change] of changes.entries()) {
    const at = resolvePointer(whole, change.path, `${n}.path`)
    switch (change.op) {
      case 'add':
        at.add(structuredClone(change.value))
        break
      case 'replace':
        at.remove()
        at.add(structuredClone(change.value))
        break
      case 'test':
        if (findFirstDifference(at.read(), change.value, '') !== undefined)
          throw invalidChange(`${n}.value`, `the value at ${change.path} differs from the tested value`)
        break
      case 'remove':
        at.remove()
        break
      case 'copy':
      case 'move': {
        const from = resolvePointer(whole, change.from, `${n}.from`)
        const taken = structuredClone(from.read())
        if (change.op === 'copy') copyBudget -= JSON.stringify(taken).length
        else if (change.path.startsWith(`${change.from}/`))
          throw invalidChange(`${n}.from`, 'a value cannot be moved into one of its own children')
        else from.remove()
        if (copyBudget < 0) throw invalidChange(`${n}.op`, `a patch may copy at most ${maxCopied} characters in total`)
        resolvePointer(whole, change.path, `${n}.path`).add(taken)
      }
    }
  }
  return whole['']
}

/** Limits memory: a document that is copied into itself doubles each time. */
const maxCopied = 100_000

const invalidChange = (path: string, why: string) => new Problem('field-invalid', `${path}: ${why}`, { path })

type Tree = Record<string, unknown> | unknown[]
const isTree = (one: unknown): one is Tree => typeof one === 'object' && one !== null

/**
 * Resolves a JSON pointer (RFC 6901) and returns the operations on its target. `path` is the field
 * of the request that holds the pointer.
 */
function resolvePointer(whole: Tree, pointer: string, path: string) {
  if (pointer !== '' && !pointer.startsWith('/'))
    throw invalidChange(path, 'must be a JSON pointer, which begins with /')
  const keys = pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop() as string
  const nothing = () => invalidChange(path, `the document has no value at ${pointer}`)
  const parent = keys.reduce<Tree>((tree, key) => {
    const child = Object.hasOwn(tree, key) ? (tree as Record<string, unknown>)[key] : undefined
    if (!isTree(child)) throw nothing()
    return child
  }, whole)
  const isThere = () => Object.hasOwn(parent, last) && !(Array.isArray(parent) && last === 'length')
  return {
    read(): unknown {
      if (!isThere()) throw nothing()
      return (parent as Record<string, unknown>)[last]
    },
    add(value: unknown): void {
      if (!Array.isArray(parent)) {
        Object.defineProperty(parent, last, { value, configurable: true, enumerable: true, writable: true })
        return
      }
      const index = last === '-' ? parent.length : Number(last)
      if (last !== '-' && (!/^(0|[1-9]\d*)$/.test(last) || index > parent.length)) throw nothing()
      parent.splice(index, 0, value)
    },
    remove(): void {
      if (!isThere()) throw nothing()
      if (Array.isArray(parent)) parent.splice(Number(last), 1)
      else delete parent[last]
    },
  }
}
