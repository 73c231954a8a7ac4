import * as z from 'zod'

/** A part of an OpenAPI document. */
export type Json = Record<string, unknown>

/** Returns the reference to a schema of the document. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** Converts a schema to JSON Schema; every schema with an id becomes a component. */
export function component(schema: z.ZodType, schemas: Record<string, Json>): Json {
  const {
    $schema: _,
    $defs = {},
    ...whole
  } = z.toJSONSchema(schema, { io: 'input', override: removeDatePattern }) as Json & { $defs?: Record<string, Json> }
  const moved = (value: Json): Json => {
    const { id: _, ...rest } = JSON.parse(JSON.stringify(value).replaceAll('#/$defs/', '#/components/schemas/')) as Json
    return rest
  }
  for (const [name, one] of Object.entries($defs)) schemas[name] = moved(one)
  if (typeof whole.id !== 'string') return moved(whole)
  schemas[whole.id] = moved(whole)
  return ref(whole.id)
}

/** Removes zod's pattern from dates: with it, tools invent seconds with forty digits. */
function removeDatePattern({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern
}
