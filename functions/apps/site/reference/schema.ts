/** A JSON Schema, as far as the document of the sandbox uses it. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

export type Schemas = Readonly<Record<string, Schema>>

/** Follows a reference. What stands beside it, such as a description, stays. */
export function resolveSchema(schema: Schema, schemas: Schemas): Schema {
  if (schema.$ref === undefined) {
    const [first, ...more] = schema.allOf ?? []
    if (!first) return schema
    const { allOf: _, ...rest } = schema
    return [...more, rest].reduce<Schema>(
      (whole, part) => mergeSchemas(whole, resolveSchema(part, schemas)),
      resolveSchema(first, schemas),
    )
  }
  const { $ref, ...beside } = schema
  const target = schemas[$ref.replace('#/components/schemas/', '')]
  return target ? { ...resolveSchema(target, schemas), ...beside } : beside
}

const mergeSchemas = (one: Schema, other: Schema): Schema => ({
  ...one,
  ...other,
  ...((one.properties ?? other.properties) && { properties: { ...one.properties, ...other.properties } }),
  ...((one.required ?? other.required) && { required: [...(one.required ?? []), ...(other.required ?? [])] }),
})

/** Returns the forms that a value may have, if there is more than one. */
export const formsOf = ({ anyOf, oneOf }: Schema): readonly Schema[] => anyOf ?? oneOf ?? []

/** Returns the schema of the values of a record, whose names are free. */
export const valuesOf = ({ additionalProperties }: Schema): Schema | undefined =>
  typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
    ? additionalProperties
    : undefined

/** Names the type of a value: `string`, `list of objects`, `date and time`. */
export function typeOf(given: Schema, schemas: Schemas): string {
  const schema = resolveSchema(given, schemas)
  const forms = formsOf(schema)
  if (forms.length > 0) return [...new Set(forms.map((form) => typeOf(form, schemas)))].join(' or ')
  if (schema.items) {
    const item = typeOf(schema.items, schemas)
    return `list of ${/ or |list|record/.test(item) ? item : `${item}s`}`
  }
  if (valuesOf(schema)) return 'record'
  const { type, format } = schema
  if (format !== undefined) return formats[format] ?? format
  if (type === undefined) return 'const' in schema ? typeof schema.const : schema.enum ? 'string' : 'any value'
  return typeof type === 'string' ? type : type.join(' or ')
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'date and time',
  binary: 'file',
  uri: 'URL',
  uuid: 'UUID',
}

/** Lists the limits of a value, in words. */
export function limitsOf(schema: Schema): string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, exclusiveMinimum, exclusiveMaximum } = schema
  return [
    ...rangeOf(minLength, maxLength, 'character'),
    // Zod states the range of safe integers where a schema has none.
    ...rangeOf(orSafe(minimum), orSafe(maximum)),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(exclusiveMaximum === undefined || orSafe(exclusiveMaximum) === undefined
      ? []
      : [`less than ${exclusiveMaximum}`]),
    ...rangeOf(minItems, maxItems, 'item'),
  ]
}

const orSafe = (value: number | undefined) =>
  value !== undefined && Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value

function rangeOf(least: number | undefined, most: number | undefined, unit = ''): string[] {
  const of = (count: number) => (unit === '' ? '' : ` ${unit}${count === 1 ? '' : 's'}`)
  if (least === undefined && most === undefined) return []
  if (most === undefined) return [`at least ${least}${of(least as number)}`]
  if (least === undefined) return [`at most ${most}${of(most)}`]
  return least === most ? [`${most}${of(most)}`] : [`${least} to ${most}${of(most)}`]
}
