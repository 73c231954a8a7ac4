import { buildOpenApi } from '#edge/openapi/openapi.ts'
import type { Entry, MessageEntry } from './catalogue.ts'
import type { Schema, Schemas } from './schema.ts'

/** A parameter in the OpenAPI document. */
export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema: Schema
}

type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>

/** What the OpenAPI document says of one operation, with the schemas that it names. */
export type Description = {
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string
        readonly headers?: Readonly<Record<string, { readonly description?: string; readonly schema: Schema }>>
        readonly content?: Content
      }
    >
  >
  readonly schemas: Schemas
}

type Described = Omit<Description, 'schemas'>
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly webhooks: Readonly<Record<string, { readonly post: Described }>>
  readonly components: { readonly schemas: Schemas }
}

const kept = new Map<string, Description>()
let messages: Document | undefined

/**
 * Returns the part of the OpenAPI document that describes an operation. Builds it on first use: the
 * whole document takes some 20 times as long.
 */
export function describeEntry({ id, path, operation, surface }: Entry): Description {
  const before = kept.get(id)
  if (before) return before
  const document = buildOpenApi([{ ...surface, messages: [], operations: [operation] }], '') as Document
  const described = document.paths[path]?.[operation.method] as Described
  const description = { ...described, schemas: document.components.schemas }
  kept.set(id, description)
  return description
}

/** Returns the part of the OpenAPI document that describes a message. */
export function describeMessageEntry({ id }: MessageEntry, all: readonly MessageEntry[]): Description {
  messages ??= buildOpenApi(
    [
      {
        name: '',
        title: '',
        base: '',
        errorForm: 'details',
        operations: [],
        messages: all.map(({ message }) => message),
      },
    ],
    '',
  ) as Document
  return { ...(messages.webhooks[id]?.post as Described), schemas: messages.components.schemas }
}

/** Returns the answer of a success, with its status. */
export function successOf({ responses }: Description) {
  const [status = '200', response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
  return { status, response }
}

/** Returns the schema of the JSON of a content, if it has one. */
export const jsonOf = (content: Content | undefined): Schema | undefined =>
  Object.entries(content ?? {}).find(([media]) => /[/+]json\b/.test(media))?.[1].schema
