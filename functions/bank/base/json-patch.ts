import * as z from 'zod'
import { findFirstDifference } from './first-difference.ts'
import { Problem } from './problem.ts'

const place = z.string().max(400)
const value = z.unknown().refine((given) => given !== undefined, 'must be there')

/** JSON Patch (RFC 6902): changes to a JSON document, one after another. */
export const JsonPatch = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: place, value }),
      z.strictObject({ op: z.literal('remove'), path: place }),
      z.strictObject({ op: z.enum(['move', 'copy']), path: place, from: place }),
    ]),
  )
  .min(1)
  .max(100)
  .meta({ id: 'JsonPatch' })
export type JsonPatch = z.output<typeof JsonPatch>

/**
 * The document after every change, or a refusal that names the first one that cannot be made; the
 * document itself stays as it is.
 */
export function applyPatch(document: unknown, changes: JsonPatch): unknown {
  const whole = { '': structuredClone(document) }
  let room = mostCopied
  for (const [n, change] of changes.entries()) {
    const at = placeOf(whole, change.path, `${n}.path`)
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
          throw refused(`${n}.value`, `${change.path} has another value`)
        break
      case 'remove':
        at.remove()
        break
      case 'copy':
      case 'move': {
        const from = placeOf(whole, change.from, `${n}.from`)
        const taken = structuredClone(from.read())
        if (change.op === 'copy') room -= JSON.stringify(taken).length
        else if (change.path.startsWith(`${change.from}/`))
          throw refused(`${n}.from`, 'nothing can be moved into a part of itself')
        else from.remove()
        if (room < 0) throw refused(`${n}.op`, `no more than ${mostCopied} characters are copied`)
        placeOf(whole, change.path, `${n}.path`).add(taken)
      }
    }
  }
  return whole['']
}

/** What is copied into itself doubles each time. */
const mostCopied = 100_000

const refused = (path: string, why: string) => new Problem('field-invalid', `${path}: ${why}`, { path })

type Tree = Record<string, unknown> | unknown[]
const isTree = (one: unknown): one is Tree => typeof one === 'object' && one !== null

/**
 * What can be done at the end of a pointer (RFC 6901). `path` is where the pointer stands in the
 * request.
 */
function placeOf(whole: Tree, pointer: string, path: string) {
  if (pointer !== '' && !pointer.startsWith('/')) throw refused(path, 'a pointer begins with /')
  const keys = pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop() as string
  const nothing = () => refused(path, `there is nothing at ${pointer}`)
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
