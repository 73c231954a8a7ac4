import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'

const specs = new URL('../../../shared/specs/uk-ob-rw/v4.0/', import.meta.url)

/** The official OpenAPI files against which payments and events are checked. */
const files = ['payment-initiation', 'vrp', 'confirmation-funds', 'events', 'event-notifications'] as const
export type FileName = (typeof files)[number]

const urlOf = (file: FileName) => new URL(`${file}-openapi.json`, specs)
export const isThere = files.every((file) => existsSync(urlOf(file)))
export const notThere =
  'the official OpenAPI files are not there: ../shared/specs lies beside the repository where the standard is tested'

/** A JSON schema, with the keywords that the official schemas and ours use. */
export type Node = {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly enum?: readonly string[]
  readonly const?: string
  readonly 'x-namespaced-enum'?: readonly string[]
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly allOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly $defs?: Readonly<Record<string, Node>>
}

type Official = { readonly components: { readonly schemas: Readonly<Record<string, Node>> } }

const read = new Map<FileName, { official: Official; ajv: Ajv }>()
function open(file: FileName) {
  const known = read.get(file)
  if (known) return known
  const official: Official = JSON.parse(readFileSync(urlOf(file), 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(official, 'official')
  read.set(file, { official, ajv })
  return { official, ajv }
}

/** Returns the faults that an official schema finds in a body; an empty list for a valid one. */
export function faultsOf(file: FileName, name: string, body: unknown): unknown[] {
  const { ajv } = open(file)
  const validate = ajv.getSchema(`official#/components/schemas/${name}`)
  if (!validate) throw new Error(`the official file has no ${name}`)
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => ({ instancePath, message }))
}

/** Expects an answer's body to be valid, if the official files lie beside the repository. */
export function expectOfficial(file: FileName, name: string, { body }: { readonly body: unknown }): void {
  if (isThere) expect(faultsOf(file, name, body)).toEqual([])
}

/** Returns an official schema with its references resolved and its parts merged. */
export const officialOf = (file: FileName, name: string): Node => {
  const { schemas } = open(file).official.components
  return whole(schemas[name] as Node, (ref) => schemas[ref.split('/').at(-1) as string] as Node)
}

/**
 * Returns a schema without references: each is replaced by its target, and parts of `allOf` are
 * merged.
 */
export function whole(node: Node, at: (ref: string) => Node): Node {
  if (node.$ref !== undefined) return whole(at(node.$ref), at)
  if (node.allOf) return Object.assign({}, ...node.allOf.map((part) => whole(part, at)))
  return {
    ...node,
    ...(node.properties && {
      properties: Object.fromEntries(Object.entries(node.properties).map(([name, one]) => [name, whole(one, at)])),
    }),
    ...(node.items && { items: whole(node.items, at) }),
    ...(node.oneOf && { oneOf: node.oneOf.map((one) => whole(one, at)) }),
    ...(node.anyOf && { anyOf: node.anyOf.map((one) => whole(one, at)) }),
  }
}

/**
 * Sample texts for the patterns of the schemas. The first that matches is used, as a whole even if
 * the pattern has no anchors.
 */
const samples = ['GBP', '10.00', 'GB', '123400ABCDEF78901256', '3', 'EvryDay']

/** Returns an example body of a schema: with all its fields, or with the required ones only. */
export function exampleOf(node: Node, isFull: boolean): unknown {
  const [option] = node.oneOf ?? node.anyOf ?? []
  if (option) return exampleOf(option, isFull)
  if (node.type === 'object')
    return Object.fromEntries(
      Object.entries(node.properties ?? {})
        .filter(([name]) => isFull || node.required?.includes(name))
        .map(([name, one]) => [name, exampleOf(one, isFull)]),
    )
  if (node.type === 'array') return [exampleOf(node.items as Node, isFull)]
  if (node.type === 'boolean') return true
  if (node.type === 'number' || node.type === 'integer') return 1
  return textOf(node)
}

function textOf({ const: only, enum: values, 'x-namespaced-enum': names, format, pattern, maxLength }: Node): string {
  if (only !== undefined) return only
  const [value] = values ?? names ?? []
  if (value !== undefined) return value
  if (format === 'date-time') return '2026-12-24T09:30:00Z'
  if (format === 'uri') return 'https://bank.example/1'
  if (pattern === undefined) return 'any text'.slice(0, maxLength)
  const sample = samples.find((one) => new RegExp(`^(?:${pattern})$`).test(one))
  if (sample === undefined) throw new Error(`no sample fits ${pattern}`)
  return sample
}

/**
 * A field of a schema: its path, its schema, and whether it is required. The first item stands for
 * a list.
 */
export type Place = { readonly path: readonly (string | number)[]; readonly node: Node; readonly isRequired: boolean }

/** Returns every field of a schema, outer fields first. */
export function placesOf(node: Node, path: Place['path'] = []): Place[] {
  if (node.type === 'array') return placesOf(node.items as Node, [...path, 0])
  return Object.entries(node.properties ?? {}).flatMap(([name, one]) => [
    { path: [...path, name], node: one, isRequired: node.required?.includes(name) ?? false },
    ...placesOf(one, [...path, name]),
  ])
}

/** Returns a body with one field changed, or removed if the value is undefined. */
export function changed<T>(body: T, path: readonly (string | number)[] | string, value: unknown): T {
  const keys = typeof path === 'string' ? path.split('.') : path
  // A copy as it would arrive over the wire: no two places share an object.
  const copy: T = JSON.parse(JSON.stringify(body))
  const last = keys.at(-1) as string
  const parent = keys.slice(0, -1).reduce<Record<string, unknown>>(
    (one, key) => {
      one[key] ??= {}
      return one[key] as Record<string, unknown>
    },
    copy as Record<string, unknown>,
  )
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return copy
}
