import { html } from 'hono/html'
import { type Html, nothing, plainBadge } from '#looks/index.ts'
import { formsOf, limitsOf, resolveSchema, type Schema, type Schemas, typeOf, valuesOf } from './schema.ts'
import { renderText } from './text.ts'

/** A value that a caller sends or gets. */
type Field = {
  readonly name: string
  readonly schema: Schema
  readonly isRequired: boolean
  readonly description?: string | undefined
}

/** What a field that is always there is marked with. */
type Mark = 'required' | 'always'

/** Deeper fields are not shown: a schema that contains itself would have no end. */
const deepest = 9
/** How many values of a list are shown at once. */
const fewValues = 12
const longestPattern = 70
/** What every body of the standard has beside its data: closed at first. */
const envelope = ['Links', 'Meta', 'Risk']

/** Shows fields with their types, limits and descriptions. Nested fields stand in `details`. */
export const renderFields = (fields: readonly Field[], schemas: Schemas, mark: Mark = 'required', depth = 0): Html =>
  html`<ul class="fields">${fields.map((field) => renderField(field, schemas, mark, depth, fields.length === 1))}</ul>`

/** Shows the fields of a body. */
export function renderBody(schema: Schema, schemas: Schemas, mark: Mark = 'required'): Html {
  const fields = fieldsOf(schema, schemas)
  const [form] = formsOf(resolveSchema(schema, schemas))
  if (fields.length > 0) return renderFields(fields, schemas, mark)
  if (form) return html`${renderNested(schema, schemas, mark, 0, true)}`
  return html`<p class="soft">${sentence(typeOf(schema, schemas))}.</p>`
}

const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}`

/** Returns the fields of an object, or of each object of a list. */
function fieldsOf(given: Schema, schemas: Schemas): Field[] {
  const schema = resolveSchema(given, schemas)
  if (schema.items) return fieldsOf(schema.items, schemas)
  const { properties = {}, required = [] } = schema
  return Object.entries(properties).map(([name, one]) => ({ name, schema: one, isRequired: required.includes(name) }))
}

function renderField(
  { name, schema: given, isRequired, description }: Field,
  schemas: Schemas,
  mark: Mark,
  depth: number,
  isOnly: boolean,
): Html {
  const isOpen = isOnly || (depth === 0 && !envelope.includes(name))
  const schema = resolveSchema(given, schemas)
  const told = description ?? schema.description
  const facts = [typeOf(schema, schemas), ...limitsOf(schema)]
  return html`<li><div class="row field-name"><code>${name}</code><span class="soft xs">${facts.join(' · ')}</span>${isRequired ? html`<span class="badge${mark === 'required' ? ' told' : nothing}">${mark}</span>` : nothing}</div>
${told === undefined ? nothing : html`<p class="small">${renderText(told)}</p>`}${renderValues(resolveSchema(schema.items ?? schema, schemas))}${renderDefault(schema)}${renderNested(schema, schemas, mark, depth, isOpen)}</li>`
}

/** Shows the values that a field may have. */
function renderValues({ enum: values, const: only, pattern }: Schema): Html {
  const some = values ?? (only === undefined ? [] : [only])
  const list = html`<p class="row values">${some.map((value) => plainBadge(String(value)))}</p>`
  if (some.length > fewValues) return html`<details><summary>${some.length} values</summary>${list}</details>`
  if (some.length > 0) return list
  if (pattern === undefined || pattern.length > longestPattern) return nothing
  return html`<p class="xs soft">Matches <code>${pattern}</code></p>`
}

const renderDefault = ({ default: value, examples = [] }: Schema): Html => {
  const [example] = examples
  const show = (one: unknown) => html`<code>${typeof one === 'string' ? one : JSON.stringify(one)}</code>`
  if (value !== undefined) return html`<p class="xs soft">If absent: ${show(value)}</p>`
  return example === undefined ? nothing : html`<p class="xs soft">Such as ${show(example)}</p>`
}

/** Shows the fields inside of a field. */
function renderNested(given: Schema, schemas: Schemas, mark: Mark, depth: number, isOpen: boolean): Html {
  const schema = resolveSchema(given, schemas)
  const inner = schema.items ? resolveSchema(schema.items, schemas) : schema
  const values = valuesOf(inner)
  if (depth >= deepest) return nothing
  const details = (title: string, fields: readonly Field[]): Html =>
    html`<details${isOpen ? html` open` : nothing}><summary>${title}</summary>${renderFields(fields, schemas, mark, depth + 1)}</details>`
  const forms = formsOf(inner).filter((form) => fieldsOf(form, schemas).length > 0)
  if (forms.length > 0)
    return html`${forms.map((form, n) => details(`Form ${n + 1} of ${forms.length}`, fieldsOf(form, schemas)))}`
  const fields = fieldsOf(values ?? inner, schemas)
  return fields.length === 0 ? nothing : details(`${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`, fields)
}
