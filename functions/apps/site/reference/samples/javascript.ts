import { paymentFile } from './bodies.ts'
import { type Client, findComfort } from './comfort.ts'
import { type Language, writeLiteral } from './literals.ts'
import { placeholderOf } from './python.ts'
import { idsOf, needsPartner, type SampleRequest, type Sandbox } from './request.ts'

const camel = (name: string) => `${name[0]?.toLowerCase()}${name.slice(1)}`
const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const javascript: Language = {
  text: (text) => {
    const name = /^\{(\w+)\}$/.exec(text)?.[1]
    return name === undefined ? quote(text) : camel(name)
  },
  key: (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)),
  others: String,
  pad: ' ',
  step: '  ',
  endsWithComma: true,
}

const literal = (value: unknown, indent = '', column = 20) => writeLiteral(value, javascript, indent, column)

/** Writes the call of an operation with the SDK. `ids` are values to begin with. */
export function writeJavaScript(
  request: SampleRequest,
  sandbox: Sandbox,
  ids: (name: string) => { readonly value: string; readonly about: string },
): string {
  const { entry, token, body } = request
  const comfort = needsPartner(entry) ? undefined : findComfort(entry)
  const client = comfort?.client ?? (entry.surface.name === 'open-banking' ? 'bank' : clientOf(request))
  const field = (...path: string[]) =>
    literal(
      path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], body),
      path.length > 1 ? '  ' : '',
    )
  const lines = comfort?.lines({ id: camel, field, body: literal(body) }) ?? writeApiCall(request, client)
  const code = lines.join('\n')
  const worldKeys = { id: sandbox.first?.id ?? 'wld_...', controlKey: token?.value ?? 'ctl_...' }
  const opened: Readonly<Record<Client, string>> = {
    bank: needsPartner(entry)
      ? `const access = ${literal({ baseUrl: sandbox.baseUrl, controlKey: sandbox.first?.controlKey ?? 'ctl_...' }, '', 0)}
const partner = await connectPartner(await registerPartner(access))
const bank = openBanking(partner.ownConnection('accounts'))`
      : `const bank = openBanking(${literal({ baseUrl: `${sandbox.baseUrl}/open-banking/v4.0`, token: token?.value ?? placeholderOf('DEVELOPER_TOKEN') })})`,
    world: `const world = sandbank({ baseUrl: ${quote(sandbox.baseUrl)} }).world(${literal(worldKeys, '', 58)})`,
    sandbox: `const sandbox = sandbank(${literal({ baseUrl: sandbox.baseUrl, ...(token && { organiserKey: 'YOUR_ORGANISER_KEY' }) })})`,
  }
  const needed = idsOf(request).filter(
    (name) => new RegExp(`\\b${camel(name)}\\b`).test(code) && (name !== 'WorldId' || client !== 'world'),
  )
  return [
    ...(entry.id === 'ImportWorld' ? [`import { readFile } from 'node:fs/promises'`] : []),
    `import { ${client === 'bank' ? 'openBanking' : 'sandbank'} } from '@sandbank/sdk'`,
    ...(needsPartner(entry) ? [`import { connectPartner, registerPartner } from '@sandbank/sdk/oauth'`] : []),
    '',
    opened[client],
    ...needed.map((name) => `const ${camel(name)} = ${quote(ids(name).value)} // ${ids(name).about}`),
    ...(entry.id === 'ImportWorld' ? [`const file = await readFile('world.ndjson', 'utf8')`] : []),
    ...(entry.id === 'CreateFilePaymentConsentsConsentIdFile' ? [`const file = ${quote(paymentFile)}`] : []),
    '',
    code,
  ].join('\n')
}

/** Operations that are not about one world need no key of one. */
const clientOf = ({ entry }: SampleRequest): Client => (entry.operation.needs === 'world' ? 'world' : 'sandbox')

/** Writes the call by its path, with types of the OpenAPI document. */
function writeApiCall({ entry, query, body, description }: SampleRequest, client: Client): string[] {
  const { surface, operation } = entry
  const method = operation.method.toUpperCase()
  const path = surface.name === 'discovery' ? entry.path : operation.path
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const header = description.parameters.filter((one) => one.in === 'header' && one.required).map(({ name }) => name)
  const expressionOf = (name: string) =>
    name === 'WorldId' ? 'world.id' : name === 'AccountId' ? quote('acc_0_current') : camel(name)
  const params = [
    ...(inPath.length > 0
      ? [
          `path: { ${inPath.map((name) => `${name === camel(name) ? '' : `${name}: `}${expressionOf(name)}`).join(', ')} }`,
        ]
      : []),
    ...(Object.keys(query).length > 0 ? [`query: ${literal(query)}`] : []),
    ...(header.length > 0
      ? [`header: { ${header.map((name) => `${quote(name)}: 'unique for each request'`).join(', ')} }`]
      : []),
  ]
  const { returns } = operation
  const text =
    'media' in returns
      ? [`  parseAs: '${returns.media.some((one) => one.startsWith('text/')) ? 'text' : 'arrayBuffer'}',`]
      : []
  const init = [
    ...(params.length > 0 ? [`  params: { ${params.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: ${literal(body, '  ', 8)},`]),
    ...text,
  ]
  const call = `${client}.api.${method}('${path}'`
  const isEmpty = !('schema' in returns || 'media' in returns)
  const answer = isEmpty ? '' : 'const { data } = '
  return [
    ...(init.length === 0 ? [`${answer}await ${call})`] : [`${answer}await ${call}, {`, ...init, '})']),
    ...(isEmpty ? [] : ['console.log(data)']),
  ]
}
