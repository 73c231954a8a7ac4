import { formsOf, resolveSchema, type Schema, type Schemas, valuesOf } from './schema.ts'

/** Values of fields whose schema gives none, by the field's name. */
const byName: readonly [name: RegExp, value: string][] = [
  [/^ConsentId$/, 'pic_1f2e3d4c5b6a7980'],
  [/^DomesticVRPId$/, 'vrp_1f2e3d4c5b6a7980_000000001'],
  [/(Payment|Order)Id$/, 'pay_1f2e3d4c5b6a7980'],
  [/^EventSubscriptionId$/, 'evs_1f2e3d4c5b6a7980'],
  [/^CallbackUrlId$/, 'cbu_1f2e3d4c5b6a7980'],
  [/^explanation$/, 'Payments are down'],
  [/^Amount$/, '12.34'],
  [/^currency$|Currency(OfTransfer)?$/, 'GBP'],
  [/SchemeName$/, 'UK.OBIE.SortCodeAccountNumber'],
  [/^Identification$/, '08080021325698'],
  [/^InstructionIdentification$/, 'lunch'],
  [/^EndToEndIdentification$/, 'tuesday'],
  [/^MandateIdentification$/, 'RENT-42'],
  [/^FileType$/, 'UK.OBIE.PaymentInitiation.4.0'],
  [/^FileHash$/, 'ul84+9edxSETtJZQIofRig+7I9QYEOcOn3WGZ0TKWms='],
  [/^TransactionId$/, 'tx_0_current_24322_16'],
  [/^TransactionInformation$/, 'Larch & Loom'],
  [/^Description$/, 'Current Account'],
  [/^Nickname$/, 'Everyday'],
  [/Reference$/, 'lunch'],
  [/(^|\w)Name$|^name$/, 'Bob Clements'],
  [/^Country/, 'GB'],
  [/^Issuer$/, 'Sandbank'],
  [/^SubCode$/, 'POSP'],
  [/^Code$/, 'CCRD'],
  [/^redirectUri$/, 'https://spendy.example/callback'],
  [/^(authority|certificate)$/, '-----BEGIN CERTIFICATE-----...'],
  [/^subject$/, 'CN=spendy,O=Spendy,C=GB'],
  [/^customer$/, 'cus_0'],
  [/^account$/, 'acc_0_current'],
  [/^(order|object)$/, 'pay_1f2e3d4c5b6a7980'],
  [/^developerToken$/, 'dev_...'],
  [/^controlKey$/, 'ctl_...'],
  [/^secret$/, 'whsec_...'],
  [/^kty$/, 'EC'],
  [/^softwareStatement$/, 'eyJhbGciOi...'],
  [/^method$/, 'GET'],
  [/^town$/, 'Leeds'],
  [/^url$/, 'https://spendy.example/webhooks'],
]

const instants: Readonly<Record<string, string>> = {
  'date-time': '2026-11-24T09:30:00.000Z',
  date: '2026-11-24',
  uuid: '4f0c9be1-d2a7-4c5b-9e3f-1a2b3c4d5e6f',
  uri: 'https://spendy.example/callback',
}

/** Optional fields that answers usually have. */
const usual = ['Account', 'Balance', 'MerchantDetails', 'TransactionInformation', 'TransactionReference', 'Name']

const deepest = 8

/**
 * Builds a value that fits a schema: its example, or else its required fields. An answer has usual
 * fields too. `name` is the name of the field that the value is for.
 */
export function exampleOf(given: Schema, schemas: Schemas, isAnswer = false, name = '', depth = 0): unknown {
  const schema = resolveSchema(given, schemas)
  const { examples, example, items, properties, required = [] } = schema
  if (examples?.length) return examples[0]
  if (example !== undefined) return example
  if ('const' in schema) return schema.const
  if (schema.enum?.length) return schema.enum[0]
  if (schema.default !== undefined && !properties) return schema.default
  const [form] = formsOf(schema)
  if (form)
    return exampleOf(
      { ...form, ...(form.properties && properties && { properties: { ...properties, ...form.properties } }) },
      schemas,
      isAnswer,
      name,
      depth,
    )
  if (items) return depth > deepest ? [] : [exampleOf(items, schemas, isAnswer, name.replace(/s$/, ''), depth + 1)]
  if (properties) {
    const isShown = ([key, one]: [string, Schema]) =>
      required.includes(key) || (isAnswer && (usual.includes(key) || one.examples !== undefined))
    const shown = depth > deepest ? [] : Object.entries(properties).filter(isShown)
    return Object.fromEntries(shown.map(([key, one]) => [key, exampleOf(one, schemas, isAnswer, key, depth + 1)]))
  }
  const values = valuesOf(schema)
  if (values) return {}
  return scalarOf(schema, name)
}

function scalarOf(
  { type, format, minimum, exclusiveMinimum, minLength = 0, maxLength = 40 }: Schema,
  name: string,
): unknown {
  const kind = Array.isArray(type) ? type[0] : type
  if (kind === 'boolean') return true
  if (kind === 'integer' || kind === 'number') return Math.max(minimum ?? 1, (exclusiveMinimum ?? 0) + 1, 1)
  if (kind === 'null') return null
  if (kind === 'object') return {}
  if (format !== undefined && format in instants) return instants[format]
  const text =
    byName.find(([form]) => form.test(name))?.[1] ?? (/DateTime$/.test(name) ? instants['date-time'] : idOf(name))
  return (text ?? 'text').slice(0, maxLength).padEnd(minLength, '0')
}

/** An invented id for a field such as `ConsentId`, and a text for any other. */
const idOf = (name: string): string => (/Id$|^id$/.test(name) ? '1f2e3d4c5b6a7980' : 'text')
